"""Points of a period with the cards behind them; assessment adds them up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.db.models import QuerySet

from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.models import Organ
from zhengwu.supervision.enums import OPEN_CARDS, CardState
from zhengwu.supervision.models import Card

By = Literal["unit", "staff"]


@dataclass(frozen=True, slots=True)
class Carded:
    """One card as it counts now. `final`: judged, and no appeal runs; only such points count."""

    number: str
    probe: str
    name: str
    level: str
    points: Decimal
    organ: str
    staff: str
    staff_name: str
    watched: str
    cause: str
    final: bool
    occurred_on: date
    dealt_at: datetime

    @property
    def url(self) -> str:
        """Its page at the desk."""
        return f"/desk/supervision/cards/{self.number}/"


@dataclass(frozen=True, slots=True)
class Points:
    """A unit or a person with the points of a period: `final` ones, and those still `pending`."""

    key: str
    name: str
    final: Decimal
    pending: Decimal
    cards: tuple[Carded, ...]


def open_card_rows() -> QuerySet[Card]:
    """Cards that somebody still has to do something about."""
    return Card.objects.filter(state__in=OPEN_CARDS)


def open_cards(hidden: frozenset[str] = frozenset()) -> int:
    """How many cards are open, those of some organs left out."""
    return open_card_rows().exclude(organ_code__in=hidden).count()


def points(period: tuple[date, date], by: By = "unit") -> list[Points]:
    """Points by unit (organ code) or person (staff id), both days of `period` included.

    A card belongs to the day of the act, not of its judgement. Withdrawn cards are left out; one
    that is not judged yet, or under appeal, is among the cards but counts as pending only.
    Whoever has no card has no row. Two statements.
    """
    rows = (
        Card.objects.exclude(state=CardState.WITHDRAWN)
        .filter(
            finding__occurred_at__gte=midnight(period[0]),
            finding__occurred_at__lt=midnight(period[1] + timedelta(days=1)),
        )
        .select_related("matter", "finding__version", "finding__watched")
        .order_by("finding__occurred_at", "matter_id")
    )
    names = dict(Organ.objects.values_list("pk", "short_name"))
    found: dict[str, list[Carded]] = defaultdict(list)
    for card in rows:
        key = card.organ_code if by == "unit" else card.staff_id
        if key:
            found[key].append(_carded(card))
            if by == "staff":
                names.setdefault(key, card.staff_name)
    return [_summed(key, names.get(key, key), cards) for key, cards in sorted(found.items())]


def _summed(key: str, name: str, cards: list[Carded]) -> Points:
    final = sum((one.points for one in cards if one.final), Decimal(0))
    pending = sum((one.points for one in cards if not one.final), Decimal(0))
    return Points(key, name, final, pending, tuple(cards))


def _carded(card: Card) -> Carded:
    watched = card.finding.watched
    return Carded(
        number=card.matter.number,
        probe=card.finding.probe_code,
        name=card.finding.version.name,
        level=card.level,
        points=card.points,
        organ=card.organ_code,
        staff=card.staff_id,
        staff_name=card.staff_name,
        watched=watched.number if watched else card.finding.subject_name,
        cause=card.cause,
        final=bool(card.verdict) and card.state != CardState.APPEALED,
        occurred_on=local_day(card.finding.occurred_at),
        dealt_at=card.dealt_at,
    )
