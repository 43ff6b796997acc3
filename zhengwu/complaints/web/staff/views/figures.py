"""Figures of a period by kind, channel, unit, result and month; each leads to its rows; xlsx."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.complaints import policy, queries, registry
from zhengwu.complaints.enums import (
    CHANNEL_NAMES,
    FINDING_NAMES,
    SATISFACTION_NAMES,
    STATE_NAMES,
)
from zhengwu.complaints.web.staff.views.listing import units
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import Duty
from zhengwu.parameters.queries import standing
from zhengwu.web.access import access, actor_of
from zhengwu.web.tables import Column, write_xlsx


class Line(NamedTuple):
    """One count."""

    group: str
    name: str
    number: int
    query: str = ""


_YEAR_DIGITS = 4
_COLUMNS = [
    Column("group", "按"), Column("name", "项目"), Column("number", "件数", kind="number"),
]  # fmt: skip


def _span(request: HttpRequest) -> tuple[queries.Period, int, int]:
    today = local_day(now())
    year = _whole(request.GET.get("year", ""), 2000, today.year) or today.year
    month = _whole(request.GET.get("month", ""), 1, 12)
    if month:
        end = date(year + month // 12, month % 12 + 1, 1)
        return queries.Period(date(year, month, 1), end), year, month
    return queries.Period(date(year, 1, 1), date(year + 1, 1, 1)), year, 0


def _plain(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): name for code, name in names.items()}


def _whole(text: str, least: int, most: int) -> int:
    whole = text.isascii() and text.isdigit() and len(text) <= _YEAR_DIGITS
    return int(text) if whole and least <= int(text) <= most else 0


def _lines(counted: dict[str, Any], names: dict[str, str]) -> list[Line]:
    kinds = {code: str(one["name"]) for code, one in registry.kinds().items()}
    faults = {code: str(one["name"]) for code, one in registry.faults().items()}
    groups: list[tuple[str, str, dict[str, str], str]] = [
        ("类别", "kinds", kinds, "kind"),
        ("渠道", "channels", _plain(CHANNEL_NAMES), "channel"),
        ("情况", "states", _plain(STATE_NAMES), "state"),
        ("认定", "findings", _plain(FINDING_NAMES), ""),
        ("查实的问题", "faults", faults, ""),
        ("被投诉单位", "organs", names, "organ"),
        ("投诉人评价", "satisfaction", _plain(SATISFACTION_NAMES), ""),
    ]
    found = []
    for title, key, words, asks in groups:
        rows = sorted(counted[key].items(), key=lambda one: -one[1])
        found += [
            Line(title, words.get(code, code), number, f"{asks}={code}" if asks else "")
            for code, number in rows
        ]
    found += [Line("月份", f"{month:%Y-%m}", number) for month, number in counted["months"]]
    return found


@access(policy.may_count)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """A year or a month; a town's director sees the own town."""
    actor = actor_of(request)
    wide = policy.oversees(actor) or any(
        actor.has_anywhere(duty) for duty in (Duty.ASSESSOR, Duty.GOVERNMENT_HEAD)
    )
    town = "" if wide else next(iter(sorted(actor.organs_with(Duty.TOWN_MANAGER))), "")
    period, year, month = _span(request)
    names = units()
    counted = queries.figures(period, town, policy.counted_beyond(actor) if wide else ())
    lines = _lines(counted, names)
    title = f"效能投诉统计 {year}年" + (f"{month}月" if month else "")
    if request.GET.get("export") == "xlsx":
        return cast("HttpResponse", _sheet(title, lines))
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.group, []).append(one)
    context = {
        "title": title, "counted": counted, "groups": groups.items(), "year": year,
        "month": month, "years": range(year, year - 5, -1), "months": range(1, 13),
        "town": names.get(town, ""), "may_count": True, "reads": policy.oversees(actor),
        "upheld": sum(counted["findings"].get(one, 0) for one in ("upheld", "partly")),
        "choices": standing("complaints", now()).values(),
    }  # fmt: skip
    return render(request, "complaints/staff/figures.html", context)


def _sheet(title: str, lines: list[Line]) -> FileResponse:
    stream = io.BytesIO()
    write_xlsx(stream, _COLUMNS, lines, title)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{title}.xlsx")
