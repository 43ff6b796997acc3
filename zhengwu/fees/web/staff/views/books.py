"""The end of the day: the bank's file, its differences, money nobody knows, closing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.models import Confirmation, Day, Difference, Statement
from zhengwu.fees.registry import channel_named
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.web.staff.forms.finance import FileForm, HandlingForm, SettleForm
from zhengwu.fees.web.staff.views.pages import form_page, show
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _read(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotThere from None


def _address(day: date) -> str:
    return reverse("fees_staff:day", args=[day.isoformat()])


@access(policy.may_see_books)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day chosen, or today."""
    chosen = request.GET.get("day", "")
    return redirect(_address(_read(chosen) if chosen else local_day(now())))


@access(policy.may_see_books)
@once
def day(request: HttpRequest, text: str) -> HttpResponse:
    """One day's books; POST tries a bank file or closes the day."""
    at, chosen, actor = now(), _read(text), actor_of(request)
    form: Any = FileForm()
    status = 200
    if request.method == "POST":
        policy.require(policy.may_collect(actor))
        closing = request.POST.get("act") == "close"
        form = FileForm() if closing else FileForm(request.POST, request.FILES)
        try:
            if closing:
                actions.close_day(chosen, by=actor, at=at)
                messages.success(request, "已日结")
                return redirect(_address(chosen))
            if form.is_valid():
                file = form.cleaned_data["file"]
                actions.try_statement(file.read(), day=chosen, file_name=file.name, by=actor, at=at)
                return redirect(_address(chosen))
            status = 422
        except Refusal as refusal:
            status = refusal.status
            if closing:
                messages.error(request, refusal.message)
            else:
                show(refusal, form)
    return render(request, "fees/staff/day.html", _day_page(chosen, form, actor), status=status)


def _day_page(chosen: date, form: Any, actor: Any) -> dict[str, Any]:
    rows = [
        {
            "label": channel_named(code).label,
            **{name: Decimal(value) for name, value in row.items()},
        }
        for code, row in sorted(queries.day_totals(chosen).items())
    ]
    return {
        "day": chosen,
        "rows": rows,
        "form": form,
        "collect": policy.may_collect(actor),
        "statements": Statement.objects.filter(day=chosen),
        "differences": queries.differences(chosen),
        "closed": Day.objects.filter(day=chosen, closed_at__isnull=False).first(),
        "why": actions.why_open(chosen, local_day(now())),
        "demo": settings.DEMO,
        "strange": _strange(chosen),
        "unclosed": [one for one in queries.unclosed(local_day(now())) if one != chosen],
    }


def _strange(chosen: date) -> QuerySet[Confirmation]:
    """Money of this day that fitted no bill, and what became of it."""
    begins, ends = midnight(chosen), midnight(chosen + timedelta(days=1))
    rows = Confirmation.objects.filter(received_at__gte=begins, received_at__lt=ends)
    return rows.filter(outcome__in=["suspense", "settled"]).order_by("received_at")


@access(policy.may_collect)
@require_safe
def demonstration_file(request: HttpRequest, text: str) -> HttpResponse:
    """The demonstration bank hands out its file of the day."""
    if not settings.DEMO:
        raise NotThere
    chosen = _read(text)
    name = f"attachment; filename=bank-{chosen.isoformat()}.csv"
    headers = {"Content-Disposition": name}
    return HttpResponse(bank.file_of(chosen), content_type="text/csv", headers=headers)


@access(policy.may_collect)
@once
@require_POST
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a file that was tried."""
    statement = get_object_or_404(Statement, pk=pk)
    try:
        actions.apply_statement(statement, by=actor_of(request), at=now())
        messages.success(request, "已入账，差异见下")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(_address(statement.day))


@access(policy.may_collect)
@once
def difference(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Settle one difference."""
    row = get_object_or_404(Difference.objects.select_related("payment"), pk=pk)

    def run(form: forms.Form) -> str:
        actions.handle_difference(
            row, book=request.POST.get("how") == "book", by=actor_of(request), at=now(),
            handling=form.cleaned_data["handling"],
        )  # fmt: skip
        return _address(row.day)

    return form_page(
        request, HandlingForm(request.POST or None), run,
        title=f"对账差异：{row.get_kind_display()}", submit="", back=_address(row.day),
        done="已处理", template="fees/staff/difference.html", row=row,
    )  # fmt: skip


@access(policy.may_see_books)
@require_safe
def suspense(request: HttpRequest) -> HttpResponse:
    """Money nobody knows, and what became of earlier ones."""
    settled = Confirmation.objects.filter(outcome="settled").order_by("-handled_at")[:50]
    context = {
        "rows": queries.suspense().order_by("received_at"),
        "settled": settled,
        "collect": policy.may_collect(actor_of(request)),
    }
    return render(request, "fees/staff/suspense.html", context)


@access(policy.may_collect)
@once
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one of them a home."""
    row = get_object_or_404(Confirmation, pk=pk)

    def run(form: forms.Form) -> str:
        actions.settle_suspense(row, by=actor_of(request), at=now(), **form.cleaned_data)
        return reverse("fees_staff:suspense")

    return form_page(
        request, SettleForm(request.POST or None), run, title=f"待查款 {row.amount} 元",
        submit="处理", back=reverse("fees_staff:suspense"), done="已处理",
        intro=f"银行订单号 {row.order_no}，流水号 {row.bank_ref}。{row.why}。",
    )  # fmt: skip
