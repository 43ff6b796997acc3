"""Sums of a span of days, by what one asks for: few rows are added up, nothing is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Q, Sum, Value

from zhengwu.statistics import registry
from zhengwu.statistics.enums import DIMENSIONS, Grain
from zhengwu.statistics.models import Fact, Figure

Key = tuple[str, ...]
Values = dict[Key, dict[str, int]]
_SPANS = ("day", "month")
_ONE = Value(1, output_field=IntegerField())


class NotKept(ValueError):
    """A combination of dimensions that no sum is kept by."""


def figures(
    since: date,
    until: date,
    *,
    by: Sequence[str] = (),
    only: Mapping[str, str | Collection[str]] | None = None,
    measures: Collection[str] = (),
) -> Values:
    """Sums of the days from `since` to before `until`, by organ, channel, window, item or staff.

    The key of the result follows `by` (the empty key where nothing is asked for); values are the
    measures of data/figures.yaml, money in fen. `only` keeps certain values of a dimension. One
    statement; where sums are kept by month (item, staff) and the span is not of whole months, one
    more for each measure that its days at the edges add.
    """
    kept = dict(only or {})
    grain = _grain({*by, *kept}, since, until)
    if grain is not None:
        return _kept(grain, since, until, by, kept, measures)
    grain = _grain({*by, *kept}, since.replace(day=1), since.replace(day=1))
    if grain is None:
        raise NotKept(f"no sum by {', '.join(sorted({*by, *kept}))}")
    return _from_facts(since, until, by, kept, measures)


def rated(values: Mapping[str, int]) -> dict[str, float | None]:
    """Every rate of data/figures.yaml for one line of sums."""
    return {name: rate.value(values) for name, rate in registry.rates().items()}


def series(
    since: date, until: date, *, span: str = "day", measures: Collection[str] = (),
    only: Mapping[str, str | Collection[str]] | None = None,
) -> dict[date, dict[str, int]]:  # fmt: skip
    """Sums day by day or month by month, for a trend; one statement."""
    if span not in _SPANS:
        raise NotKept(span)
    finest = {*(only or {})}
    grain = Grain.DAY
    if span == "month" and "window" not in finest:
        grain = Grain.MONTH if finest <= set(DIMENSIONS[Grain.MONTH]) else Grain.ITEM
    rows = _rows(grain, since, until, dict(only or {}), measures)
    found: dict[date, dict[str, int]] = {}
    for start, measure, value in rows.values_list("start", "measure").annotate(Sum("value")):
        day = start if span == "day" else start.replace(day=1)
        line = found.setdefault(day, {})
        line[measure] = line.get(measure, 0) + value
    return found


def _grain(wanted: set[str], since: date, until: date) -> Grain | None:
    """The coarsest sums that tell what is asked for."""
    fitting = []
    if since.day == 1 and until.day == 1:
        years = since.month == 1 and until.month == 1
        # All of them tell the whole; by months there are fewer rows than by items of a year.
        fitting = [Grain.MONTH, *([Grain.YEAR] if years else []), Grain.ITEM, Grain.STAFF]
    return next((one for one in [*fitting, Grain.DAY] if wanted <= set(DIMENSIONS[one])), None)


def _rows(
    grain: Grain, since: date, until: date, only: Mapping[str, Any], measures: Collection[str]
) -> Any:
    rows = Figure.objects.filter(grain=grain, start__gte=since, start__lt=until).order_by()
    if measures:
        rows = rows.filter(measure__in=list(measures))
    return rows.filter(_only(only))


def _only(only: Mapping[str, Any]) -> Q:
    wanted = Q()
    for name, value in only.items():
        wanted &= Q(**{name: value}) if isinstance(value, str) else Q(**{f"{name}__in": [*value]})
    return wanted


def _kept(
    grain: Grain, since: date, until: date, by: Sequence[str], only: Mapping[str, Any],
    measures: Collection[str],
) -> Values:  # fmt: skip
    rows = _rows(grain, since, until, only, measures)
    return _gathered(rows.values_list(*by, "measure").annotate(Sum("value")))


def _gathered(rows: Iterable[tuple[Any, ...]]) -> Values:
    found: Values = {}
    for *key, measure, value in rows:
        if value:
            line = found.setdefault(tuple(key), {})
            line[measure] = line.get(measure, 0) + value
    return found


def _from_facts(
    since: date, until: date, by: Sequence[str], only: Mapping[str, Any],
    measures: Collection[str],
) -> Values:  # fmt: skip
    """The same from the register of facts, for days that do not make whole months."""
    rows: list[tuple[Any, ...]] = []
    for name in measures or registry.measures():
        for one in fact_rows(name, since, until):
            told = one.filter(_only(only)).values_list(*by).annotate(Sum("adds"))
            rows.extend((*line[: len(by)], name, line[-1]) for line in told)
    return _gathered(rows)


def fact_rows(measure: str, since: date, until: date) -> list[Any]:
    """The facts behind a measure, one query a term, each with what it `adds`."""
    found = []
    for term in registry.measures()[measure].terms:
        span = {f"{term.on}__gte": since, f"{term.on}__lt": until}
        where = {f"{name}__in": list(wanted) for name, wanted in term.where}
        rows = Fact.objects.filter(kind=term.kind, **span, **where).order_by()
        found.append(rows.annotate(adds=F(term.amount) if term.amount else _ONE))
    return found
