"""Waivers: entered with their document, approved by another, with what they took off."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.enums import WaiverKind, WaiverState
from zhengwu.fees.models import Waiver
from zhengwu.fees.web.staff.forms.finance import StopForm, WaiverForm
from zhengwu.fees.web.staff.views.pages import form_page
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


@access(policy.may_see_standards)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All waivers with their totals."""
    table = Table(
        request,
        Waiver.objects.prefetch_related("items__standard"),
        columns=[
            Column("document_no", "文号", url=lambda r: reverse("fees_staff:waiver", args=[r.pk])),
            Column("title", "名称"),
            Column("kind", "依据", value=lambda r: WaiverKind.label_of(r.kind)),
            Column("share", "减免比例（%）", kind="number"),
            Column("starts_on", "自", kind="day", sort="starts_on"),
            Column("ends_on", "至", kind="day"),
            Column("payers", "享受户数", kind="number",
                   value=lambda r: queries.waived_totals(r)["payers"]),
            Column("total", "已减免（元）", kind="number",
                   value=lambda r: queries.waived_totals(r)["total"]),
            Column("state", "状态", value=lambda r: WaiverState.label_of(r.state)),
        ],
        order="-starts_on",
        size=20,
        empty_title="没有减免",
        empty_text="减免只能依据优惠政策、合同文本或者政府专题会议纪要，写明文号和起始日期。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("减免"))
    since, until, error = _period(request)
    context = {
        "table": table,
        "may_propose": policy.may_collect(actor_of(request)),
        "since": since,
        "until": until,
        "error": error,
        "period": queries.waived_totals(since=since, until=until),
        "charges": queries.waived_by_charge(since, until),
    }
    return render(request, "fees/staff/waivers.html", context)


def _period(request: HttpRequest) -> tuple[date, date, str]:
    """The days asked for (this year so far where none are), and what was wrong with them."""
    today = local_day(now())
    first = today.replace(month=1, day=1)
    try:
        since = date.fromisoformat(request.GET.get("since") or first.isoformat())
        until = date.fromisoformat(request.GET.get("until") or today.isoformat())
    except ValueError:
        return first, today, "日期应写成 2026-01-31"
    return (since, until, "") if since <= until else (until, since, "")


@access(policy.may_collect)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Enter one with its document."""

    def run(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        kind = WaiverKind(data.pop("kind"))
        row = actions.propose_waiver(kind=kind, **data, by=actor_of(request), at=now())
        return reverse("fees_staff:waiver", args=[row.pk])

    return form_page(
        request, WaiverForm(request.POST or None), run, title="登记减免", submit="提交审批",
        back=reverse("fees_staff:waivers"), done="已登记，等待另一人批准",
        intro="没有文件依据不能减免。批准以后，从起始日期起核定的收费自动减免；合同和纪要只适用于所指的缴款人。",
    )  # fmt: skip


@access(policy.may_see_standards)
@once
def waiver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One waiver; POST approves or ends it."""
    row = get_object_or_404(Waiver, pk=pk)
    actor = actor_of(request)
    form = StopForm(request.POST if request.POST.get("act") == "stop" else None)
    if request.method == "POST":
        policy.require(policy.may_check(actor))
        try:
            if request.POST.get("act") == "approve":
                actions.approve_waiver(row, by=actor, at=now())
            elif form.is_valid():
                actions.revoke_waiver(row, by=actor, at=now(), **form.cleaned_data)
            messages.success(request, "已处理")
            return redirect("fees_staff:waiver", pk=pk)
        except Refusal as refusal:
            beside = "；".join(text for texts in refusal.fields.values() for text in texts)
            messages.error(request, beside or refusal.message)
            return redirect("fees_staff:waiver", pk=pk)
    context = {
        "waiver": row,
        "items": row.items.select_related("standard"),
        "totals": queries.waived_totals(row),
        "form": form,
        "may_check": policy.may_check(actor),
    }
    return render(request, "fees/staff/waiver.html", context)
