"""Django's entry to personnel."""

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """窗口人员管理"""

    name = "zhengwu.personnel"
    label = "personnel"
    default_auto_field = "django.db.models.BigAutoField"
