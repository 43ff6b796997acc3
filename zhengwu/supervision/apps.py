"""Django's entry to supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """电子监察"""

    name = "zhengwu.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"
