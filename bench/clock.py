"""20,000 stages changing at one midnight while acts go on; a notice that moves 100,000 clocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.management import call_command
from django.db import connection, connections, transaction

from bench.report import Row, at_most, counted_sql, exactly
from zhengwu.clock.actions import load_notice, rederive, refresh, start, sweep
from zhengwu.clock.enums import DayKind
from zhengwu.clock.models import Clock
from zhengwu.clock.queries import known
from zhengwu.clock.queries.ledgers import ledger_of
from zhengwu.clock.rules import NoticeDay, NoticeText, derive
from zhengwu.journal.actions import action
from zhengwu.journal.models import Entry
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.arrays import array
from zhengwu.kernel.time import midnight
from zhengwu.matters.actions import lock, open_matter
from zhengwu.matters.models import Matter

NEEDS = "postgresql"
STAGES = 20_000
MOVED = 100_000
ACTS_A_SECOND = 10
_FIRST = 2000  # a batch of its own, whose statements are counted
_STARTED = date(2026, 8, 3)
_MIDNIGHT = midnight(date(2026, 9, 1))
# Not the real one: the notice for 2027 has not been issued.
_NOTICE = NoticeText(
    year=2027,
    title="2027年放假安排（测量用）",
    days=(
        NoticeDay(date(2027, 1, 1), DayKind.OFF, "元旦"),
        NoticeDay(date(2027, 1, 4), DayKind.OFF, "元旦"),
        NoticeDay(date(2027, 1, 10), DayKind.MAKEUP, "元旦"),
    ),
)


@action
def _begin(number: str, on: date, *, by: Actor, at: datetime) -> Clock:
    matter = open_matter(
        kind="bench", number=number, title="测量", organ_code="A", region_code="511602000000",
        by=by, at=at,
    )  # fmt: skip
    return start(matter, "xk.decision", label="statutory", on=on, by=by, at=at)


def _columns(model: type[Matter] | type[Clock], replaced: dict[str, str]) -> tuple[str, str]:
    names = [field.column for field in model._meta.concrete_fields]
    return ", ".join(names), ", ".join(replaced.get(name, f"one.{name}") for name in names)


def _population(name: str, on: date, size: int) -> None:
    """`size` matters with one clock each, made by copying one that was made by the actions."""
    one = _begin(f"{name}-0", on, by=SYSTEM, at=midnight(on) + timedelta(hours=9))
    fresh = {"journal_seq": "0", "journal_head": "''", "id": "gen_random_uuid()"}
    into, values = _columns(Matter, {**fresh, "number": f"'{name}-' || n"})
    with entered("matters"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO matters_matter ({into}) SELECT {values} "
            "FROM matters_matter one, generate_series(1, %s) n WHERE one.id = %s",
            [size - 1, one.matter_id],
        )
    into, values = _columns(Clock, {"id": "gen_random_uuid()", "matter_id": "m.id"})
    with entered("clock"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO clock_clock ({into}) SELECT {values} FROM clock_clock one, "
            "matters_matter m WHERE one.id = %s AND m.number LIKE %s AND m.id <> one.matter_id",
            [one.pk, f"{name}-%"],
        )
        cursor.execute("ANALYZE matters_matter")
        cursor.execute("ANALYZE clock_clock")


@action
def _act(matter: Matter, *, by: Actor, at: datetime) -> None:
    matter = lock(matter.pk)
    assert all(clock.stage == "overdue" for clock in refresh(matter, at=at) if clock.due_at <= at)
    start(matter, "step", label="step", on=at.date(), by=by, at=at)


class _Acting(threading.Thread):
    """Clerks at work: ten acts a second on matters whose clocks run out this very second."""

    def __init__(self, matters: list[Matter]) -> None:
        super().__init__()
        self.matters, self.over = matters, threading.Event()
        self.done, self.longest, self.fault = 0, 0.0, ""

    def run(self) -> None:
        for place, matter in enumerate(self.matters):
            if self.over.wait(1 / ACTS_A_SECOND):
                break
            began = time.perf_counter()
            try:
                _act(matter, by=SYSTEM, at=_MIDNIGHT + timedelta(milliseconds=place))
            except Exception as fault:
                self.fault = repr(fault)
                break
            self.done += 1
            self.longest = max(self.longest, time.perf_counter() - began)
        connections.close_all()


def _second_sweeper() -> None:
    while sweep(_MIDNIGHT).changed:
        pass
    connections.close_all()


def _counts(code: str) -> tuple[int, int]:
    """Entries of a code, and how many clocks they tell of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT canonical::json->'payload'->>'clock') "
            "FROM journal_entry WHERE code = %s",
            [code],
        )
        entries, clocks = cursor.fetchone()
    return int(entries), int(clocks)


def _broken_chains() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry b JOIN journal_entry a "
            "ON a.object_id = b.object_id AND a.object_kind = b.object_kind "
            "AND a.seq = b.seq - 1 WHERE b.previous <> a.digest"
        )
        return int(cursor.fetchone()[0])


