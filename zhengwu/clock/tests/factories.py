"""Matters, clocks and instants for tests."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import count

from tools.worlds import World
from zhengwu.clock.actions import load_notice, load_table, start
from zhengwu.clock.models import Clock
from zhengwu.clock.rules import parse_table
from zhengwu.clock.tests.calendars import DATA, notice
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import lock, open_matter
from zhengwu.matters.models import Matter

_numbers = count(1)
CLERK = Actor(
    kind=ActorKind.STAFF,
    id="s1",
    name="李窗口",
    organ_code="A1",
    assurance=Assurance.SECOND_FACTOR,
    duties=frozenset({"window_clerk@A1"}),
)
MANAGER = Actor(
    kind=ActorKind.STAFF,
    id="s2",
    name="周主任",
    organ_code="A1",
    assurance=Assurance.SECOND_FACTOR,
    duties=frozenset({"centre_manager@A1"}),
)


def noon(text: str) -> datetime:
    """2026-08-03 → noon of that day in the county."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=SHANGHAI)


def load_law(*years: int) -> None:
    """The shipped table and the notices of some years."""
    at = noon("2025-11-05")
    for path in sorted(DATA.glob("*.yaml")):
        compiled_on, rows = parse_table(path.read_text())
        load_table(rows, compiled_on, by=SYSTEM, at=at)
    for year in years or (2025, 2026):
        load_notice(notice(year), by=SYSTEM, at=at)


LAW = World("law", load_law, ("zhengwu/clock/tests/factories.py",))


def new_matter(region: str = "511602000000", at: str = "2026-08-03") -> Matter:
    """A matter of the county."""
    return open_matter(
        kind="case",
        number=f"T{next(_numbers):08}",
        title="设立旅行社许可",
        organ_code="A1",
        region_code=region,
        by=CLERK,
        at=noon(at),
    )


@action
def started(matter: Matter, rule: str = "xk.decision", *, by=CLERK, at=None, **more) -> Clock:
    """A clock started the way a domain does: the matter locked first."""
    day = more.pop("on", date(2026, 8, 3))
    at = at or noon(day.isoformat())
    label = more.pop("label", "statutory")
    return start(lock(matter.pk), rule, label=label, on=day, by=by, at=at, **more)
