"""Acts at an even pace beside the program's own worker, and when each became visible as a card."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from django.db import connection

from bench.report import Row, exactly
from tools.tree import ROOT
from zhengwu.cases import actions as cases
from zhengwu.cases.models import Case
from zhengwu.cases.rules.checks import Defect, OutsideTheList
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.time import now
from zhengwu.supervision.models import Card

RATE = 10
_LOOK_SECONDS = 0.05
_DRAIN_SECONDS = 600
_PROBE = "outside_list"
_DEFECTS = [Defect("X99", "清单以外", "请提交")]


class Worker:
    """The worker as it is served, in a process of its own.

    Started, not forked: a fork of a process that has rendered a paper waits forever for the
    threads of the renderer, which only the parent has.
    """

    def __enter__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=60)
        self._process.kill()


class _Watcher(threading.Thread):
    """Another connection that looks for new cards: a card is there when somebody else sees it."""

    def __init__(self, since: datetime) -> None:
        super().__init__(daemon=True)
        self.since, self.seen, self.done = since, dict[UUID, datetime](), threading.Event()

    def run(self) -> None:
        """Until told that all is over; once more after that."""
        try:
            last = False
            while not last:
                last = self.done.wait(_LOOK_SECONDS)
                self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        # A card is dealt before it is committed: look some seconds back.
        newest = max(self.seen.values(), default=self.since) - timedelta(seconds=60)
        rows = Card.objects.filter(
            finding__probe_code=_PROBE, dealt_at__gte=max(newest, self.since)
        )
        found = rows.values_list("finding__entry_id", flat=True)
        at = now()
        for entry in found:
            self.seen.setdefault(entry, at)


def first(world: SimpleNamespace, case: Case) -> Iterator[Row]:
    """One act, until its card is there: from then on the worker is at its ordinary work. A worker
    that starts catches up with all recurring work at once; that is told apart from the pace."""
    since, started = now(), time.monotonic()
    with suppress(OutsideTheList):
        cases.request_supplement(case, defects=_DEFECTS, by=world.clerk, at=since)
    until = started + _DRAIN_SECONDS
    dealt = Card.objects.filter(finding__probe_code=_PROBE, dealt_at__gte=since)
    while time.monotonic() < until and not dealt.exists():
        time.sleep(_LOOK_SECONDS)
    yield Row("live, worker starts: first act to card", time.monotonic() - started, "s")


def act(world: SimpleNamespace, acted: Sequence[Case], seconds: int, name: str) -> Iterator[Row]:
    """Demands for a paper outside the list, one after the other over these cases: each a card."""
    since, count = now(), seconds * RATE
    watcher = _Watcher(since)
    watcher.start()

    def demand(place: int) -> None:
        case = acted[place % len(acted)]
        with suppress(OutsideTheList):
            cases.request_supplement(case, defects=_DEFECTS, by=world.clerk, at=now())

    pace = _paced(demand, count)
    until = time.monotonic() + _DRAIN_SECONDS
    while Delivery.objects.exists() and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    watcher.done.set()
    watcher.join()
    yield Row(f"{name}: acts a second", pace, "1/s")
    yield from _waits(name, since, watcher.seen, count)


def _paced(work: Callable[[int], None], count: int) -> float:
    started = time.monotonic()
    for place in range(count):
        time.sleep(max(0.0, started + place / RATE - time.monotonic()))
        work(place)
    return count / (time.monotonic() - started)


def _waits(name: str, since: datetime, seen: dict[UUID, datetime], count: int) -> Iterator[Row]:
    acts = dict(
        Entry.objects.filter(recorded_at__gte=since, code="journal.attempt.refused")
        .values_list("pk", "recorded_at")
    )  # fmt: skip
    dealt = list(
        Card.objects.filter(finding__probe_code=_PROBE, dealt_at__gte=since)
        .values_list("finding__entry_id", flat=True)
    )  # fmt: skip
    yield exactly(f"{name}: acts without a card", len(acts.keys() - set(dealt)), 0, "acts")
    yield exactly(f"{name}: acts", len(acts), count, "acts")
    yield exactly(f"{name}: cards too many", len(dealt) - len(set(dealt)), 0, "cards")
    waits = sorted((at - acts[one]).total_seconds() for one, at in seen.items() if one in acts)
    if waits:
        yield Row(f"{name}: act to card, p50", waits[len(waits) // 2], "s")
        yield Row(f"{name}: act to card, p95 (aim: below 2 s)", waits[int(len(waits) * 0.95)], "s")
        yield Row(f"{name}: act to card, longest", waits[-1], "s")
