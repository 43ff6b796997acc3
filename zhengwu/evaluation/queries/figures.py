"""Rates by unit, item, person, channel or month; what became of the negative ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from zhengwu.catalogue.models import Item
from zhengwu.evaluation.enums import CHANNEL_NAMES, NEGATIVE, FollowUpState, Standing
from zhengwu.evaluation.models import FollowUp, Rating, Service
from zhengwu.evaluation.queries.services import known_ids
from zhengwu.evaluation.rules.figures import FollowUps, Rates
from zhengwu.kernel.time import SHANGHAI, end_of, midnight
from zhengwu.org.models import Organ, Staff

By = Literal["unit", "item", "staff", "channel"]
Period = tuple[date, date]

_COLUMNS: dict[str, str] = {
    "unit": "organ_code", "item": "item_code", "staff": "staff_id", "channel": "channel",
}  # fmt: skip
_INVITED = {"unit": "organ_code", "item": "item_code", "staff": "staff_id"}


Hidden = QuerySet[Organ, str] | tuple[str, ...]


def count_levels(period: Period, *, final_at: datetime | None = None) -> QuerySet[Rating]:
    """Ratings that count, given in the period (both days included).

    With `final_at` only those to which nothing can be added at that instant: what the unit and the
    public may see.
    """
    first, last = period
    rows = Rating.objects.filter(
        standing=Standing.COUNTED, given_at__gte=midnight(first), given_at__lt=end_of(last)
    )
    return rows if final_at is None else rows.filter(final_at__lte=final_at)


def comments_waiting(at: datetime) -> QuerySet[Rating]:
    """Final ratings that count and say something in words."""
    rows = Rating.objects.filter(standing=Standing.COUNTED, final_at__lte=at)
    return rows.exclude(text="")


def rates(
    period: Period,
    by: By,
    *,
    organ_code: str = "",
    final_at: datetime | None = None,
    hidden: Hidden = (),
) -> list[Rates]:
    """Counted ratings by unit, item, person or channel, the most first. Three statements.

    `hidden`: organs left out, those another level oversees.

    Who did not rate counts nowhere: no default good. Set aside or void ratings are left out.
    """
    column = _COLUMNS[by]
    rows = count_levels(period, final_at=final_at).exclude(**{column: ""})
    rows = rows.exclude(organ_code__in=hidden)
    if organ_code:
        rows = rows.filter(organ_code=organ_code)
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    for key, level, number in (
        rows.order_by().values_list(column, "level").annotate(number=Count("pk"))
    ):
        counted[key][level] = number
    invited = _invited(period, by, organ_code, hidden)
    names = _names(by, counted)
    found = [
        Rates(key, names.get(key, key), levels, invited.get(key, 0))
        for key, levels in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.total, one.name))


def _invited(period: Period, by: By, organ_code: str, hidden: Hidden) -> dict[str, int]:
    column = _INVITED.get(by)
    if column is None:
        return {}
    first, last = period
    rows = Service.objects.filter(served_at__gte=midnight(first), served_at__lt=end_of(last))
    rows = rows.exclude(organ_code__in=hidden)
    if organ_code:
        rows = rows.filter(organ_code=organ_code)
    return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))


def _names(by: By, keys: Iterable[str]) -> dict[str, str]:
    wanted = list(keys)
    if by == "unit":
        return dict(Organ.objects.filter(pk__in=wanted).values_list("pk", "short_name"))
    if by == "item":
        return dict(Item.objects.filter(code__in=wanted).values_list("code", "name"))
    if by == "staff":
        rows = Staff.objects.filter(pk__in=known_ids(wanted)).values_list("pk", "name")
        return {str(key): name for key, name in rows}
    return {str(code): name for code, name in CHANNEL_NAMES.items()}


def by_month(
    period: Period, *, organ_code: str = "", final_at: datetime | None = None
) -> list[Rates]:
    """Counted ratings by month, oldest first. One statement."""
    rows = count_levels(period, final_at=final_at)
    if organ_code:
        rows = rows.filter(organ_code=organ_code)
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    months = rows.order_by().annotate(month=TruncMonth("given_at", tzinfo=SHANGHAI))
    for month, level, number in months.values_list("month", "level").annotate(number=Count("pk")):
        counted[f"{month:%Y-%m}"][level] = number
    return [
        Rates(key, f"{key[:4]}年{int(key[5:])}月", levels)
        for key, levels in sorted(counted.items())
    ]


def rate_of_item(item_code: str, at: datetime, period: Period) -> Rates:
    """What a guide shows of its item."""
    rows = count_levels(period, final_at=at).filter(item_code=item_code)
    levels = dict(rows.order_by().values_list("level").annotate(number=Count("pk")))
    return Rates(item_code, "", levels)


_CONTACTED = Q(contacted_at__isnull=False)
_DONE = (
    Q(rectified_at__isnull=False) | Q(state=FollowUpState.SETTLED) | Q(state=FollowUpState.CLOSED)
)


def followup_figures(period: Period, *, organ_code: str = "", hidden: Hidden = ()) -> FollowUps:
    """What became of the negative ratings given in the period. One statement."""
    first, last = period
    rows = FollowUp.objects.filter(opened_at__gte=midnight(first), opened_at__lt=end_of(last))
    rows = rows.exclude(organ_code__in=hidden)
    if organ_code:
        rows = rows.filter(organ_code=organ_code)
    asked = Q(second_level__isnull=False)
    return FollowUps(
        **rows.aggregate(
            opened=Count("pk"),
            contacted=Count("pk", filter=_CONTACTED),
            rectified=Count("pk", filter=_DONE),
            closed=Count("pk", filter=Q(state=FollowUpState.CLOSED)),
            late=Count("pk", filter=Q(late=True)),
            second_asked=Count("pk", filter=asked),
            second_satisfied=Count("pk", filter=asked & ~Q(second_level__in=list(NEGATIVE))),
        )
    )
