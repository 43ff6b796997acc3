"""办件统计: cases by organ (or by township) and month, on the page and as a sheet."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.cases import policy, queries, registry
from zhengwu.cases.enums import OVER, ROUTE_NAMES, CaseState, Label, Verdict
from zhengwu.cases.models import Case
from zhengwu.clock.enums import ClockState
from zhengwu.clock.models import Clock
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ, Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.tables import Column, write_xlsx

_LATE = Exists(
    Clock.objects.filter(matter=OuterRef("pk"), label__in=[Label.STATUTORY, Label.PROMISED]).filter(
        Q(in_time=False) | Q(state=ClockState.EXPIRED)
    )
)
# What is counted of the cases received in a month: column, words, condition.
COUNTED: tuple[tuple[str, str, Q], ...] = (
    ("received", "收件", Q()),
    *((route.value, name, Q(route=route)) for route, name in ROUTE_NAMES.items()),
    ("accepted", "受理", Q(accepted_at__isnull=False)),
    ("supplemented", "补正", Q(supplement__isnull=False)),
    ("declined", "不予受理", Q(state=CaseState.DECLINED)),
    ("withdrawn", "撤回", Q(state=CaseState.WITHDRAWN)),
    ("granted", "准予（办成）", Q(verdict__in=[Verdict.GRANTED, Verdict.DONE])),
    ("refused", "不予", Q(verdict=Verdict.REFUSED)),
    ("over", "办结", Q(state__in=OVER)),
    ("late", "超期", Q(_LATE)),
    ("archived", "已归档", Q(archive__isnull=False)),
)
_YEARS_BACK = 20
_LOOKED_AT = 20_000  # not law: how many cases are looked at to count the classes
BY = {"organ": "按办理单位", "town": "按乡镇（街道）"}


@dataclass(slots=True)
class Row:
    """One line: a place, a month (or the whole year) and its counts."""

    place: str
    organ: str
    month: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """The counts in the order of the columns."""
        return [self.counts.get(name, 0) for name, _, _ in COUNTED]

    @property
    def link(self) -> str:
        """The records behind the line."""
        query = urlencode({"view": "all", "organ": self.organ})
        return f"{reverse('cases_staff:list')}?{query}"


def statistics(actor: Actor, year: int, by: str) -> list[Row]:
    """Lines by place and month, each place closed by its sum; three statements.

    By township: what its own organ handles, and what its village agents handed in to others.
    """
    organs = Organ.objects.all()
    if not policy.oversees(actor):
        organs = organs.filter(pk__in=policy.counted_organs(actor))
    if by == "town":
        organs = organs.filter(kind=OrganKind.TOWN)
    names = {organ.pk: organ.short_name or organ.name for organ in organs.order_by("position")}
    agents = dict(Staff.objects.filter(organ__in=names).values_list("pk", "organ_id"))
    found: dict[tuple[str, str], Row] = {}
    for line in _grouped(year, list(names), [str(one) for one in agents], by):
        home = {str(pk): organ for pk, organ in agents.items()}.get(line["agent_id"], "")
        place = line["organ_code"] if line["organ_code"] in names else home
        if by == "town" and home:
            place = home
        for month in (f"{line['month']:%Y-%m}", ""):
            row = found.setdefault((place, month), Row(names[place], place, month))
            for name, _, _ in COUNTED:
                row.counts[name] = row.counts.get(name, 0) + line[f"count_{name}"]
    order = list(names)
    return sorted(found.values(), key=lambda row: (order.index(row.organ), row.month or "9999"))


def _grouped(year: int, organs: list[str], agents: list[str], by: str) -> Any:
    scope = Q(organ_code__in=organs)
    if by == "town":
        scope |= Q(agent_id__in=agents) & ~Q(agent_id="")
    first, last = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    cases = Case.objects.filter(scope, received_at__gte=first, received_at__lt=last)
    return (
        cases.exclude(state=CaseState.MISREGISTERED)
        .order_by()
        .annotate(month=TruncMonth("received_at"))
        .values("organ_code", "agent_id", "month")
        .annotate(
            **{
                f"count_{name}": Count("pk", filter=condition) if condition else Count("pk")
                for name, _, condition in COUNTED
            }
        )
    )


def _year(request: HttpRequest, at: datetime) -> int:
    this = local_day(at).year
    asked = request.GET.get("year", "")
    years = {str(year): year for year in range(this - _YEARS_BACK, this + 1)}
    return years.get(asked, this)


@access(policy.may_count)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The statistics of a year; `?export=xlsx` gives the same lines as a sheet."""
    at = now()
    year = _year(request, at)
    by = request.GET.get("by", "organ")
    by = by if by in BY else "organ"
    rows = statistics(actor_of(request), year, by)
    if request.GET.get("export") == "xlsx":
        return cast("HttpResponse", _sheet(rows, f"{year}年办件统计（{BY[by]}）"))
    context = {
        "rows": rows,
        "heads": [words for _, words, _ in COUNTED],
        "year": year,
        "years": range(local_day(at).year, local_day(at).year - 5, -1),
        "by": by,
        "ways": BY.items(),
        "export": f"?{urlencode({'year': year, 'by': by, 'export': 'xlsx'})}",
    }
    return render(request, "cases/staff/statistics.html", context)


@access(policy.may_use_desk)
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The six classes with their handling systems, and how many run in each."""
    rows = queries.desk_view(actor_of(request), "open", now()).order_by()
    counts = Counter(rows.values_list("route", flat=True)[:_LOOKED_AT])
    context = {
        "rows": [(one, counts[one.route] if one.route else None) for one in registry.systems()],
        "capped": counts.total() >= _LOOKED_AT,
    }
    return render(request, "cases/staff/classes.html", context)


def _count_of(name: str) -> Callable[[Any], int]:
    def count(row: Row) -> int:
        return row.counts.get(name, 0)

    return count


def _sheet(rows: list[Row], title: str) -> FileResponse:
    columns = [
        Column("place", "单位"),
        Column("month", "月份", kind="short", value=lambda row: row.month or "全年"),
        *(Column(name, words, kind="number", value=_count_of(name)) for name, words, _ in COUNTED),
    ]
    stream = io.BytesIO()
    write_xlsx(stream, columns, rows, title)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{title}.xlsx")
