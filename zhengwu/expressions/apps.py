"""Django's entry to this domain."""

from django.apps import AppConfig


class ExpressionsConfig(AppConfig):
    name = "zhengwu.expressions"
    label = "expressions"
    default_auto_field = "django.db.models.BigAutoField"
