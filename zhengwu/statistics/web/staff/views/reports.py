"""Monthly, quarterly and yearly reports: drawn up from the figures, issued, then frozen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.files.queries import open_file
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.statistics import actions, policy
from zhengwu.statistics.actions.sheets import TOTAL_HEADS, TOWN_HEADS, printed, workbook
from zhengwu.statistics.models import Issue
from zhengwu.statistics.queries.reports import report
from zhengwu.statistics.rules import periods
from zhengwu.statistics.rules.periods import PERIOD_NAMES, Period
from zhengwu.township import policy as township
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = {Period.MONTH: 12, Period.QUARTER: 4, Period.YEAR: 2}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _unit(request: HttpRequest) -> Organ:
    return Organ.objects.get(pk=actor_of(request).organ_code)


@access(policy.may_see_figures)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Periods that are over or running, with what was issued of them."""
    today = local_day(now())
    issues: dict[tuple[str, date], list[Issue]] = {}
    for row in Issue.objects.defer("content"):
        issues.setdefault((row.period, row.first_day), []).append(row)
    groups = []
    for period, many in _SHOWN.items():
        first, rows = periods.start_of(period, today), []
        for _ in range(many + 1):
            rows.append({"first": first, "name": periods.name_of(period, first),
                         "over": periods.end_of(period, first) <= today,
                         "issues": issues.get((period.value, first), [])})  # fmt: skip
            first = periods.before(period, first)
        groups.append((PERIOD_NAMES[period], period.value, rows))
    actor = actor_of(request)
    context = {
        "groups": groups, "may_issue": policy.may_issue(actor), "towns": township.may_use(actor),
    }  # fmt: skip
    return render(request, "statistics/staff/reports.html", context)


def _period(period: str, first: str) -> tuple[Period, date]:
    try:
        kind, day = Period(period), date.fromisoformat(first)
    except ValueError as wrong:
        raise Http404 from wrong
    if periods.start_of(kind, day) != day or day.year < periods.EARLIEST:
        raise Http404
    return kind, day


@access(policy.may_see_figures)
@once
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, period: str, first: str) -> HttpResponse:
    """A period as it stands now, and issuing it."""
    kind, day = _period(period, first)
    actor, at = actor_of(request), now()
    unit, refused = _unit(request), None
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            row = actions.issue(unit, period=kind, first=day, reason=reason, by=actor, at=at)
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, f"已出具第 {row.number} 版，内容不再变动")
            return redirect("statistics_staff:issue", row.pk)
    context = {
        **_content(report(kind, day, unit=unit.name, at=at)),
        "period": kind.value, "first": day, "over": periods.end_of(kind, day) <= local_day(at),
        "issues": Issue.objects.filter(period=kind, first_day=day).defer("content"),
        "may_issue": policy.may_issue(actor), "refused": refused,
        "reason": request.POST.get("reason", ""), "towns": township.may_use(actor),
    }  # fmt: skip
    status = refused.status if refused else 200
    return render(request, "statistics/staff/draft.html", context, status=status)


def _content(content: dict[str, Any]) -> dict[str, Any]:
    return {"content": content, "total_heads": TOTAL_HEADS, "town_heads": TOWN_HEADS,
            "missing": [one["name"] for one in content["towns"]
                        if one["state"] == "未报送"]}  # fmt: skip


@access(policy.may_see_figures)
@require_safe
def issued(request: HttpRequest, issue: UUID) -> HttpResponse:
    """A report as it was issued."""
    row = get_object_or_404(Issue, pk=issue)
    newest = Issue.objects.filter(period=row.period, first_day=row.first_day).first()
    context = {**_content(row.content), "row": row, "newest": newest}
    return render(request, "statistics/staff/issue.html", context)


@access(policy.may_see_figures)
@require_safe
def printed_page(request: HttpRequest, issue: UUID) -> HttpResponse:
    """For the printer of the browser."""
    row = get_object_or_404(Issue, pk=issue)
    context = {**_content(row.content), "row": row}
    return render(request, "statistics/staff/print.html", context)


@access(policy.may_see_figures)
@require_safe
def xlsx(request: HttpRequest, issue: UUID) -> HttpResponse:
    """The workbook."""
    row = get_object_or_404(Issue, pk=issue)
    return _file(workbook(row), f"{row.title}第{row.number}版.xlsx", _XLSX)


@access(policy.may_see_figures)
@require_safe
def pdf(request: HttpRequest, issue: UUID) -> HttpResponse:
    """The PDF: as it was kept; before the worker came to it, the same bytes made now."""
    row = get_object_or_404(Issue.objects.select_related("sheet"), pk=issue)
    if row.sheet is None:
        data = printed(row)
    else:
        with open_file(row.sheet) as stream:
            data = stream.read()
    return _file(data, f"{row.title}第{row.number}版.pdf", "application/pdf")


def _file(data: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
