"""Django's entry to this domain."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "zhengwu.flow"
    label = "flow"
    default_auto_field = "django.db.models.BigAutoField"
