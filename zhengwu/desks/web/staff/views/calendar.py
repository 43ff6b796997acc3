"""工作日历: a year of working days and days off, its notices, and loading one."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import actions, policy, queries
from zhengwu.clock.enums import LineKind
from zhengwu.clock.rules import NoticeText
from zhengwu.clock.rules.calendar import FIRST_YEAR, LAST_YEAR
from zhengwu.clock.rules.notices import parse_notice
from zhengwu.desks.web.staff.forms.law import NoticeForm, as_document
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

WORDS = {LineKind.HOLIDAY: "休", LineKind.MAKEUP: "班", LineKind.WEEKEND: ""}


@access(policy.may_see_rules)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The year as the clocks of this region count it."""
    year = _year(request)
    context = {
        "view": queries.calendar_year(year, settings.REGION_CODE),
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "today": local_day(now()),
        "words": WORDS,
        "history": queries.notice_history()[:60],
        "may_load": policy.may_load_notices(actor_of(request)),
    }
    return render(request, "desks/staff/calendar.html", context)


def _year(request: HttpRequest) -> int:
    given, this = request.GET.get("year", ""), local_day(now()).year
    if given.isascii() and given.isdigit() and FIRST_YEAR <= int(given[:6]) <= LAST_YEAR:
        return int(given)
    return this


@access(policy.may_load_notices)
@once
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """First a dry run with its differences; then, confirmed, the loading."""
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirmed(request)
    posted = request.method == "POST"
    form = NoticeForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if posted and form.is_valid() and form.text is not None:
        context |= _preview(form.text)
    status = 422 if posted and "preview" not in context else 200
    return render(request, "desks/staff/notice.html", context, status=status)


def _preview(text: NoticeText) -> dict[str, Any]:
    document = json.dumps(as_document(text), ensure_ascii=False)
    return {"preview": queries.preview_notice(text), "document": document}


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        document = json.loads(request.POST.get("document", ""))
        text, faults = parse_notice(document if isinstance(document, dict) else {})
    except ValueError:
        text, faults = None, ["内容读不懂，请重新填写"]
    if text is None:
        messages.error(request, "；".join(faults))
        return redirect("desks_staff:notice")
    try:
        notice = actions.load_notice(text, by=actor_of(request), at=now())
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect("desks_staff:notice")
    messages.success(request, f"已载入“{notice.label}”，受影响的期限正在重新计算")
    return redirect(f"{reverse('desks_staff:calendar')}?year={notice.year}")
