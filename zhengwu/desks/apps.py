"""Django's entry to this domain."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "zhengwu.desks"
    label = "desks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What a town's public page tells of rooms that township does not know."""
        from zhengwu.desks.registry import of_town
        from zhengwu.township.registry import register_efficiency

        register_efficiency(of_town)
