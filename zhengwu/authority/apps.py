"""Django's entry to this domain."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "zhengwu.authority"
    label = "authority"
    default_auto_field = "django.db.models.BigAutoField"
