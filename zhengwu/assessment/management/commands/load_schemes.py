"""manage.py load_schemes: bring the shipped score models into force where there is none yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhengwu.assessment.actions import load_shipped
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


class Command(BaseCommand):
    """Safe to run again: a scheme that is there is left alone."""

    help = "装入考核办法"

    def add_arguments(self, parser: CommandParser) -> None:
        """From which day on periods are scored; the first of January of this year by default."""
        parser.add_argument("--since", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell."""
        at = now()
        since = options["since"] or local_day(at).replace(month=1, day=1)
        count = load_shipped(since=since, by=SYSTEM, at=at)
        self.stdout.write(f"考核办法新增{count}个。")
