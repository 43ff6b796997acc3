"""Django's entry to township."""

from django.apps import AppConfig


class TownshipConfig(AppConfig):
    """乡镇便民服务"""

    name = "zhengwu.township"
    label = "township"
    default_auto_field = "django.db.models.BigAutoField"
