"""Subsidies by card: the list tried, approved, sent, answered; failed ones again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.fees import actions, policy
from zhengwu.fees.enums import BatchState, PayoutState
from zhengwu.fees.models import Batch
from zhengwu.fees.rules.payouts import BatchOver
from zhengwu.fees.web.staff.forms.finance import BatchForm, FileForm, ReasonForm
from zhengwu.fees.web.staff.views.pages import form_page
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table, escaped


def _address(row: Batch) -> str:
    return reverse("fees_staff:payout", args=[row.pk])


@access(policy.may_see_books)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Batches, the newest first."""
    table = Table(
        request,
        Batch.objects.all(),
        columns=[
            Column("programme", "补贴项目", url=_address),
            Column("period", "发放期间"),
            Column("people", "人数", kind="number"),
            Column("total", "金额（元）", kind="number"),
            Column("bad", "错误行", kind="number"),
            Column("state", "状态", value=lambda r: BatchState.label_of(r.state)),
            Column("made_at", "制表时间", kind="instant", sort="made_at"),
        ],
        order="-made_at",
        empty_title="还没有发放批次",
        empty_text="导入名单、检查、复核后送银行发放，每一步都有记录。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("一卡式发放"))
    context = {"table": table, "may_make": policy.may_collect(actor_of(request))}
    return render(request, "fees/staff/payouts.html", context)


@access(policy.may_collect)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Check a list; nothing is paid by it."""

    def run(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        file, actor = data.pop("file"), actor_of(request)
        organ = Organ.objects.get(pk=actor.organ_code)
        row = actions.try_batch(
            file.read(), file_name=file.name, organ=organ, by=actor, at=now(), **data
        )
        return _address(row)

    form = BatchForm(request.POST or None, request.FILES or None)
    return form_page(
        request, form, run, title="导入发放名单", submit="检查名单",
        back=reverse("fees_staff:payouts"), done="检查完毕", upload="1",
        intro="逐行检查身份证号、重复人员、账号和金额。同一人同一期间只能列入一个批次。",
    )  # fmt: skip


@access(policy.may_see_books)
@once
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One batch: its people with masked numbers, its errors, and the next step."""
    row = get_object_or_404(Batch.objects.select_related("organ", "again"), pk=pk)
    if request.method == "POST":
        return _act(request, row)
    actor = actor_of(request)
    table = Table(
        request,
        row.payees.all(),
        columns=[
            Column("row", "行号", kind="number", sort="row"),
            Column("name", "姓名", value=lambda r: f"{r.name[:1]}{'*' * (len(r.name) - 1)}"),
            Column("id_tail", "证件尾号", kind="short"),
            Column("account_tail", "账号尾号", kind="short"),
            Column("amount", "金额（元）", kind="number"),
            Column("state", "状态", value=lambda r: PayoutState.label_of(r.state)),
            Column("reason", "原因"),
        ],
        order="row",
        unique="row",
        exportable=False,
        empty_title="没有检查通过的人",
    )
    counts = {
        PayoutState.label_of(state): row.payees.filter(state=state).count()
        for state in (PayoutState.QUEUED, PayoutState.PAID, PayoutState.FAILED)
    }
    context = {
        "batch": row,
        "table": table,
        "counts": counts,
        "failed": row.payees.filter(state=PayoutState.FAILED).exists(),
        "collect": policy.may_collect(actor),
        "check": policy.may_check(actor),
        "file_form": FileForm(),
    }
    return render(request, "fees/staff/payout.html", context)


def _act(request: HttpRequest, row: Batch) -> HttpResponse:
    verbs: dict[str, Callable[..., Batch]] = {
        "submit": actions.submit_batch,
        "approve": actions.approve_batch,
        "send": actions.send_batch,
        "retry": actions.retry_failed,
    }
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    verb = request.POST.get("act", "")
    target = row
    try:
        if verb in verbs:
            target = verbs[verb](row, **who)
        elif verb == "discard":
            reason = ReasonForm(request.POST)
            text = reason.cleaned_data["reason"] if reason.is_valid() else ""
            actions.discard_batch(row, reason=text, **who)
        elif verb == "results":
            form = FileForm(request.POST, request.FILES)
            if not form.is_valid():
                raise InvalidInput(fields={"file": ["请选择银行回盘文件"]})
            file = form.cleaned_data["file"]
            actions.take_results(row, file.read(), file_name=file.name, **who)
        else:
            raise BatchOver(state=BatchState.label_of(row.state))
        messages.success(request, "已办理")
    except Refusal as refusal:
        beside = "；".join(text for texts in refusal.fields.values() for text in texts)
        messages.error(request, beside or refusal.message)
    return redirect(_address(target))


@access(policy.may_collect)
@require_safe
def bank_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bank's file; the same bytes every time."""
    row = get_object_or_404(Batch, pk=pk)
    if row.sent_at is None:
        raise NotThere
    return _csv(actions.bank_file(row), f"payout-{row.pk}.csv")


@access(policy.may_see_books)
@require_safe
def problems(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is wrong, row by row."""
    row = get_object_or_404(Batch, pk=pk)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["行号", "姓名", "问题"])
    for one in row.problems:
        writer.writerow([one["row"], escaped(one["name"]), escaped(one["problem"])])
    return _csv(text.getvalue().encode("utf-8-sig"), f"problems-{row.pk}.csv")


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
