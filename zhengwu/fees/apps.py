"""Django's entry to this domain."""

from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "zhengwu.fees"
    label = "fees"
    default_auto_field = "django.db.models.BigAutoField"
