"""What is happening now: few figures, each from an index, each leading to what is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Subquery

from zhengwu.clock.enums import OPEN_STATES, Stage
from zhengwu.clock.models import Applied, Clock
from zhengwu.flow.models import Task
from zhengwu.flow.queries import waiting
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day, midnight
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ
from zhengwu.supervision.enums import CAUSE_NAMES, LEVEL_NAMES, CardState, Level
from zhengwu.supervision.models import Card, Finding, OverdueCause

_LIMITS = ("statutory", "promised")
_MONTH = 30
_MOST = 12
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Counts:
    """Findings of one level: of today, and of the last thirty days."""

    level: Level
    name: str
    today: int
    month: int


NOBODY: frozenset[str] = frozenset()  # organs left out: those another level oversees


def counts(at: datetime, hidden: frozenset[str] = NOBODY) -> list[Counts]:
    """Findings by level; two statements."""
    rows = Finding.objects.exclude(organ_code__in=hidden).order_by().values_list("level")
    start = midnight(local_day(at))
    today = dict(rows.filter(occurred_at__gte=start).annotate(Count("pk")))
    month = dict(rows.filter(occurred_at__gte=start - timedelta(days=_MONTH)).annotate(Count("pk")))
    return [
        Counts(level, LEVEL_NAMES[level], today.get(level, 0), month.get(level, 0))
        for level in reversed(Level)
    ]


@dataclass(frozen=True, slots=True)
class Late:
    """Matters of a unit whose limit has run out and which are still open, by decided cause."""

    organ: str
    name: str
    cause: str
    cause_name: str
    count: int
    oldest_due_at: datetime


def _late_clocks() -> QuerySet[Clock]:
    return Clock.objects.filter(
        state__in=OPEN_STATES, stage=Stage.OVERDUE, label__in=_LIMITS
    ).order_by()


def late_matters(hidden: frozenset[str] = NOBODY) -> list[Late]:
    """Units and causes by how many of their open matters are late; two statements."""
    rows = (
        _late_clocks()
        .exclude(matter__organ_code__in=hidden)
        .values_list("matter__organ_code", "matter__overdue_cause__cause")
        .annotate(number=Count("matter", distinct=True), oldest=Min("due_at"))
        .order_by("-number", "matter__organ_code")
    )
    names = dict(Organ.objects.values_list("pk", "short_name"))
    causes = {str(code): name for code, name in CAUSE_NAMES.items()}
    return [
        Late(code, names.get(code, code), cause or UNDECIDED, causes.get(cause or "", "未认定"),
             number, oldest)
        for code, cause, number, oldest in rows
    ]  # fmt: skip


def late_rows(
    organ: str = "", cause: str = "", hidden: frozenset[str] = NOBODY
) -> QuerySet[Matter]:
    """The very matters `late_matters` counts, with `due_at` of the earliest limit that ran out."""
    late = _late_clocks().filter(matter=OuterRef("pk"))
    due = late.values("matter").annotate(first=Min("due_at")).values("first")
    rows = Matter.objects.filter(Exists(late)).annotate(due_at=Subquery(due))
    rows = rows.exclude(organ_code__in=hidden).select_related("overdue_cause")
    if organ:
        rows = rows.filter(organ_code=organ)
    if cause == UNDECIDED:
        rows = rows.filter(overdue_cause=None)
    elif cause:
        rows = rows.filter(overdue_cause__cause=cause)
    return rows


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the flows at a unit, and what waits there. `days` whole days of the oldest."""

    name: str
    organ: str
    unit: str
    count: int
    days: int


def bottlenecks(at: datetime, hidden: frozenset[str] = NOBODY) -> list[Place]:
    """Where matters wait longest now."""
    rows = (
        waiting()
        .exclude(organ_code__in=hidden)
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


def waiting_at(name: str, organ: str) -> QuerySet[Task]:
    """The very tasks a place of `bottlenecks` counts."""
    return waiting().filter(name=name, organ_code=organ).select_related("matter")


def fingerprint(at: datetime) -> list[str]:
    """Changes when the live page would: cheap enough for a wall that asks every few seconds.

    A step that is done or a late matter that is finished is an act, so its entry tells.
    """
    last = Finding.objects.aggregate(last=Max("found_at"))["last"]
    judged = Card.objects.aggregate(last=Max("judged_at"))["last"]
    settled = OverdueCause.objects.aggregate(last=Max("decided_at"))["last"]
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return [str(last), str(judged), str(settled), str(newest), f"{at:%Y-%m-%d %H}"]


def disproved() -> list[tuple[Card, datetime]]:
    """Cards of clocks that, as they stand now, had not run out at the card's instant.

    Not where time was stopped or added by a paper that was entered after the card: whether that
    paper is true a person judges, or whoever is late could clear the own card.
    """
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
    moved = [(card, at) for card, at in found if at and at > card.finding.occurred_at]
    entered = dict(
        Applied.objects.filter(clock__in={card.finding.clock for card, _ in moved})
        .order_by()
        .values_list("clock")
        .annotate(Max("interval__entered_at"))
    )
    last = [(card, at, entered.get(UUID(card.finding.clock))) for card, at in moved]
    return [(card, at) for card, at, then in last if not then or then <= card.finding.occurred_at]


@dataclass(frozen=True, slots=True)
class PublicUnit:
    """One unit on the public page: open late matters, cards of the year, those put right."""

    name: str
    late: int
    cards: int
    rectified: int


def public_units(at: datetime) -> list[PublicUnit]:
    """What anybody may know: counts by unit, no person and no applicant. Three statements."""
    year = midnight(local_day(at).replace(month=1, day=1))
    late = dict(
        _late_clocks().values_list("matter__organ_code").annotate(Count("matter", distinct=True))
    )
    rows = Card.objects.exclude(state=CardState.WITHDRAWN).filter(dealt_at__gte=year).order_by()
    dealt = dict(rows.values_list("organ_code").annotate(Count("pk")))
    done = dict(rows.filter(state=CardState.CLOSED).values_list("organ_code").annotate(Count("pk")))
    names = dict(Organ.objects.values_list("pk", "short_name"))
    found = [
        PublicUnit(names.get(code, code), late.get(code, 0), dealt.get(code, 0), done.get(code, 0))
        for code in {*late, *dealt}
    ]
    return sorted(found, key=lambda one: (-one.late, -one.cards, one.name))


def public_cards() -> QuerySet[Card]:
    """Cards that were confirmed and are final; the page shows no names of persons or applicants."""
    return (
        Card.objects.filter(state__in=[CardState.JUDGED, CardState.RECTIFIED, CardState.CLOSED])
        .select_related("matter", "finding__version")
        .order_by("-judged_at", "-matter_id")
    )
