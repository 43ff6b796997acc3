"""Django's entry to this domain."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhengwu.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
