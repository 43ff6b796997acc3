"""Verbs of paying: begin, take the bank's message, let it expire, settle what nobody knew."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengwu.documents import actions as documents
from zhengwu.fees import policy, queries
from zhengwu.fees.actions.assess import account_words
from zhengwu.fees.enums import BillState, Outcome, PaymentState, ReceiptKind
from zhengwu.fees.events import (
    MessageTaken,
    PaymentBegun,
    PaymentConfirmed,
    PaymentEnded,
    SuspenseSettled,
)
from zhengwu.fees.models import Bill, Confirmation, Day, Payment, Receipt
from zhengwu.fees.registry import channel_named
from zhengwu.fees.registry.port import Channel, label_of
from zhengwu.fees.rules import paying
from zhengwu.fees.rules.parameters import parameter
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotPermitted, NotThere, Refusal
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.money import in_capitals, yuan
from zhengwu.kernel.time import format_instant, local_day
from zhengwu.matters import actions as matters


@action
def begin(
    bill: Bill, *, channel: str, amount: Decimal, key: str, by: Actor, at: datetime
) -> Payment:
    """Begin to pay everything due. The same `key` again gives the first payment.

    Cash is in hand at once; else the bank is asked by a reaction and answers by message. `amount`
    is what the page showed: if the bill has changed since, nothing is taken.
    """
    matter = matters.lock(bill.matter_id)
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    bill.matter = matter
    way = channel_named(channel)
    _check_payer(by, bill, way)
    known = Payment.objects.filter(key=key).first()
    if known is not None:
        if known.bill_id != bill.pk:
            raise NotThere
        return known
    due = _check_due(bill, amount)
    payment = Payment.objects.create(
        bill=bill, matter=matter, order_no=_order_no("P"), channel=channel, amount=due,
        state=PaymentState.PENDING, key=key, begun_by=by.id,
        begun_by_name=by.name or bill.payer_name, begun_at=at,
        expires_at=at + timedelta(minutes=int(parameter("pay_minutes"))),
    )  # fmt: skip
    event = PaymentBegun(
        payment=str(payment.pk), order=payment.order_no, channel=channel, amount=str(due)
    )
    record(payment, event, by=by, at=at)
    if way.instant:
        _book(payment, bill, "", by=by, at=at)
    return payment


def _check_payer(by: Actor, bill: Bill, way: Channel) -> None:
    clerk = policy.may_collect(by) and way.at_window
    if not (clerk or (policy.is_payer(by, bill) and way.online)):
        raise NotPermitted


def _check_due(bill: Bill, shown: Decimal) -> Decimal:
    if bill.state == BillState.RETURNED:
        raise paying.BillReturned(reason=queries.why_returned(bill.pk))
    if bill.state == BillState.VOID:
        raise paying.BillNotOpen(state=BillState.label_of(bill.state))
    if running := queries.pending(bill):
        raise paying.PaymentRunning(
            channel=label_of(running.channel),
            at=format_instant(running.begun_at),
            who=running.begun_by_name,
        )
    due = queries.sums(bill).due
    if not due:
        raise paying.NothingDue
    if due != yuan(shown):
        raise paying.AmountChanged(due=due, shown=yuan(shown))
    return due


def _order_no(letter: str) -> str:
    return f"{letter}{new_id().hex[:24].upper()}"


def _book(
    payment: Payment, bill: Bill, bank_ref: str, *, by: Actor, at: datetime, late: bool = False
) -> None:
    """The money is there: lines are paid, the receipt is drawn, all in this act."""
    day = local_day(at)
    closed = Day.objects.select_for_update().filter(day=day, closed_at__isnull=False)
    if closed.exists():
        day = day + timedelta(days=1)
    payment.state, payment.confirmed_at, payment.booked_on = PaymentState.CONFIRMED, at, day
    payment.bank_ref = bank_ref
    payment.save(update_fields=["state", "confirmed_at", "booked_on", "bank_ref"])
    bill.lines.filter(replaced_at=None, payment=None, net__gt=0).update(payment=payment)
    bill.state, bill.paid_at = BillState.PAID, at
    bill.save(update_fields=["state", "paid_at"])
    receipt = _receipt(payment, bill, by, at)
    event = PaymentConfirmed(
        payment=str(payment.pk), order=payment.order_no, channel=payment.channel,
        amount=str(payment.amount), receipt=receipt.number, late=late, settled=True,
    )  # fmt: skip
    record(payment, event, by=by, at=at)


def _receipt(payment: Payment, bill: Bill, by: Actor, at: datetime) -> Receipt:
    lines = list(payment.lines.select_related("account__organ", "version__standard__organ"))
    organ = issuing_organ(bill)
    document = documents.issue(
        bill.matter,
        "fee_receipt",
        fields={
            "item_name": bill.matter.title,
            "pay_code": bill.code,
            "paid_at": at,
            "channel": label_of(payment.channel),
            "order_no": payment.order_no,
            **({"bank_ref": payment.bank_ref} if payment.bank_ref else {}),
            "total": f"{payment.amount:,} 元",
            "in_capitals": in_capitals(payment.amount),
            "cashier": by.name or "系统",
            "lines": [
                {
                    "name": one.name,
                    "revenue_code": one.version.revenue_code,
                    "organ": one.version.standard.organ.short_name,
                    "account": account_words(one.account),
                    "net": f"{one.net:,}",
                }
                for one in lines
            ],
        },
        organ_code=organ,
        addressee=documents.Addressee(name=bill.payer_name, credit_code=bill.credit_code),
        sealing=finance_seal(organ, by),
        by=by if by.is_staff else SYSTEM,
        at=at,
    )
    return Receipt.objects.create(
        kind=ReceiptKind.BLUE, payment=payment, document=document, number=document.number,
        amount=payment.amount, issued_by=by.name or "系统", issued_at=at,
    )  # fmt: skip


def issuing_organ(bill: Bill) -> str:
    """Who issues receipts: the keeper of the non-tax account of the place."""
    account = queries.account_for(bill.matter.region_code)
    return account.organ_id if account else bill.matter.organ_code


def finance_seal(organ: str, by: Actor) -> documents.Sealing | None:
    """The finance window presses the seal of the keeper of the account; the system needs none."""
    if not by.is_staff:
        return None
    basis = "财政收费窗口职责（财务票据专用章）"
    return documents.Sealing(
        organ_code=organ, holder_id=by.id, holder_name=by.name, basis=basis, kind="acceptance"
    )


def take_message(channel: str, body: bytes, signature: bytes, *, at: datetime) -> Confirmation:
    """A bank's message: checked, kept as it came, and done once however often it is sent."""
    if not channel_named(channel).verify(body, signature):
        return refuse_message(channel, by=SYSTEM, at=at)
    return _take(channel, _read(body), body.decode(), by=SYSTEM, at=at)


