"""Django's entry to this domain."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """参数与模板"""

    name = "zhengwu.parameters"
    label = "parameters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What a page asked of parameters is kept until the request ends."""
        from django.core.signals import request_finished, request_started

        from zhengwu.parameters.queries.known import page_begins, page_ends

        request_started.connect(page_begins, dispatch_uid="parameters.page_begins")
        request_finished.connect(page_ends, dispatch_uid="parameters.page_ends")
