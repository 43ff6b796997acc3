"""What the pages of this room have in common: a form with its act, months, options of selects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall, Organ, Staff

Pairs = list[tuple[str, str]]
_YEAR_MONTHS = 12


def beside(form: forms.Form, refused: Refusal) -> None:
    """Errors beside the fields a refusal names."""
    for name, texts in (refused.fields or {"": [refused.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))


def form_page(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[Any], str],
    *,
    title: str,
    submit: str,
    back: str,
    done: str,
    template: str = "personnel/staff/form.html",
    **more: Any,
) -> HttpResponse:
    """Show a form; a valid POST runs the act and goes where it says, a refusal stands beside."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                target = run(form)
            except Refusal as refused:
                beside(form, refused)
                status = refused.status
            else:
                messages.success(request, done)
                return redirect(target)
    context = {"title": title, "form": form, "submit": submit, "back": back, **more}
    return render(request, template, context, status=status)


def month_of(request: HttpRequest) -> tuple[date, date]:
    """The first and last day of the month asked for, by default that of yesterday."""
    text = request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = (local_day(now()) - timedelta(days=1)).replace(day=1)
    return first, next_month(first) - timedelta(days=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    if first.month == _YEAR_MONTHS:
        return date(first.year + 1, 1, 1)
    return first.replace(month=first.month + 1)


def months(first: date) -> dict[str, str]:
    """The months before and after, as the address takes them."""
    before = (first - timedelta(days=1)).replace(day=1)
    return {
        "month": f"{first:%Y-%m}",
        "name": f"{first.year}年{first.month}月",
        "before": f"{before:%Y-%m}",
        "after": f"{next_month(first):%Y-%m}",
    }


def halls() -> Pairs:
    """Halls that are open; the centre first."""
    rows = Hall.objects.filter(closed_on=None).exclude(kind=HallKind.STATION)
    order = [HallKind.CENTRE, HallKind.SUB_CENTRE]
    found = sorted(rows, key=lambda one: (one.kind not in order, one.code))
    return [(str(one.pk), one.name) for one in found]


def organs() -> Pairs:
    """Organs by short name."""
    return list(Organ.objects.order_by("position", "code").values_list("pk", "short_name"))


def people(rows: Any) -> Pairs:
    """People by unit."""
    found = rows.select_related("organ").order_by("organ__position", "organ", "number")
    return [(str(one.pk), f"{one.organ.short_name} {one.name}（{one.number}）") for one in found]


def staff_of(key: str) -> Staff:
    """The person chosen in a select."""
    return Staff.objects.get(pk=key)
