"""Django's entry to this domain."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "zhengwu.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"
