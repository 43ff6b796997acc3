"""What is happening now: few figures, each from an index, each leading to what is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min

from zhengwu.clock.enums import OPEN_STATES, Stage
from zhengwu.clock.models import Clock
from zhengwu.flow.queries import waiting
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.models import Organ
from zhengwu.supervision.enums import LEVEL_NAMES, CardState, Level
from zhengwu.supervision.models import Card, Finding

_LIMITS = ("statutory", "promised")
_MONTH = 30
_MOST = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """Findings of one level: of today, and of the last thirty days."""

    level: Level
    name: str
    today: int
    month: int


def counts(at: datetime) -> list[Counts]:
    """Findings by level; two statements."""
    rows = Finding.objects.order_by().values_list("level")
    start = midnight(local_day(at))
    today = dict(rows.filter(occurred_at__gte=start).annotate(Count("pk")))
    month = dict(rows.filter(occurred_at__gte=start - timedelta(days=_MONTH)).annotate(Count("pk")))
    return [
        Counts(level, LEVEL_NAMES[level], today.get(level, 0), month.get(level, 0))
        for level in reversed(Level)
    ]


@dataclass(frozen=True, slots=True)
class Late:
    """Matters of a unit whose limit has run out and which are still open."""

    organ: str
    name: str
    count: int
    oldest_due_at: datetime


def late_matters() -> list[Late]:
    """Units by how many of their open matters are late."""
    rows = (
        Clock.objects.filter(state__in=OPEN_STATES, stage=Stage.OVERDUE, label__in=_LIMITS)
        .order_by()
        .values_list("matter__organ_code")
        .annotate(number=Count("matter", distinct=True), oldest=Min("due_at"))
        .order_by("-number")[:_MOST]
    )
    names = dict(Organ.objects.values_list("pk", "short_name"))
    return [Late(code, names.get(code, code), number, oldest) for code, number, oldest in rows]


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the flows at a unit, and what waits there. `days` whole days of the oldest."""

    name: str
    organ: str
    unit: str
    count: int
    days: int


def bottlenecks(at: datetime) -> list[Place]:
    """Where matters wait longest now."""
    rows = (
        waiting()
        .order_by()
        .values_list("name", "organ_code")
        .annotate(number=Count("pk"), oldest=Min("opened_at"))
        .order_by("oldest")[:_MOST]
    )
    names = dict(Organ.objects.values_list("pk", "short_name"))
    return [
        Place(name, code, names.get(code, code), number, (at - oldest).days)
        for name, code, number, oldest in rows
    ]


def fingerprint(at: datetime) -> list[str]:
    """Changes when the live page would: cheap enough for a wall that asks every few seconds."""
    last = Finding.objects.aggregate(last=Max("found_at"))["last"]
    judged = Card.objects.aggregate(last=Max("judged_at"))["last"]
    return [str(last), str(judged), f"{at:%Y-%m-%d %H}"]


def disproved() -> list[tuple[Card, datetime]]:
    """Cards of clocks that, as they stand now, had not run out at the card's instant."""
    cards = list(
        Card.objects.exclude(state=CardState.WITHDRAWN)
        .exclude(finding__clock="")
        .select_related("finding__watched")
    )
    due = dict(
        Clock.objects.filter(pk__in={card.finding.clock for card in cards}).values_list(
            "pk", "due_at"
        )
    )
    found = [(card, due.get(UUID(card.finding.clock))) for card in cards]
    return [(card, at) for card, at in found if at and at > card.finding.occurred_at]
