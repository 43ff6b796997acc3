"""Django's entry to this domain."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "zhengwu.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
