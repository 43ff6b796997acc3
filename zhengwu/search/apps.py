"""Django's entry to this domain."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zhengwu.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
