"""A year of 317,000 matters judged by 25 rules, against a bare scan of the same entries."""

from __future__ import annotations

import json
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from bench.million import stages
from bench.report import Row, at_most, counted_sql, exactly, within
from zhengwu.cases.tests.factories import build
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.supervision import actions, queries
from zhengwu.supervision.models import ProbeVersion
from zhengwu.supervision.reactions import watch

NEEDS = "postgresql"
ROWS = int(os.environ.get("BENCH_ROWS", "317000"))
RULES = 25
TIMES_SCAN = 6
MEGABYTES = 1024
_MEGA = 1024
_SQL = 5
_MULTIPLY = """
INSERT INTO journal_entry (id, object_kind, object_id, seq, code, refused, matter_id, actor_id,
    actor_name, organ_code, occurred_at, recorded_at, canonical, previous, digest)
SELECT gen_random_uuid(), e.object_kind, 'bench-' || lpad(n::text, 9, '0'), e.seq, e.code,
    e.refused, NULL, e.actor_id, e.actor_name, e.organ_code, e.occurred_at, e.recorded_at,
    e.canonical, '', ''
FROM generate_series(%s, %s) n
JOIN journal_entry e ON e.object_id = (%s::text[])[1 + n %% %s] AND e.code = ANY(%s)
"""


def _multiply(templates: list[str], rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        codes = queries.read_codes()
        cursor.execute(_MULTIPLY, [1, rows, templates, len(templates), codes])
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


def _rules() -> list[ProbeVersion]:
    shipped = list(ProbeVersion.objects.filter(state="active"))
    more = [
        ProbeVersion(
            probe_id=f"bench_{place}", level="warning", per="act", kinds=[],
            triggers=["cases.case.received", "cases.case.decided"],
            condition=f"minutes_since_received > {60 * 24 * (place + 9)}", effective_at=now(),
        )
        for place in range(RULES - len(shipped))
    ]  # fmt: skip
    return [*shipped, *more]


def run() -> Iterator[Row]:
    """Replay of a year; then one watched entry live."""
    actions.load_shipped(by=SYSTEM, at=now() - timedelta(days=9))
    rules = _rules()
    cases = stages(build())
    found = {name: str(case.matter_id) for name, case in cases.items()}
    since, until = now() - timedelta(days=366), now() + timedelta(days=1)
    once = Counter(number for number, *_ in queries.replay(rules, since, until))
    started = time.monotonic()
    weights = _weights(found)
    _multiply(weights, ROWS)
    yield Row("matters", ROWS, "rows")
    yield Row("making them", time.monotonic() - started, "s")
    entries, floor = _scan(until)
    yield Row("entries judged", entries, "rows")
    begun, started = time.process_time(), time.monotonic()
    total = sum(1 for _ in queries.replay(rules, since, until))
    ours, wall = time.process_time() - begun, time.monotonic() - started
    yield exactly("rules", len(rules), RULES, "rules")
    yield within("replay: processor time beside a bare scan", ours, floor, TIMES_SCAN, "s")
    yield Row("replay: entries a second", entries / wall, "1/s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGA
    yield at_most("memory", memory, MEGABYTES, "MB")
    # A copy has the entries of its template, so it must be found as often as that one was alone.
    copies = Counter(weights[place % len(weights)] for place in range(1, ROWS + 1))
    expected = sum(once.values()) + sum(
        once[case.matter.number] * copies[found[name]] for name, case in cases.items()
    )
    yield exactly("findings", total, expected, "findings")
    entry = Entry.objects.get(object_id=found["decide"], code="cases.case.accepted")
    with counted_sql() as statements:
        watch(entry)
    yield at_most("one watched entry, nothing found", len(statements), _SQL, "SQL")
