"""Django's entry to this domain."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """工作日历与时限"""

    name = "zhengwu.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
