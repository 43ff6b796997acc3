"""A report put together from the figures: its content is what will be frozen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.cases.enums import CHANNEL_NAMES
from zhengwu.catalogue.models import Item
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.time import format_instant
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ
from zhengwu.statistics import registry
from zhengwu.statistics.queries.cockpit import names_of_organs
from zhengwu.statistics.queries.figures import figures, rated
from zhengwu.statistics.registry.definitions import read
from zhengwu.statistics.rules import periods
from zhengwu.statistics.rules.periods import Period
from zhengwu.township.models import TownReport

SECTIONS = (("organ", "分单位"), ("item", "分事项"), ("channel", "分渠道"))


def shown(value: float | None, *, money: bool = False, share: bool = False) -> str:
    """A value as it is printed: money in yuan, shares with one place, — where there is none."""
    if value is None:
        return "—"
    if money:
        return f"{value / 100:,.2f}"
    return f"{value:.1f}" if share else f"{int(value):,}"


def column(name: str) -> dict[str, Any]:
    """A measure or a rate: id, name, unit, sentence."""
    measure, rate = registry.measures().get(name), registry.rates().get(name)
    if measure is not None:
        return {"id": name, "zh": measure.zh, "unit": measure.unit, "says": measure.says,
                "rate": False, "money": measure.money}  # fmt: skip
    assert rate is not None
    return {"id": name, "zh": rate.zh, "unit": rate.each or "%", "says": rate.says, "rate": True,
            "money": False}  # fmt: skip


def _printed(one: dict[str, Any], values: dict[str, int], rates: dict[str, Any]) -> str:
    if one["rate"]:
        return shown(rates[one["id"]], share=True)
    return shown(values.get(one["id"], 0), money=one["money"])


def report(period: Period, first: date, *, unit: str, at: datetime) -> dict[str, Any]:
    """The content of a report; eight statements, whatever the number of matters."""
    until = periods.end_of(period, first)
    earlier = (periods.before(period, first), periods.year_before(first))
    totals = [
        figures(start, periods.end_of(period, start)).get((), {}) for start in (first, *earlier)
    ]
    rates = [rated(values) for values in totals]
    chosen = read("reports.yaml")
    lines = []
    for name in chosen["total"]:
        one = column(name)
        told = [_printed(one, values, rate) for values, rate in zip(totals, rates, strict=True)]
        lines.append({**one, "value": told[0], "before": told[1], "year_before": told[2]})
    content = {
        "title": f"政务服务统计{periods.PERIOD_NAMES[period]}",
        "period": periods.name_of(period, first),
        "before": periods.name_of(period, earlier[0]),
        "year_before": periods.name_of(period, earlier[1]),
        "unit": unit,
        "lines": lines,
        "sections": [_section(by, zh, chosen[by], first, until) for by, zh in SECTIONS],
        "towns": _towns(first) if period is Period.MONTH else [],
        "columns_to_confirm": chosen["to_confirm"],
    }
    return {**content, "digest": digest(canonical(content)), "data_until": format_instant(at)}


def _section(by: str, zh: str, ids: list[str], first: date, until: date) -> dict[str, Any]:
    columns = [column(name) for name in ids]
    told = figures(first, until, by=[by])
    names = _names(by, [key for (key,) in told])
    rows = []
    for (key,), values in sorted(told.items(), key=lambda one: -one[1].get("received", 0)):
        if not any(values.get(name) for name in ids):
            continue  # it has figures of the period, but none that this table shows
        rates = rated(values)
        cells = [_printed(one, values, rates) for one in columns]
        rows.append({"key": key, "name": names.get(key, key) or "（不分）", "cells": cells})
    return {"by": by, "title": zh, "columns": columns, "rows": rows}


def _names(by: str, keys: list[str]) -> dict[str, str]:
    if by == "organ":
        return names_of_organs()
    if by == "channel":
        return {str(code): name for code, name in CHANNEL_NAMES.items()}
    return dict(Item.objects.filter(code__in=keys).values_list("code", "name"))


def _towns(first: date) -> list[dict[str, Any]]:
    """Each town's own monthly report beside what was counted for it; who is missing."""
    handed = {
        row.town_id: row
        for row in TownReport.objects.filter(
            kind=Period.MONTH, first_day=first, handed_in_at__isnull=False
        )
    }
    counted = figures(first, periods.end_of(Period.MONTH, first), by=["organ"])
    rows = []
    for town in Organ.objects.filter(kind=OrganKind.TOWN).order_by("position", "code"):
        row = handed.get(town.pk)
        values = counted.get((town.pk,), {})
        told = row.figures if row else {}
        rows.append({
            "name": town.short_name or town.name,
            "state": ("迟报" if row.late else "按时报送") if row else "未报送",
            "handed_in": format_instant(row.handed_in_at) if row and row.handed_in_at else "",
            "received": str(told.get("received", "—")),
            "receptions": str(sum(told.get("receptions", {}).values())) if row else "—",
            "counted": str(values.get("received", 0)),
            "counted_receptions": str(values.get("receptions", 0)),
        })  # fmt: skip
    return rows
