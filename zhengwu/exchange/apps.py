"""Django's entry to exchange."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    """节点交换"""

    name = "zhengwu.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every room says what it gives and takes."""
        autodiscover_modules("feeds")
