"""Django's entry to the assessment."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """考核"""

    name = "zhengwu.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sources of facts and groups of units register themselves."""
        from zhengwu.assessment.registry import load

        load()
