"""Django's entry to this domain."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "zhengwu.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"
