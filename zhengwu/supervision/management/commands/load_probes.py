"""manage.py load_probes: bring the shipped probes into force where a county has none yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.supervision.actions import load_shipped


class Command(BaseCommand):
    """Safe to run again: a probe that is there is left alone."""

    help = "装入电子监察规则"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell."""
        count = load_shipped(by=SYSTEM, at=now())
        self.stdout.write(f"监察规则新增{count}条。")
