"""Django's entry to the journal: guards after each migrate, reactions of all domains loaded."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from zhengwu.kernel import guards


def _install_guards(using: str, **_: Any) -> None:
    guards.install(connections[using])


class JournalConfig(AppConfig):
    """记录"""

    name = "zhengwu.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Reactions register themselves on import."""
        post_migrate.connect(_install_guards, dispatch_uid="journal-guards")
        autodiscover_modules("registry", "reactions", "jobs")
