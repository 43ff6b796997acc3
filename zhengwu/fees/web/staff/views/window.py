"""The finance window: find the bill, say the sum, take the money, print the receipt."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.documents import actions as papers
from zhengwu.documents.models import Document
from zhengwu.fees import actions, policy, queries
from zhengwu.fees.enums import BillState, ReworkKind
from zhengwu.fees.models import Bill, Receipt
from zhengwu.fees.registry import all_channels, channel_named
from zhengwu.fees.rules.paying import is_pay_code
from zhengwu.fees.web.staff.forms.finance import ReturnForm
from zhengwu.fees.web.staff.views.pages import form_page
from zhengwu.files import queries as files
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.money import yuan
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import key_of, once
from zhengwu.web.tables import Column, Table


def bill_named(code: str) -> Bill:
    """The bill of a pay code."""
    rows = Bill.objects.select_related("matter", "document")
    bill = rows.filter(code=code).first()
    if bill is None:
        raise NotThere
    return bill


def _address(bill: Bill) -> str:
    return reverse("fees_staff:bill", args=[bill.code])


@access(policy.may_see_books)
@require_safe
def window(request: HttpRequest) -> HttpResponse:
    """Search by pay code, number or payer; a scanned code leads to its bill at once."""
    text = request.GET.get("q", "").strip()
    if is_pay_code(text) and Bill.objects.filter(code=text).exists():
        return redirect("fees_staff:bill", code=text)
    state = request.GET.get("state", "" if text else BillState.OPEN.value)
    table = Table(
        request,
        queries.bills(text, state),
        columns=[
            Column("code", "缴款码", kind="short", url=_address),
            Column("payer_name", "缴款人"),
            Column("title", "事项", value=lambda row: row.matter.title),
            Column("number", "办件编号", value=lambda row: row.matter.number),
            Column("net", "金额（元）", kind="number", value=lambda row: yuan(row.net or 0)),
            Column("due", "未缴（元）", kind="number", value=lambda row: yuan(row.due or 0)),
            Column("state", "状态", value=lambda row: BillState.label_of(row.state)),
            Column("assessed_at", "核定时间", kind="instant", sort="assessed_at"),
        ],
        order="-assessed_at",
        empty_title="没有等待缴费的通知单" if not text else "没有找到",
        empty_text="受理窗口核定收费后会出现在这里。请核对缴款码、办件编号或者缴款人姓名。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("缴费通知单"))
    day = local_day(now())
    context = {
        "table": table,
        "text": text,
        "state": state,
        "states": BillState.choices(),
        "totals": _totals(day),
        "day": day,
        "suspense": queries.suspense().count(),
    }
    return render(request, "fees/staff/window.html", context)


def _totals(day: Any) -> list[dict[str, Any]]:
    found = queries.day_totals(day)
    return [
        {"label": channel_named(code).label, **{k: Decimal(v) for k, v in row.items()}}
        for code, row in sorted(found.items())
    ]


@access(policy.may_see_reworks)
@require_safe
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill: every line with its working out, what is due, what was paid, what went back."""
    row = bill_named(code)
    total = queries.sums(row)
    actor = actor_of(request)
    organs = {row.matter.organ_code, *(line.organ_code for line in total.lines)}
    if not policy.may_see_bill(actor, row, organs):
        raise NotThere
    collect = policy.may_collect(actor)
    running = queries.pending(row)
    context = {
        "bill": row,
        "total": total,
        "accounts": queries.by_account(total.lines),
        "running": running,
        "bank_page": channel_named(running.channel).page(running.order_no)
        if running and settings.DEMO
        else "",
        "payments": row.payments.order_by("-begun_at"),
        "receipts": queries.receipts_of(row),
        "refunds": [r for p in row.payments.all() for r in p.refunds.all()],
        "reworks": row.reworks.all(),
        "collect": collect,
        "books": policy.may_see_books(actor),
        "payable": collect and row.state == BillState.OPEN and total.due and not running,
        "channels": [one for one in all_channels() if one.at_window],
        "refundable": collect and bool(queries.refundable(row)),
        "labels": {one.code: one.label for one in all_channels()},
    }
    return render(request, "fees/staff/bill.html", context)


@access(policy.may_collect)
@once
@require_POST
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Take the money (cash), or put the order to the bank."""
    row = bill_named(code)
    try:
        amount = Decimal(request.POST.get("amount", ""))
        key = key_of(request) or f"bill/{row.pk}/{row.round}/{request.POST.get('channel')}"
        payment = actions.begin(
            row, channel=request.POST.get("channel", ""), amount=amount, key=key,
            by=actor_of(request), at=now(),
        )  # fmt: skip
    except InvalidOperation:
        messages.error(request, "金额不是数字，请刷新页面后重试")
    except Refusal as refused:
        messages.error(request, refused.message)
    else:
        paid = payment.state == "confirmed"
        text = "已收款，票据已开出" if paid else "已发起缴款，等待银行确认"
        messages.success(request, text)
    return redirect(_address(row))


@access(policy.may_collect)
@once
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the accepting window: wrong standard, arbitrary reduction, omission."""
    row = bill_named(code)

    def run(form: forms.Form) -> str:
        kind = ReworkKind(form.cleaned_data["kind"])
        reason = form.cleaned_data["reason"]
        actions.send_back(row, kind=kind, reason=reason, by=actor_of(request), at=now())
        return _address(row)

    return form_page(
        request, ReturnForm(request.POST or None), run, title=f"退回重办：{row.code}",
        submit="退回受理窗口", back=_address(row), done="已退回受理窗口重办",
        intro="收费标准用错、随意减免、遗漏收费的，退回受理窗口重新核定。退回期间不能缴费。",
    )  # fmt: skip


@access(policy.may_see_reworks)
@require_safe
def reworks(request: HttpRequest) -> HttpResponse:
    """Bills that came back and wait to be redone: one's own organ's, or all."""
    actor = actor_of(request)
    organs = (
        None if policy.may_see_books(actor) else {one.partition("@")[2] for one in actor.duties}
    )
    rows = queries.reworks(organs)
    return render(request, "fees/staff/reworks.html", {"rows": rows})


@access(policy.may_see_books)
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A receipt or a charge notice as PDF, to be printed; typeset now if it is not yet."""
    document = get_object_or_404(Document, pk=pk)
    known = Receipt.objects.filter(document=pk).exists() or Bill.objects.filter(document=pk)
    if not known:
        raise NotThere
    stored = papers.produce(document, at=now())
    return cast("HttpResponse", files.response(stored, inline=True))
