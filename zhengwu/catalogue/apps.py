"""Django's entry to this domain."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "zhengwu.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
