"""Django's entry to evaluation."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """好差评与评议"""

    name = "zhengwu.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
