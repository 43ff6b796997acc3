"""Verbs of paying back: asked by the window, approved by another, done by till or bank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from zhengwu.documents import actions as documents
from zhengwu.fees import policy, queries
from zhengwu.fees.actions.assess import account_words
from zhengwu.fees.actions.pay import _order_no, booking_day, finance_seal, issuing_organ
from zhengwu.fees.enums import Outcome, PaymentState, ReceiptKind, RefundState
from zhengwu.fees.events import RefundAsked, RefundDone, RefundFailed, RefundJudged
from zhengwu.fees.models import Bill, Confirmation, Line, Payment, Receipt, Refund, RefundLine
from zhengwu.fees.registry import channel_named
from zhengwu.fees.rules import paying
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, NotThere
from zhengwu.kernel.money import in_capitals, yuan
from zhengwu.matters import actions as matters


@action
def ask_refund(
    payment: Payment, *, amounts: Mapping[str, Decimal], reason: str, key: str,
    by: Actor, at: datetime,
) -> Refund:  # fmt: skip
    """Ask to give money back, by line (its id), in part or whole. The same `key`: the first."""
    policy.require(policy.may_collect(by))
    bill, payment = _locked(payment)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    if payment.state != PaymentState.CONFIRMED:
        raise paying.BillNotOpen(state="还没有到账")
    if not reason.strip():
        raise InvalidInput(fields={"reason": ["请写明退费的理由"]})
    left = {str(line.pk): (line, most) for line, most in queries.refundable(bill)}
    left = {k: one for k, one in left.items() if one[0].payment_id == payment.pk}
    wanted = {name: yuan(amount) for name, amount in amounts.items() if amount}
    if set(wanted) - set(left):
        raise NotThere
    total = paying.check_refund(
        [(left[name][0].name, amount, left[name][1]) for name, amount in wanted.items()]
    )
    refund = Refund.objects.create(
        payment=payment, matter=bill.matter, order_no=_order_no("T"), amount=total,
        reason=reason.strip()[:500], state=RefundState.ASKED, key=key, asked_by=by.id,
        asked_by_name=by.name, asked_at=at,
    )  # fmt: skip
    RefundLine.objects.bulk_create(
        [
            RefundLine(refund=refund, line=left[name][0], amount=amount)
            for name, amount in wanted.items()
        ]
    )
    event = RefundAsked(refund=str(refund.pk), order=refund.order_no, amount=str(total))
    record(refund, event, by=by, at=at, reason=reason)
    return refund


def _locked(payment: Payment) -> tuple[Bill, Payment]:
    matter = matters.lock(payment.matter_id)
    payment = Payment.objects.get(pk=payment.pk)
    bill = Bill.objects.select_for_update().get(pk=payment.bill_id)
    bill.matter = payment.matter = matter
    payment.bill = bill
    return bill, payment


@action
def judge_refund(
    refund: Refund, *, approved: bool, opinion: str, by: Actor, at: datetime
) -> Refund:
    """Another person approves or not. Cash is paid out at once; a bank is asked by a reaction."""
    bill, payment = _locked(Payment.objects.get(pk=refund.payment_id))
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    refund.matter, refund.payment = bill.matter, payment
    policy.require(policy.may_check(by))
    if refund.asked_by == by.id:
        raise paying.SamePerson(what="退费")
    if refund.state != RefundState.ASKED:
        raise paying.RefundOver(state=RefundState.label_of(refund.state))
    if not approved and not opinion.strip():
        raise InvalidInput(fields={"opinion": ["不同意的，请写明理由"]})
    refund.state = RefundState.APPROVED if approved else RefundState.REJECTED
    refund.judged_by, refund.judged_by_name, refund.judged_at = by.id, by.name, at
    refund.opinion = opinion.strip()[:300]
    refund.save()
    event = RefundJudged(refund=str(refund.pk), approved=approved, channel=payment.channel)
    record(refund, event, by=by, at=at, reason=opinion)
    if approved and channel_named(payment.channel).instant:
        _give_back(refund, bill, "", by=by, at=at)
    return refund


def bank_gave_back(
    taken: Confirmation, *, paid: bool, by: Actor, at: datetime
) -> tuple[Outcome, str]:
    """The bank's message about a refund: done once, however often it is told; or it failed."""
    refund = Refund.objects.filter(order_no=taken.order_no).first()
    if refund is None:
        return (Outcome.SUSPENSE if paid else Outcome.FAILED), "没有这个退款单"
    bill, payment = _locked(Payment.objects.get(pk=refund.payment_id))
    refund.refresh_from_db()
    refund.matter, refund.payment = bill.matter, payment
    taken.payment = payment
    if refund.state == RefundState.DONE:
        return (Outcome.REPEATED if paid else Outcome.FAILED), "已经退付"
    if not paid:
        _fail(refund, by, at)
        return Outcome.FAILED, "银行没有退成"
    if refund.state != RefundState.APPROVED or taken.amount != refund.amount:
        return Outcome.SUSPENSE, "退款单没有批准，或者金额不同"
    _give_back(refund, bill, taken.bank_ref, by=by, at=at)
    return Outcome.MATCHED, ""


