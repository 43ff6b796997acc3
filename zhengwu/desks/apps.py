"""Django's entry to this domain."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "zhengwu.desks"
    label = "desks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What pages of a town and of a number tell of rooms that theirs do not know."""
        from zhengwu.desks.registry import of_town, rating_of
        from zhengwu.hall.registry import register_ticket_link
        from zhengwu.township.registry import register_efficiency

        register_efficiency(of_town)
        register_ticket_link(rating_of)
