"""Django's entry to hall."""

from django.apps import AppConfig


class HallConfig(AppConfig):
    """大厅"""

    name = "zhengwu.hall"
    label = "hall"
    default_auto_field = "django.db.models.BigAutoField"
