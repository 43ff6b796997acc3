"""Django's entry to this domain."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhengwu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
