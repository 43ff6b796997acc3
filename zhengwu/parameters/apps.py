"""Django's entry to this domain."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """参数与模板"""

    name = "zhengwu.parameters"
    label = "parameters"
    default_auto_field = "django.db.models.BigAutoField"
