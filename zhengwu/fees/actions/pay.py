"""Verbs of paying: begin, book the money with its receipt, let it expire."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from zhengwu.documents import actions as documents
from zhengwu.fees import policy, queries
from zhengwu.fees.actions.assess import account_words
from zhengwu.fees.enums import BillState, PaymentState, ReceiptKind
from zhengwu.fees.events import PaymentBegun, PaymentConfirmed, PaymentEnded
from zhengwu.fees.models import Bill, Day, Payment, Receipt
from zhengwu.fees.registry import channel_named, choices
from zhengwu.fees.registry.port import Channel, label_of
from zhengwu.fees.rules import paying
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotPermitted, NotThere
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
        expires_at=at + timedelta(minutes=choices.value("pay_minutes", at)),
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
    day = booking_day(at)
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


def booking_day(at: datetime) -> date:
    """In whose books money of this instant stands: today's, or the next where they are closed.

    Holds the day until the end of the act: its closing waits, so that its totals miss nothing.
    """
    day = local_day(at)
    Day.objects.bulk_create([Day(day=day)], ignore_conflicts=True)
    row = Day.objects.select_for_update().get(day=day)
    return day if row.closed_at is None else day + timedelta(days=1)


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
        on_demand=by.origin == "simulated",
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
