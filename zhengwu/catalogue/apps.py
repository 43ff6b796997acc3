"""Django's entry to the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """事项目录"""

    name = "zhengwu.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make items searchable."""
        from zhengwu.catalogue.registry import register_search

        register_search()
