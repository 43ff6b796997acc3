"""A year of 317,000 matters judged by 25 rules, against a bare scan of the same entries."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from multiprocessing.synchronize import Event
from types import SimpleNamespace

from django.db import connection, connections

from bench.million import stages
from bench.report import Row, at_least, at_most, counted_sql, exactly, within
from zhengwu.cases import actions as cases
from zhengwu.cases.models import Case
from zhengwu.cases.rules.checks import Defect, OutsideTheList
from zhengwu.cases.tests.factories import build
from zhengwu.journal.actions import deliver_all, deliver_batch
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.supervision import actions, queries
from zhengwu.supervision.models import Card, ProbeVersion
from zhengwu.supervision.reactions import watch

NEEDS = "postgresql"
ROWS = int(os.environ.get("BENCH_ROWS", "317000"))
RULES = 25
_YEAR = 365 * 86400
LIVE_SECONDS = int(os.environ.get("BENCH_LIVE", "60"))
LIVE_RATE = 10
TIMES_SCAN = 6
MEGABYTES = 1024
_MEGA = 1024
_SQL = 5
_MULTIPLY = """
INSERT INTO journal_entry (id, object_kind, object_id, seq, code, refused, matter_id, actor_id,
    actor_name, organ_code, occurred_at, recorded_at, canonical, previous, digest)
SELECT gen_random_uuid(), e.object_kind, 'bench-' || lpad(n::text, 9, '0'), e.seq, e.code,
    e.refused, NULL, e.actor_id, e.actor_name, e.organ_code,
    e.occurred_at - make_interval(secs => (%s - n) * %s),
    e.recorded_at - make_interval(secs => (%s - n) * %s), e.canonical, '', ''
FROM generate_series(%s, %s) n
JOIN journal_entry e ON e.object_id = (%s::text[])[1 + n %% %s] AND e.code = ANY(%s)
"""


def _multiply(templates: list[str], rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        codes = queries.read_codes()
        apart = _YEAR / rows  # the acts of the matters lie evenly over a year
        cursor.execute(
            _MULTIPLY,
            [rows, apart, rows, apart, 1, rows, templates, len(templates), codes],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE journal_entry")


def _weights(found: dict[str, str]) -> list[str]:
    """Templates by their share: of twenty matters nineteen are finished on the spot."""
    others = [found[name] for name in ("decide", "deliver", "review", "check")]
    return [found["completed"]] * 76 + others


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


def _let_go() -> None:
    """No connection may be shared over a fork, nor the pool that holds it."""
    connections.close_all()
    if close := getattr(connection, "close_pool", None):
        close()


def _work(stop: Event) -> None:
    """A worker of its own process: delivers until told to stop and nothing is owed."""
    while not (stop.is_set() and not Delivery.objects.exists()):
        if not deliver_batch(at=now(), limit=20):
            time.sleep(0.02)


def _live(world: SimpleNamespace, case: Case) -> Iterator[Row]:
    """Acts at an even pace, each of which must become a card; a worker process beside."""
    deliver_all()
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    _let_go()
    worker = context.Process(target=_work, args=(stop,))
    worker.start()
    before, count, started = now(), LIVE_SECONDS * LIVE_RATE, time.monotonic()
    defects = [Defect("X99", "清单以外", "请提交")]
    for place in range(count):
        time.sleep(max(0.0, started + place / LIVE_RATE - time.monotonic()))
        with suppress(OutsideTheList):
            cases.request_supplement(case, defects=defects, by=world.clerk, at=now())
    pace = count / (time.monotonic() - started)
    stop.set()
    worker.join(timeout=120)
    worker.kill()  # one that still lives has lost something: the count below tells
    made = Card.objects.filter(finding__probe_code="outside_list", dealt_at__gte=before)
    recorded = dict(Entry.objects.filter(recorded_at__gte=before).values_list("pk", "recorded_at"))
    waits = sorted(
        (dealt - recorded[entry]).total_seconds()
        for entry, dealt in made.values_list("finding__entry_id", "dealt_at")
    )
    yield Row("live: acts a second", pace, "1/s")
    yield exactly("live: acts that became a card", len(waits), count, "cards")
    if waits:
        yield Row("live: act to card, p50", waits[len(waits) // 2], "s")
        yield Row("live: act to card, p95 (aim: below 2 s)", waits[int(len(waits) * 0.95)], "s")
        yield Row("live: act to card, longest", waits[-1], "s")


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
    weights = _weights(found)
    _multiply(weights, ROWS)
    yield Row("matters", ROWS, "rows")
    yield Row("making them", time.monotonic() - started, "s")
    entries, floor = _scan(until)
    yield Row("entries judged", entries, "rows")
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
    copies = Counter(weights[place % len(weights)] for place in range(1, ROWS + 1))
    expected = sum(once.values()) + sum(
        once[case.matter.number] * copies[found[name]] for name, case in kept.items()
    )
    yield exactly("findings", total, expected, "findings")
    yield Row("findings about groups", groups, "findings")
    entry = Entry.objects.get(object_id=found["decide"], code="cases.case.accepted")
    with counted_sql() as statements:
        watch(entry)
    yield at_most("one watched entry, nothing found", len(statements), _SQL, "SQL")
    yield from _live(world, kept["received"])