def _midnight() -> Iterator[Row]:
    _population("M", _STARTED, STAGES)
    # Whoever comes last in the index is acted upon first, so that acts and sweep meet half-way.
    acting = _Acting(list(Matter.objects.filter(number__startswith="M-").order_by("-pk")[:2000]))
    second = threading.Thread(target=_second_sweeper)
    began = time.perf_counter()
    acting.start()
    second.start()
    while Clock.objects.filter(next_change_at__lte=_MIDNIGHT).exists():
        sweep(_MIDNIGHT)
    seconds = time.perf_counter() - began
    second.join()
    acting.over.set()
    acting.join()
    entries, clocks = _counts("clock.clock.expired")
    yield Row(f"{STAGES:,} stages at one midnight", seconds, "s", peer="aim: 60 s")
    yield exactly("stages missed", STAGES - clocks, 0, "clocks")
    yield exactly("stages doubled", entries - clocks, 0, "entries")
    yield exactly("acts that failed meanwhile", int(bool(acting.fault)), 0, acting.fault or "acts")
    yield Row("acts meanwhile", acting.done, "acts")
    yield Row("longest act meanwhile", acting.longest, "s")


def _batches() -> Iterator[Row]:
    _population("W", date(2026, 9, 17), 3000)
    with counted_sql() as statements:
        swept = sweep(midnight(date(2026, 10, 20)), batch=1000)
    each = len(statements) / swept.batches
    yield at_most("statements for a batch of 1,000 stages", each, 12, "SQL")


def _floor(size: int) -> float:
    """Seconds for the same rows by statements alone: copies of the tables with their indices."""
    tables = ("clock_clock", "matters_matter", "journal_entry", "journal_unsealed")
    moved = "FROM journal_entry WHERE code = 'clock.clock.moved' ORDER BY id"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        for table in tables[:2]:
            cursor.execute(f"INSERT INTO floor_{table} SELECT * FROM {table}")
            cursor.execute(f"ANALYZE floor_{table}")
        cursor.execute(f"SELECT matter_id, id {moved}")
        told = cursor.fetchall()
        with cursor.cursor.copy(f"COPY (SELECT * {moved}) TO STDOUT") as copy:
            lines = b"".join(copy).splitlines(keepends=True)
    begun = time.perf_counter()
    for first in range(0, len(told), size):
        some = told[first : first + size]
        with transaction.atomic(), connection.cursor() as cursor:
            matters = array(matter for matter, _ in some)
            cursor.execute(
                "UPDATE floor_clock_clock SET due_on = due_on + 1, due_at = due_at + '1 day', "
                "warn_at = warn_at + '1 day', next_change_at = next_change_at + '1 day', "
                "calendar_serial = calendar_serial + 1, revision = revision + 1 "
                "WHERE matter_id = ANY(%s::uuid[])",
                [matters],
            )
            cursor.execute(
                "UPDATE floor_matters_matter SET journal_seq = journal_seq + 1, "
                "journal_head = repeat('0', 64) WHERE id = ANY(%s::uuid[])",
                [matters],
            )
            with cursor.cursor.copy("COPY floor_journal_entry FROM STDIN") as copy:
                copy.write(b"".join(lines[first : first + size]))
            with cursor.cursor.copy("COPY floor_journal_unsealed FROM STDIN") as copy:
                copy.write("".join(f"{entry}\n" for _, entry in some))
    return time.perf_counter() - begun


def _notice() -> Iterator[Row]:
    days = [date(2026, 12, 7) + timedelta(days=n) for n in range(10)]
    for place, day in enumerate(days):
        _population(f"N{place}", day, (_FIRST + MOVED) // len(days))
    at = midnight(days[-1]) + timedelta(days=1)
    notice = load_notice(_NOTICE, by=SYSTEM, at=at)
    # Inside a transaction it is this thread that works; the others' statements are not seen here.
    with transaction.atomic(), counted_sql() as statements:
        next(rederive(notice, at=at, batch=_FIRST))
    began = time.perf_counter()
    moved = batches = 0
    for _, _, so_far in rederive(notice, at=at):
        moved, batches = so_far, batches + 1
    seconds = time.perf_counter() - began
    entries, clocks = _counts("clock.clock.moved")
    wrong = 0
    for place, day in enumerate(days):
        one = Clock.objects.get(matter__number=f"N{place}-1")
        right = derive(ledger_of(one), known().calendar(one.region_code)).on
        found = Clock.objects.filter(matter__number__startswith=f"N{place}-", started_on=day)
        wrong += found.exclude(due_on=right, provisional=False).count()
    yield Row(
        f"a notice moves {MOVED:,} clocks", seconds, "s", floor=_floor(MOVED // batches),
        peer="aim: 20 s",
    )  # fmt: skip
    yield exactly("clocks moved", moved, MOVED, "clocks")
    yield exactly("clocks on the wrong day", wrong, 0, "clocks")
    yield exactly("clocks without their entry", _FIRST + MOVED - clocks, 0, "clocks")
    yield exactly("entries doubled", entries - clocks, 0, "entries")
    yield at_most(f"statements for a batch of {_FIRST:,} clocks", len(statements), 12, "SQL")


def _refresh() -> Iterator[Row]:
    matter = Matter.objects.get(number="M-1")

    @action
    def look(*, by: Actor, at: datetime) -> int:
        with counted_sql() as found:
            refresh(matter, at=at)
        return len(found)

    yield at_most("refresh of a matter", look(by=SYSTEM, at=_MIDNIGHT), 2, "SQL")


def run() -> Iterator[Row]:
    """Midnight, then the notice, then what an act pays for knowing the time."""
    call_command("load_law", verbosity=0)
    yield from _midnight()
    yield from _refresh()
    yield from _batches()
    yield from _notice()
    yield exactly("broken chains", _broken_chains(), 0, "entries")
    yield Row("entries written", Entry.objects.count(), "entries")
