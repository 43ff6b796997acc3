"""Figures of a month by unit, item or channel, for everybody of the staff; and what they mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.cases.enums import CHANNEL_NAMES
from zhengwu.catalogue.models import Item
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Window
from zhengwu.statistics import policy, queries, registry
from zhengwu.statistics.registry.definitions import read
from zhengwu.statistics.rules import periods
from zhengwu.statistics.rules.periods import Period
from zhengwu.statistics.web.staff.views.behind import day_of
from zhengwu.web.access import access, actor_of

BY = {"organ": "单位", "item": "事项", "channel": "渠道", "window": "窗口"}
SHOWN = (
    "received", "accepted", "completed", "on_spot", "on_spot_rate", "on_time_rate", "overdue",
    "online_rate", "consultations", "services",
)  # fmt: skip


def names_of(by: str, keys: list[str]) -> dict[str, str]:
    """What the keys of a dimension are called; one statement."""
    if by == "organ":
        return queries.names_of_organs()
    if by == "channel":
        return {str(code): name for code, name in CHANNEL_NAMES.items()}
    if by == "item":
        return dict(Item.objects.filter(code__in=keys).values_list("code", "name"))
    known = {str(pk): name for pk, name in Window.objects.values_list("pk", "name")}
    return {key: known[key] for key in keys if key in known}


def lines(
    by: str, since: date, until: date, only: dict[str, list[str]] | None = None
) -> list[dict[str, Any]]:
    """A line for each unit, item, channel or window, the busiest first; two statements."""
    told = queries.figures(since, until, by=[by], only=only)
    names = names_of(by, [key for (key,) in told])
    rows = [
        {"key": key, "name": names.get(key, key) or "（不分）", "values": values,
         "rates": queries.rated(values)}
        for (key,), values in told.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["values"].get("received", 0), str(row["name"])))


@access(policy.may_see_figures)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """One month by unit, item, channel or window; who oversees a town or a city sees theirs."""
    today = local_day(now())
    first = day_of(request, "month", today).replace(day=1)
    by = request.GET.get("by", "organ")
    by = by if by in BY else "organ"
    until = periods.end_of(Period.MONTH, first)
    only = queries.seen_organs(actor_of(request))
    total = queries.figures(first, until, only=only).get((), {})
    context = {
        "rows": lines(by, first, until, only),
        "columns": columns(SHOWN),
        "by": by,
        "by_name": BY[by],
        "choices": BY.items(),
        "first": first,
        "before": periods.months_before(first, 1),
        "after": until if until <= today else None,
        "until": until,
        "total": total,
        "total_rates": queries.rated(total),
    }
    return render(request, "statistics/staff/figures.html", context)


def columns(ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Measures and rates as columns: id, name, unit, sentence."""
    found = []
    for name in ids:
        measure, rate = registry.measures().get(name), registry.rates().get(name)
        told = measure or rate
        assert told is not None
        unit = measure.unit if measure else (rate.each if rate else "") or "%"
        found.append({"id": name, "zh": told.zh, "unit": unit, "says": told.says,
                      "rate": measure is None})  # fmt: skip
    return found


@access(policy.may_see_figures)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """What every figure means, in a sentence; lines of the cockpit and where they come from."""
    signals = read("signals.yaml")
    context = {
        "measures": registry.measures().values(),
        "rates": registry.rates().values(),
        "signals": [(_name(name), lines) for name, lines in signals["signals"].items()],
        "source": signals["source"],
        "to_confirm": signals["to_confirm"],
    }
    return render(request, "statistics/staff/definitions.html", context)


def _name(name: str) -> str:
    known = registry.measures().get(name) or registry.rates().get(name)
    return known.zh if known else queries.OWN.get(name, (name, "", ""))[0]
