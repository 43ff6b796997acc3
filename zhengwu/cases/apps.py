"""Django's entry to this domain."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "zhengwu.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
