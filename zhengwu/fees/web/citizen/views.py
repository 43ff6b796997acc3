"""What things cost, in public; paying one's own bill; the demonstration bank's page."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.enums import BasisLevel, BillState
from zhengwu.fees.models import BankOrder, Bill
from zhengwu.fees.registry import all_channels, channel_named
from zhengwu.fees.registry.demonstration import bank
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.once import key_of, once
from zhengwu.web.tables import Column, Table


@access(anyone)
def charges(request: HttpRequest) -> HttpResponse:
    """Every charge in force and everything said to be free, with its basis (许可法 59)."""
    day = local_day(now())
    table = Table(
        request,
        queries.public_standards(day),
        columns=[
            Column("name", "收费项目", value=lambda row: row.standard.name),
            Column("organ", "执收单位", value=lambda row: row.standard.organ.name),
            Column("rate_words", "收费标准"),
            Column("basis", "收费依据"),
            Column("level", "依据层级", value=lambda row: BasisLevel.label_of(row.basis_level)),
            Column("effective_from", "执行日期", kind="day", sort="effective_from"),
            Column("to_confirm", "说明"),
        ],
        order="effective_from",
        empty_title="没有收费项目",
        empty_text="没有公布的，一律不收费。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("收费项目和标准"))
    waivers = queries.waivers_on([row.standard_id for row in queries.public_standards(day)], day)
    context = {"table": table, "day": day, "waivers": waivers}
    return render(request, "fees/citizen/charges.html", context)


def _own(request: HttpRequest, code: str) -> Bill:
    row = Bill.objects.select_related("matter", "document").filter(code=code).first()
    if row is None or not policy.is_payer(actor_of(request), row):
        raise NotThere
    return row


@access(policy.may_pay)
@once
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One's own bill: what for, by which law, how it was worked out; and paying it."""
    row = _own(request, code)
    if request.method == "POST":
        return _pay(request, row)
    total = queries.sums(row)
    running = queries.pending(row)
    context = {
        "bill": row,
        "total": total,
        "running": running,
        "bank_page": channel_named(running.channel).page(running.order_no) if running else "",
        "payable": row.state == BillState.OPEN and total.due and not running,
        "channels": [one for one in all_channels() if one.online],
        "receipts": queries.receipts_of(row),
        "last": row.payments.exclude(state="pending").order_by("-begun_at").first(),
    }
    return render(request, "fees/citizen/bill.html", context)


def _pay(request: HttpRequest, row: Bill) -> HttpResponse:
    channel = request.POST.get("channel", "")
    try:
        amount = Decimal(request.POST.get("amount", ""))
        key = key_of(request) or f"bill/{row.pk}/{row.round}/{channel}"
        actions.begin(row, channel=channel, amount=amount, key=key, by=actor_of(request), at=now())
    except InvalidOperation:
        messages.error(request, "金额不是数字，请刷新页面后重试")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect("fees_citizen:bill", code=row.code)


@access(anyone)
@once
def bank_page(request: HttpRequest, number: str) -> HttpResponse:
    """The demonstration bank's customer page: here the payer decides what the bank will do.

    It belongs to the bank, not to us: whoever has the order number may press its buttons.
    """
    if not settings.DEMO:
        raise NotThere
    if request.method == "POST":
        behaviour = request.POST.get("do", "")
        if behaviour not in bank.BEHAVIOURS:
            raise NotThere
        bank.customer_does(number, behaviour, at=now())
        return redirect("fees_citizen:bank", number=number)
    context = {
        "order": BankOrder.objects.filter(order_no=number).first(),
        "number": number,
        "behaviours": [(code, label) for code, (label, *_) in bank.BEHAVIOURS.items()],
    }
    return render(request, "fees/citizen/bank.html", context)
