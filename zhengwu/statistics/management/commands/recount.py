"""`manage.py recount`: hold the figures against a full recount; `--rebuild` makes them anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.statistics import actions


class Command(BaseCommand):
    """统计核对和重算"""

    help = "统计数与业务数据核对；--rebuild 重新统计"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--rebuild, --reason."""
        parser.add_argument("--rebuild", action="store_true", help="重新统计")
        parser.add_argument("--reason", default="命令行重新统计", help="为什么重新统计")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, or rebuild and compare."""
        if options["rebuild"]:
            facts, figures = actions.rebuild(reason=options["reason"], by=SYSTEM, at=now())
            self.stdout.write(f"重新统计：底册 {facts} 条，统计数 {figures} 个")
        found = actions.compare(by=SYSTEM, at=now())
        self.stdout.write(
            f"核对：底册 {found.facts} 条，统计数 {found.figures} 个，不一致 {found.wrong} 处"
            f"（{found.seconds} 秒）"
        )
        for line in found.differences:
            self.stdout.write(f"  {line}")
