"""Django's entry to this domain."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """身份"""

    name = "zhengwu.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Pages refused to somebody signed in are recorded."""
        from zhengwu.identity import middleware
        from zhengwu.web.access import when_refused

        when_refused(middleware.note_refusal)
