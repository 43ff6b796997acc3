"""From a figure to what is behind it. A leader sees matters, never persons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.cases.models import Case
from zhengwu.clock.models import Clock
from zhengwu.flow.queries import waiting
from zhengwu.kernel.time import day_in, local_day, now
from zhengwu.matters.models import Matter
from zhengwu.statistics import policy, queries, registry
from zhengwu.statistics.models import Fact
from zhengwu.statistics.queries.figures import fact_rows
from zhengwu.supervision.models import Finding
from zhengwu.web.access import access, actor_of
from zhengwu.web.tables import Column, Table

_DIMENSIONS = ("organ", "channel", "window", "item")


def day_of(request: HttpRequest, name: str, default: date) -> date:
    """A day of the address; what is no day is the default."""
    return day_in(request.GET.get(name, "")) or default


def of_matter(number: str) -> str:
    """The page of a matter as a leader sees it."""
    return reverse("statistics_staff:matter", args=[number]) if number else ""


@access(policy.oversees)
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The facts of one figure: measure, span, place, as the figure was added up of."""
    measure = registry.measures().get(request.GET.get("measure", ""))
    if measure is None:
        raise Http404
    today = local_day(now())
    since = day_of(request, "since", today.replace(day=1))
    until = day_of(request, "until", today + timedelta(days=1))
    only = {name: request.GET[name] for name in _DIMENSIONS if request.GET.get(name)}
    names = queries.names_of_organs()
    days = {term.kind: term.on for term in measure.terms}
    rows = Fact.objects.none()
    for one in fact_rows(measure.id, since, until):
        rows = rows | Fact.objects.filter(pk__in=one.values("pk"))
    title = Matter.objects.filter(pk=OuterRef("matter"))
    hidden = policy.lying_beyond(actor_of(request))
    rows = (
        rows.filter(**only)
        .exclude(organ__in=hidden)
        .annotate(
            number=Subquery(title.values("number")[:1]), title=Subquery(title.values("title")[:1])
        )
    )
    table = Table(
        request, rows,
        columns=[
            Column("day", "日期", kind="day", value=lambda row: getattr(row, days[row.kind])),
            Column("number", "编号", value=lambda row: row.number or "—",
                   url=lambda row: of_matter(row.number or "")),
            Column("title", "事项", value=lambda row: row.title or measure.zh),
            Column("organ", "单位", value=lambda row: names.get(row.organ, row.organ or "—")),
            Column("adds", measure.unit, kind="number", value=lambda row: _adds(measure, row)),
        ],
        order="-received_on",
        empty_title="没有",
        empty_text="这个时段没有可列的。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export(measure.zh))
    context = {
        "measure": measure, "table": table, "since": since, "last": until - timedelta(days=1),
        "organ": names.get(only.get("organ", ""), ""),
    }  # fmt: skip
    return render(request, "statistics/staff/behind.html", context)


def _adds(measure: Any, row: Fact) -> Any:
    added = sum(term.value(row.told) for term in measure.terms if term.kind == row.kind)
    return f"{added / 100:.2f}" if measure.money else added


@access(policy.oversees)
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Open matters whose last day is over, the oldest first."""
    at = now()
    today, names = local_day(at), queries.names_of_organs()
    hidden = policy.lying_beyond(actor_of(request))
    rows = queries.late_open(at, hidden).select_related("matter", "rule")
    if organ := request.GET.get("organ", ""):
        rows = rows.filter(matter__organ_code=organ)
    table = Table(
        request, rows,
        columns=[
            Column("number", "编号", value=lambda row: row.matter.number,
                   url=lambda row: of_matter(row.matter.number)),
            Column("title", "事项", value=lambda row: row.matter.title),
            Column("organ", "单位",
                   value=lambda row: names.get(row.matter.organ_code, row.matter.organ_code)),
            Column("limit", "时限", kind="short", value=lambda row: row.label_zh),
            Column("due_on", "最后一天", kind="day", sort="due_on"),
            Column("over", "已超（天）", kind="number",
                   value=lambda row: (today - row.due_on).days),
        ],
        order="due_on",
        empty_title="没有超时的办件",
        empty_text="法定时限和承诺时限都没有超过的。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("超时未办结"))
    context = {"table": table, "at": at, "organ": names.get(organ, ""),
               "units": queries.late_by_organ(at, hidden)}  # fmt: skip
    return render(request, "statistics/staff/late.html", context)


@access(policy.oversees)
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """A matter without its persons: what it is, its limits, where it waits, what was found."""
    actor, at = actor_of(request), now()
    below = Matter.objects.exclude(organ_code__in=policy.lying_beyond(actor))
    found = get_object_or_404(below, number=number)
    names = queries.names_of_organs()
    limits = Clock.objects.filter(matter=found).select_related("rule").order_by("started_on", "pk")
    steps = waiting().filter(matter=found)
    case = Case.objects.filter(pk=found.pk).first()
    whole = reverse("cases_staff:case", args=[number]) if case else ""
    context = {
        "matter": found,
        "case": case,
        "organ": names.get(found.organ_code, found.organ_code),
        "limits": limits,
        "today": local_day(at),
        "steps": [(step, names.get(step.organ_code, ""), (at - step.opened_at).days)
                  for step in steps],
        "findings": Finding.objects.filter(watched=found).select_related("version", "card")
        .order_by("-occurred_at"),
        "whole": whole if policy.sees_whole_matter(actor) else "",
        "at": at,
    }  # fmt: skip
    return render(request, "statistics/staff/matter.html", context)
