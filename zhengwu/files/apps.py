"""Django's entry to this domain."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zhengwu.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
