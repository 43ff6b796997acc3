"""Django's entry to this domain."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "zhengwu.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
