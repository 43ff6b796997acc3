"""`manage.py load_law`: the table of clocks and the day-off notices, as shipped. Idempotent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhengwu.clock.actions import load_notice, load_table
from zhengwu.clock.rules import parse_notice, parse_table
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    """Load the shipped law."""

    help = "载入时限表和历年放假通知（可以重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Tables first, then notices in the order of their years."""
        added = sum(self._table(path) for path in sorted(DATA.glob("*.yaml")))
        loaded = [self._notice(path) for path in sorted((DATA / "notices").glob("*.json"))]
        self.stdout.write(f"时限规则新增{added}个版本；放假通知{len(loaded)}个年份。")

    def _table(self, path: Path) -> int:
        compiled_on, rows = parse_table(path.read_text(encoding="utf-8"))
        return len(load_table(rows, compiled_on, by=SYSTEM, at=now()))

    def _notice(self, path: Path) -> int:
        text, faults = parse_notice(json.loads(path.read_text(encoding="utf-8")))
        if text is None:
            raise CommandError(f"{path.name}: {'；'.join(faults)}")
        return load_notice(text, by=SYSTEM, at=now()).year
