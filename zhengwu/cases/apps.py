"""Django's entry to cases: whoever applied may read the papers of the case."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件"""

    name = "zhengwu.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell documents who the parties of a case are; identities need loaded models."""
        from zhengwu.cases.policy import may_read_licence, may_read_papers
        from zhengwu.documents.registry import register_reader

        register_reader("case", may_read_papers)
        register_reader("licence", may_read_licence)
