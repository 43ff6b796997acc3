"""Verbs on what a bank tells us: take its messages once, give unknown money a home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import IntegrityError

from zhengwu.fees import policy, queries
from zhengwu.fees.actions.pay import _book, _check_due, _end, _order_no
from zhengwu.fees.enums import BillState, Outcome, PaymentState
from zhengwu.fees.events import MessageTaken, SuspenseSettled
from zhengwu.fees.models import Bill, Confirmation, Payment
from zhengwu.fees.registry import channel_named, choices
from zhengwu.fees.rules import messages, paying
from zhengwu.fees.rules.messages import Said
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Collided, Refusal
from zhengwu.matters import actions as matters


def take_message(
    channel: str, body: bytes, signature: bytes, *, sent_at: str, at: datetime
) -> Confirmation:
    """A bank's message: time and signature checked, kept as it came, done once however often sent.

    Refused (and recorded) where its time, signature or content is not as agreed; nothing is done.
    """
    check_message(channel, body, signature, sent_at=sent_at, at=at)
    return take_checked(channel, body, at=at)


def check_message(
    channel: str, body: bytes, signature: bytes, *, sent_at: str, at: datetime,
    counted: Callable[[], object] | None = None,
) -> None:  # fmt: skip
    """Whether it is the bank's own and not an old one played again; else refused and recorded.

    `counted` is called before a refusal is recorded, and may raise instead of that: whoever sends
    forgeries all day must not fill the journal with them.
    """
    window = timedelta(minutes=choices.value("bank_clock_minutes", at))
    try:
        messages.check_time(sent_at, at=at, window=window)
        if not channel_named(channel).verify(messages.signed_text(sent_at, body), signature):
            raise messages.SignatureWrong(channel=channel)
    except Refusal as refusal:
        if counted is not None:
            counted()
        refuse_message(channel, refusal, by=SYSTEM, at=at)


def take_checked(channel: str, body: bytes, *, at: datetime) -> Confirmation:
    """A proven message. Two of the same at the same instant: the second finds the first."""
    try:
        said = messages.read_message(body)
    except Refusal as refusal:
        refuse_message(channel, refusal, by=SYSTEM, at=at)
    text = body.decode()
    try:
        return _take(channel, said, text, by=SYSTEM, at=at)
    except (IntegrityError, Collided):
        return _take(channel, said, text, by=SYSTEM, at=at)


@action
def refuse_message(channel: str, refusal: Refusal, *, by: Actor, at: datetime) -> NoReturn:
    """A message that is not as agreed: nothing is done, the attempt is recorded."""
    raise refusal


@action
def _take(channel: str, said: Said, body: str, *, by: Actor, at: datetime) -> Confirmation:
    from zhengwu.fees.actions.refund import bank_gave_back

    payment = None
    if said.kind == "pay":
        payment = Payment.objects.filter(order_no=said.order).first()
    if payment is not None:
        matters.lock(payment.matter_id)
        payment.refresh_from_db()
    known = Confirmation.objects.filter(channel=channel, message_id=said.message).first()
    if known is not None:
        return _same(known, said)
    taken = Confirmation(
        channel=channel, message_id=said.message, kind=said.kind, order_no=said.order,
        amount=said.amount, bank_ref=said.ref, body=body, payment=payment, received_at=at,
    )  # fmt: skip
    if said.kind == "refund":
        taken.outcome, taken.why = bank_gave_back(taken, paid=said.paid, by=by, at=at)
    else:
        taken.outcome, taken.why = _judge(taken, payment, said.paid, by, at)
    taken.save(force_insert=True)
    event = MessageTaken(
        channel=channel, message=taken.message_id, order=taken.order_no,
        amount=str(taken.amount), outcome=taken.outcome, why=taken.why,
    )  # fmt: skip
    record(taken, event, by=by, at=at)
    return taken


def _same(known: Confirmation, said: Said) -> Confirmation:
    """What was said under this number before; said otherwise now, it is refused."""
    if messages.read_message(known.body.encode()) != said:
        raise messages.MessageChanged(message=said.message)
    return known


def _judge(
    taken: Confirmation, payment: Payment | None, paid: bool, by: Actor, at: datetime
) -> tuple[Outcome, str]:
    """What a message about a payment means for us."""
    if paid and queries.has_come(taken.order_no, taken.bank_ref, taken.amount):
        return Outcome.REPEATED, "同一流水号的款项已经收到"
    if payment is None:
        why = "没有这个订单"
        return (Outcome.SUSPENSE if paid else Outcome.FAILED), why
    if not paid:
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
    if queries.is_booked(payment.channel, taken.bank_ref, beside=payment):
        return Outcome.SUSPENSE, "银行流水号已经用于另一笔缴款"
    if bill.state != BillState.OPEN or other or queries.sums(bill).due != payment.amount:
        return Outcome.SUSPENSE, "通知单已作废、已缴清、已改变或者正在另行缴款"
    _book(payment, bill, taken.bank_ref, by=by, at=at, late=late)
    return Outcome.MATCHED, "超时后到账" if late else ""


class MoneyOut(Refusal):
    """这是银行退款的通知，不是收到的款项，不能记到缴费通知单。请写明核查和处理的情况。"""


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
    if bill is not None and taken.kind != "pay":
        raise MoneyOut
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
    if queries.is_booked(taken.channel, taken.bank_ref):
        raise StillSuspense(why="银行流水号已经用于另一笔缴款，请向银行查询")
    due = _check_due(bill, taken.amount)
    payment = Payment.objects.create(
        bill=bill, matter=bill.matter, order_no=_order_no("P"), channel=taken.channel, amount=due,
        state=PaymentState.PENDING, key=f"suspense/{taken.pk}", begun_by=by.id,
        begun_by_name=by.name, begun_at=at, expires_at=at, note=f"待查款 {taken.order_no}",
    )  # fmt: skip
    _book(payment, bill, taken.bank_ref, by=by, at=at, late=True)
    return payment
