"""The application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class JointConfig(AppConfig):
    """Joint matters and projects."""

    name = "zhengwu.joint"
    label = "joint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what happens to the parts."""
        import_module("zhengwu.joint.reactions")
