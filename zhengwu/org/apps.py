"""Django's entry to this domain."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "zhengwu.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