def _fail(refund: Refund, by: Actor, at: datetime) -> None:
    """The bank could not give it back (an account closed): it may be asked for anew."""
    if refund.state != RefundState.APPROVED:
        return
    refund.state = RefundState.FAILED
    refund.save(update_fields=["state"])
    event = RefundFailed(refund=str(refund.pk), order=refund.order_no, amount=str(refund.amount))
    record(refund, event, by=by, at=at)


def _give_back(refund: Refund, bill: Bill, bank_ref: str, *, by: Actor, at: datetime) -> None:
    """The money is out: lines say so, the red receipt is drawn, all in this act."""
    items = list(refund.items.select_related("line__account"))
    for item in items:
        line = item.line
        line.refunded += item.amount
        # Given back in whole, it is charged no more: what still needs it must be assessed anew.
        line.replaced_at = at if line.refunded == line.net else None
        line.save(update_fields=["refunded", "replaced_at"])
    refund.state, refund.bank_ref, refund.done_at = RefundState.DONE, bank_ref, at
    refund.booked_on = booking_day(at)
    refund.save(update_fields=["state", "bank_ref", "done_at", "booked_on"])
    receipt = _red(refund, bill, [(one.line, one.amount) for one in items], by, at)
    event = RefundDone(
        refund=str(refund.pk), order=refund.order_no, amount=str(refund.amount),
        receipt=receipt.number,
    )  # fmt: skip
    record(refund, event, by=by, at=at)


def _red(
    refund: Refund, bill: Bill, items: list[tuple[Line, Decimal]], by: Actor, at: datetime
) -> Receipt:
    blue = Receipt.objects.select_related("document").get(
        payment=refund.payment_id, kind=ReceiptKind.BLUE
    )
    organ = issuing_organ(bill)
    document = documents.issue(
        bill.matter,
        "fee_receipt_red",
        fields={
            "item_name": bill.matter.title,
            "original": blue.number,
            "reason": refund.reason,
            "approved_by": refund.judged_by_name,
            "order_no": refund.order_no,
            "total": f"-{refund.amount:,} 元",
            "in_capitals": in_capitals(-refund.amount),
            "lines": [
                {
                    "name": line.name,
                    "account": account_words(line.account),
                    "amount": f"-{amount:,}",
                }
                for line, amount in items
            ],
        },
        organ_code=organ,
        addressee=documents.Addressee(name=bill.payer_name, credit_code=bill.credit_code),
        sealing=finance_seal(organ, by),
        corrects=blue.document,
        by=by if by.is_staff else SYSTEM,
        at=at,
    )
    return Receipt.objects.create(
        kind=ReceiptKind.RED, payment=refund.payment, refund=refund, red_of=blue,
        document=document, number=document.number, amount=-refund.amount,
        issued_by=by.name or "系统", issued_at=at,
    )  # fmt: skip
