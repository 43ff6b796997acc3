"""A year of 317,000 matters judged by 25 rules, against a bare scan of the same entries."""

from __future__ import annotations

import json
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from bench import live, year
from bench.million import stages
from bench.report import Row, at_least, at_most, counted_sql, exactly, within
from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import application, build
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.supervision import actions, queries
from zhengwu.supervision.models import ProbeVersion
from zhengwu.supervision.reactions import watch

NEEDS = "postgresql"
ROWS = int(os.environ.get("BENCH_ROWS", "317000"))
RULES = 25
LIVE_SECONDS = int(os.environ.get("BENCH_LIVE", "60"))
LIVE_CASES = 100
TIMES_SCAN = 6
MEGABYTES = 1024
_MEGA = 1024
_SQL = 5
# Of twenty matters nineteen are finished on the spot.
_MIX = ["completed"] * 76 + ["decide", "deliver", "review", "check"]


def _scan(until: object) -> tuple[int, float]:
    """Read the same entries in the same order and parse each: what any judge must do at least."""
    started, count = time.process_time(), 0
    rows = (
        Entry.objects.filter(code__in=queries.read_codes(), occurred_at__lt=until)
        .order_by("object_kind", "object_id", "seq")
        .values_list("object_kind", "object_id", "code", "canonical")
    )
    for row in rows.iterator(chunk_size=2000):
        json.loads(row[3])
        count += 1
    return count, time.process_time() - started


def _rules() -> tuple[list[ProbeVersion], list[ProbeVersion]]:
    """All shipped ones of the two kinds, and more of the first where these are too few."""
    shipped = list(ProbeVersion.objects.filter(state="active"))
    alone = [one for one in shipped if not one.of_groups]
    more = [
        ProbeVersion(
            probe_id=f"bench_{place}", level="warning", per="act", kinds=[],
            triggers=["cases.case.received", "cases.case.decided"],
            condition=f"minutes_since_received > {60 * 24 * (place + 9)}", effective_at=now(),
        )
        for place in range(RULES - len(alone))
    ]  # fmt: skip
    return [*alone, *more], [one for one in shipped if one.of_groups]


def _live(world: SimpleNamespace) -> Iterator[Row]:
    """Ten acts a second over many cases as in reality, then all on one; the worker beside."""
    at = now()
    many = [
        cases.receive(application(world, "nurse"), by=world.clerk, at=at) for _ in range(LIVE_CASES)
    ]
    deliver_all()
    with live.Worker():
        yield from live.first(world, many[0])
        yield from live.act(world, many, LIVE_SECONDS, f"live, {LIVE_CASES} cases")
        yield from live.act(world, many[:1], LIVE_SECONDS // 2, "live, one case")


def run() -> Iterator[Row]:
    """Replay of a year; then one watched entry; then ten acts a second."""
    actions.load_shipped(by=SYSTEM, at=now() - timedelta(days=9))
    alone, together = _rules()
    world = build()
    kept = stages(world)
    found = {name: str(case.matter_id) for name, case in kept.items()}
    since, until = now() - timedelta(days=366), now() + timedelta(days=1)
    once = Counter(number for number, *_ in queries.replay(alone, since, until))
    started = time.monotonic()
    codes = queries.read_codes()
    kinds = {name: year.patterns(found[name], codes) for name in found}
    year.write([kinds[name] for name in _MIX], ROWS)
    yield Row("matters", ROWS, "rows")
    yield Row("making them", time.monotonic() - started, "s")
    yield exactly("chains that are not whole, of the last 500", year.broken(500), 0, "chains")
    started = time.monotonic()
    entries, floor = _scan(until)
    yield Row("entries judged", entries, "rows")
    yield Row("bare scan of them", time.monotonic() - started, "s")
    begun, started = time.process_time(), time.monotonic()
    total = sum(1 for _ in queries.replay(alone, since, until))
    first = time.process_time() - begun
    groups = sum(1 for _ in queries.replay_groups(together, since, until))
    ours, wall = time.process_time() - begun, time.monotonic() - started
    yield at_least("rules", len(alone) + len(together), RULES, "rules")
    yield Row("replay: matter by matter", first, "s", floor=floor)
    yield Row("replay: over groups", ours - first, "s", floor=floor)
    yield within("replay: processor time beside a bare scan", ours, floor, TIMES_SCAN, "s")
    yield Row("replay: entries a second", entries / wall, "1/s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGA
    yield at_most("memory", memory, MEGABYTES, "MB")
    # A copy has the entries of its template, so it must be found as often as that one was alone.
    copies = Counter(_MIX[place % len(_MIX)] for place in range(1, ROWS + 1))
    expected = sum(once.values()) + sum(
        once[case.matter.number] * copies[name] for name, case in kept.items()
    )
    yield exactly("findings", total, expected, "findings")
    yield Row("findings about groups", groups, "findings")
    entry = Entry.objects.get(object_id=found["decide"], code="cases.case.accepted")
    with counted_sql() as statements:
        watch([entry])
    yield at_most("one watched entry, nothing found", len(statements), _SQL, "SQL")
    yield from _live(world)
