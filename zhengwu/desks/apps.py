"""Django's entry to this domain."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "zhengwu.desks"
    label = "desks"
    default_auto_field = "django.db.models.BigAutoField"
