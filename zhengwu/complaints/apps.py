"""Django's entry to complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """效能投诉"""

    name = "zhengwu.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"
