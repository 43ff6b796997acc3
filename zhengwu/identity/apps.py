"""Django's entry to this domain."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "zhengwu.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
