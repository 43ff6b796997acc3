"""`demo_county`: build the demonstration county, once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tools.county import (
    assessment,
    cameras,
    complaints,
    editors,
    hall,
    rating,
    statistics,
    supervision,
)
from tools.county.build import build
from tools.county.simulate import Simulator
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ


class Command(BaseCommand):
    """Organs, people, items, accounts and a year of simulated cases, all marked 演示."""

    help = "build the demonstration county"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--cases N`: how many simulated cases."""
        parser.add_argument("--cases", type=int, default=300)

    def handle(self, *_: Any, cases: int, **__: Any) -> None:
        """Does nothing where a county is already there."""
        if not settings.DEMO:
            raise CommandError("ZHENGWU_DEMO=1 is needed: this fills the database with inventions")
        if Organ.objects.exists():
            self.stdout.write("  演示区县已经建好")
            return
        at = now()
        build(at=at, since=date(local_day(at).year - 1, 1, 1), tell=self._tell)
        simulator = Simulator(today=local_day(at))
        tally = simulator.run(cases, tell=self._progress)
        editors.establish(at=now())
        rating.rate(at=now())
        complaints.complain(at=now())
        supervision.supervise(at=now())
        cameras.establish(at=now())
        cameras.order_in(at=now())
        hall.run(at=now())
        cameras.catch(at=now())
        assessment.assess(at=now(), since=date(local_day(at).year - 1, 1, 1))
        statistics.report(at=now())
        total = sum(tally.done.values())
        self._tell(f"  {total} 件模拟办件；{len(tally.refused)} 件被规则拒绝")
        for refusal in tally.refused:
            self._tell(f"    {refusal}")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _progress(self, done: int, total: int) -> None:
        if done % 50 == 0:
            self._tell(f"  模拟办件 {done}/{total}")
