"""Django's entry to statistics."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """统计"""

    name = "zhengwu.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
