"""Refunds: asked at the window, judged by another."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.enums import RefundState
from zhengwu.fees.models import Refund
from zhengwu.fees.web.staff.forms.finance import OpinionForm, RefundForm
from zhengwu.fees.web.staff.views.pages import form_page
from zhengwu.fees.web.staff.views.window import bill_named
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import key_of, once
from zhengwu.web.tables import Column, Table


@access(policy.may_collect)
@once
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to give money back, line by line."""
    bill = bill_named(code)
    lines = queries.refundable(bill)
    back = reverse("fees_staff:bill", args=[bill.code])

    def run(form: forms.Form) -> str:
        amounts = cast("RefundForm", form).amounts()
        if not amounts:
            raise InvalidInput(fields={"reason": ["请至少填写一项退费金额"]})
        for payment in {line.payment for line, _ in lines}:
            own = {str(line.pk) for line, _ in lines if line.payment == payment}
            wanted = {name: amount for name, amount in amounts.items() if name in own}
            if payment is not None and wanted:
                actions.ask_refund(
                    payment, amounts=wanted, reason=form.cleaned_data["reason"],
                    by=actor_of(request), at=now(),
                    key=f"{key_of(request)[:40]}/{payment.pk.hex}",
                )  # fmt: skip
        return back

    return form_page(
        request, RefundForm(request.POST or None, lines=lines), run,
        title=f"申请退费：{bill.payer_name}", submit="提交复核", back=back,
        done="已提交，等待另一人复核",
        intro="退费须由另一人复核；退付后开出红字票据。可以只退一部分。",
    )  # fmt: skip


@access(policy.may_see_books)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Refunds, those waiting for approval first asked for."""
    state = request.GET.get("state", RefundState.ASKED.value)
    rows = Refund.objects.select_related("payment__bill__matter")
    table = Table(
        request,
        rows.filter(state=state) if state else rows,
        columns=[
            Column("order_no", "退款单号", url=lambda r: reverse("fees_staff:refund", args=[r.pk])),
            Column("payer", "缴款人", value=lambda r: r.payment.bill.payer_name),
            Column("amount", "金额（元）", kind="number"),
            Column("reason", "理由"),
            Column("asked_by_name", "申请人", kind="short"),
            Column("asked_at", "申请时间", kind="instant", sort="asked_at"),
            Column("state", "状态", value=lambda r: RefundState.label_of(r.state)),
        ],
        order="-asked_at",
        empty_title="没有退费申请",
        empty_text="收费员在通知单页面提出的退费会出现在这里，由另一人复核。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("退费"))
    context = {"table": table, "state": state, "states": RefundState.choices()}
    return render(request, "fees/staff/refunds.html", context)


@access(policy.may_see_books)
@once
def judge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One refund; the second person approves or not."""
    refund = get_object_or_404(Refund.objects.select_related("payment__bill__matter"), pk=pk)
    actor = actor_of(request)

    def run(form: forms.Form) -> str:
        actions.judge_refund(
            refund, approved=request.POST.get("verdict") == "approve",
            opinion=form.cleaned_data["opinion"], by=actor, at=now(),
        )  # fmt: skip
        return reverse("fees_staff:refund", args=[pk])

    return form_page(
        request, OpinionForm(request.POST or None), run, title=f"退费 {refund.amount} 元",
        submit="", back=reverse("fees_staff:refunds"), done="已处理",
        template="fees/staff/refund.html", refund=refund,
        items=refund.items.select_related("line"),
        may_judge=policy.may_check(actor) and refund.state == RefundState.ASKED,
    )  # fmt: skip
