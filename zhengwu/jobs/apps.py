"""Django's entry to this domain."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhengwu.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
