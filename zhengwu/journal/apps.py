"""Django's entry to this domain."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "zhengwu.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