@action
def refuse_message(channel: str, *, by: Actor, at: datetime) -> Confirmation:
    """A forged message: nothing is done, the attempt is recorded."""
    raise paying.SignatureWrong(channel=channel)


def _read(body: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(body)
        facts["amount"] = yuan(Decimal(str(facts["amount"])))
        lacking = [name for name in ("id", "kind", "order", "outcome") if not facts.get(name)]
    except (ValueError, KeyError, TypeError, InvalidOperation):
        raise paying.MessageUnreadable(problem="不是约定的格式") from None
    if lacking:
        raise paying.MessageUnreadable(problem=f"缺少 {'、'.join(lacking)}")
    return facts  # type: ignore[no-any-return]


@action
def _take(
    channel: str, facts: dict[str, Any], body: str, *, by: Actor, at: datetime
) -> Confirmation:
    from zhengwu.fees.actions.refund import bank_gave_back

    payment = None
    if facts["kind"] == "pay":
        payment = Payment.objects.filter(order_no=facts["order"]).first()
    if payment is not None:
        matters.lock(payment.matter_id)
        payment.refresh_from_db()
    known = Confirmation.objects.filter(channel=channel, message_id=facts["id"]).first()
    if known is not None:
        return known
    taken = Confirmation(
        channel=channel, message_id=str(facts["id"])[:60], kind=str(facts["kind"])[:10],
        order_no=str(facts["order"])[:60], amount=facts["amount"],
        bank_ref=str(facts.get("ref", ""))[:60], body=body, payment=payment, received_at=at,
    )  # fmt: skip
    if facts["kind"] == "refund":
        taken.outcome, taken.why = bank_gave_back(taken, by=by, at=at)
    else:
        taken.outcome, taken.why = _judge(taken, payment, str(facts["outcome"]), by, at)
    taken.save(force_insert=True)
    event = MessageTaken(
        channel=channel, message=taken.message_id, order=taken.order_no,
        amount=str(taken.amount), outcome=taken.outcome, why=taken.why,
    )  # fmt: skip
    record(taken, event, by=by, at=at)
    return taken


def _judge(
    taken: Confirmation, payment: Payment | None, outcome: str, by: Actor, at: datetime
) -> tuple[Outcome, str]:
    """What a message about a payment means for us."""
    if payment is None:
        why = "没有这个订单"
        return (Outcome.SUSPENSE if outcome == "paid" else Outcome.FAILED), why
    if outcome != "paid":
        if payment.state == PaymentState.PENDING:
            _end(payment, PaymentState.REFUSED, "银行未扣款", by, at)
        return Outcome.FAILED, "银行未扣款"
    if payment.state == PaymentState.CONFIRMED:
        if payment.bank_ref == taken.bank_ref:
            return Outcome.REPEATED, "已经入账"
        return Outcome.SUSPENSE, "同一订单银行又扣了一次"
    if taken.amount != payment.amount:
        return Outcome.SUSPENSE, f"金额与订单的 {payment.amount} 元不同"
    return _accept(taken, payment, by, at)


def _accept(taken: Confirmation, payment: Payment, by: Actor, at: datetime) -> tuple[Outcome, str]:
    """Book it; a message that comes late counts if the bill still wants exactly this money."""
    bill = Bill.objects.select_for_update().get(pk=payment.bill_id)
    bill.matter = matters.lock(bill.matter_id)
    late = payment.state != PaymentState.PENDING
    running = queries.pending(bill)
    other = running is not None and running.pk != payment.pk
    if bill.state != BillState.OPEN or other or queries.sums(bill).due != payment.amount:
        return Outcome.SUSPENSE, "通知单已作废、已缴清、已改变或者正在另行缴款"
    _book(payment, bill, taken.bank_ref, by=by, at=at, late=late)
    return Outcome.MATCHED, "超时后到账" if late else ""


def _end(payment: Payment, state: PaymentState, why: str, by: Actor, at: datetime) -> None:
    payment.state, payment.note = state, why
    payment.save(update_fields=["state", "note"])
    record(payment, PaymentEnded(order=payment.order_no, state=state, why=why), by=by, at=at)


@action
def expire(payment: Payment, *, by: Actor, at: datetime) -> Payment:
    """No answer in time: the bill may be paid another way. Money that comes later is not lost."""
    matters.lock(payment.matter_id)
    payment = Payment.objects.select_related("matter").get(pk=payment.pk)
    if payment.state == PaymentState.PENDING and payment.expires_at <= at:
        _end(payment, PaymentState.EXPIRED, "银行没有在规定时间内答复", by, at)
    return payment


class StillSuspense(Refusal):
    """这笔款不能记到这张通知单：{why}。"""


@action
def settle_suspense(
    taken: Confirmation, *, code: str = "", handling: str, by: Actor, at: datetime
) -> Confirmation:
    """Unknown money: booked on the bill it was meant for (`code`), or returned (handling)."""
    policy.require(policy.may_collect(by))
    bill = Bill.objects.filter(code=code).first() if code else None
    if code and bill is None:
        raise StillSuspense(why="没有这个缴款码")
    if bill is not None:
        matters.lock(bill.matter_id)
    taken = Confirmation.objects.select_for_update().get(pk=taken.pk)
    if taken.outcome != Outcome.SUSPENSE:
        raise StillSuspense(why=f"已经{Outcome.label_of(taken.outcome)}")
    if not handling.strip():
        raise paying.HandlingUnnamed(fields={"handling": ["请写明怎样处理，例如已原路退回"]})
    if bill is not None:
        bill = Bill.objects.select_for_update().get(pk=bill.pk)
        bill.matter = matters.lock(bill.matter_id)
        taken.payment = _book_suspense(taken, bill, by, at)
    taken.outcome, taken.handling = Outcome.SETTLED, handling.strip()[:300]
    taken.handled_by, taken.handled_at = by.name, at
    taken.save(update_fields=["outcome", "handling", "handled_by", "handled_at", "payment"])
    record(taken, SuspenseSettled(message=taken.message_id, how=handling), by=by, at=at)
    return taken


def _book_suspense(taken: Confirmation, bill: Bill, by: Actor, at: datetime) -> Payment:
    due = _check_due(bill, taken.amount)
    payment = Payment.objects.create(
        bill=bill, matter=bill.matter, order_no=_order_no("P"), channel=taken.channel, amount=due,
        state=PaymentState.PENDING, key=f"suspense/{taken.pk}", begun_by=by.id,
        begun_by_name=by.name, begun_at=at, expires_at=at, note=f"待查款 {taken.order_no}",
    )  # fmt: skip
    _book(payment, bill, taken.bank_ref, by=by, at=at, late=True)
    return payment
