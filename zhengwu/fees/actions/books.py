"""Verbs at the end of the day: try and apply the bank's file, settle differences, close."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.catalogue.rules.sheets import read
from zhengwu.fees import policy, queries
from zhengwu.fees.actions.bank import _accept
from zhengwu.fees.enums import (
    DifferenceKind,
    Outcome,
    PaymentState,
    RefundState,
    StatementState,
)
from zhengwu.fees.events import DayWasClosed, DifferenceHandled, MessageTaken, StatementTaken
from zhengwu.fees.models import (
    BankRow,
    Confirmation,
    Day,
    Difference,
    Payment,
    Refund,
    Statement,
)
from zhengwu.fees.registry import all_channels
from zhengwu.fees.rules import paying
from zhengwu.fees.rules.reconciliation import Booking, Unequal, compare, read_rows
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


class NotInBank(Refusal):
    """只有“银行有、系统无”的缴款，且对应系统里的一笔缴款，才能补记入账。"""


class ComeBefore(Refusal):
    """流水号 {ref} 的款项银行已经通知过，在待查款里或者已经处理，不能再补记；这里只写明情况。"""


@action
def try_statement(
    content: bytes, *, day: date, file_name: str, by: Actor, at: datetime
) -> Statement:
    """Read the bank's file of a day and report its bad rows; nothing is booked."""
    policy.require(policy.may_collect(by))
    mark = digest(content)
    earlier = Statement.objects.filter(digest=mark, state=StatementState.APPLIED).first()
    if earlier is not None:
        raise paying.StatementTwice(at=earlier.applied_at)
    sheet = read(file_name, content)
    rows, bad = read_rows(sheet.header, sheet.lines, day)
    unequal = compare(rows, _house(day))
    statement = Statement.objects.create(
        day=day, file_name=file_name[:200], digest=mark, state=StatementState.TRIED,
        report={
            "rows": len(rows), "bad": bad, "total": str(sum(one.amount for one in rows)),
            "differences": len(unequal),
        },
        made_by=by.name, made_at=at,
    )  # fmt: skip
    BankRow.objects.bulk_create(
        [
            BankRow(
                statement=statement, row=one.row, kind=one.kind, order_no=one.order_no,
                bank_ref=one.bank_ref, amount=one.amount,
            )
            for one in rows
        ],
        batch_size=500,
    )  # fmt: skip
    _told(statement, {"rows": len(rows), "bad": len(bad)}, by, at)
    return statement


def _told(statement: Statement, counts: dict[str, int], by: Actor, at: datetime) -> None:
    event = StatementTaken(day=statement.day.isoformat(), state=statement.state, counts=counts)
    record(statement, event, by=by, at=at)


def _house(day: date) -> list[Booking]:
    """What our books say went through a bank on this day."""
    through = [one.code for one in all_channels() if one.bank]
    paid = Payment.objects.filter(
        booked_on=day, state=PaymentState.CONFIRMED, channel__in=through
    ).exclude(key__startswith="suspense/")
    back = Refund.objects.filter(
        booked_on=day, state=RefundState.DONE, payment__channel__in=through
    )
    return [
        *(
            Booking("pay", *row)
            for row in paid.values_list("order_no", "bank_ref", "amount").order_by("order_no")
        ),
        *(
            Booking("refund", *row)
            for row in back.values_list("order_no", "bank_ref", "amount").order_by("order_no")
        ),
    ]


@action
def apply_statement(statement: Statement, *, by: Actor, at: datetime) -> Statement:
    """Compare for good: every difference becomes a row somebody must settle."""
    policy.require(policy.may_collect(by))
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.state == StatementState.APPLIED:
        return statement
    if bad := statement.report["bad"]:
        raise paying.StatementFaulty(count=len(bad))
    if Statement.objects.filter(digest=statement.digest, state=StatementState.APPLIED).exists():
        raise paying.StatementTwice(at="此前")
    bank = [
        Booking(one.kind, one.order_no, one.bank_ref, one.amount, one.row)
        for one in statement.rows.order_by("row")
    ]
    unequal = compare(bank, _house(statement.day))
    payments = {
        one.order_no: one
        for one in Payment.objects.filter(order_no__in=[u.booking.order_no for u in unequal])
    }
    Difference.objects.bulk_create(
        [_difference(statement, one, payments.get(one.booking.order_no)) for one in unequal],
        batch_size=500,
    )
    statement.state, statement.applied_at = StatementState.APPLIED, at
    statement.report = {**statement.report, "differences": len(unequal)}
    statement.save(update_fields=["state", "applied_at", "report"])
    _told(statement, {"rows": len(bank), "differences": len(unequal)}, by, at)
    return statement


def _difference(statement: Statement, one: Unequal, payment: Payment | None) -> Difference:
    return Difference(
        day=statement.day, statement=statement, kind=one.kind, booking=one.booking.kind,
        order_no=one.booking.order_no, bank_ref=one.booking.bank_ref,
        bank_amount=one.bank_amount, house_amount=one.house_amount, payment=payment,
    )  # fmt: skip


@action
def handle_difference(
    difference: Difference, *, book: bool = False, handling: str, by: Actor, at: datetime
) -> Difference:
    """Settle a difference: `book` what the bank took and never told us of, or say what was done."""
    policy.require(policy.may_collect(by))
    if difference.payment_id:
        payment = Payment.objects.get(pk=difference.payment_id)
        matters.lock(payment.matter_id)
    difference = Difference.objects.select_for_update().get(pk=difference.pk)
    if difference.handled_at is not None:
        return difference
    if not handling.strip():
        raise paying.HandlingUnnamed(fields={"handling": ["请写明怎样处理"]})
    if book:
        _book_untold(difference, by, at)
    difference.handling = handling.strip()[:300]
    difference.handled_by, difference.handled_at = by.name, at
    difference.save(update_fields=["handling", "handled_by", "handled_at"])
    event = DifferenceHandled(order=difference.order_no, kind=difference.kind)
    record(difference, event, by=by, at=at, reason=handling)
    return difference


def _book_untold(difference: Difference, by: Actor, at: datetime) -> None:
    """The statement stands in for the message that never came; else the money goes to suspense."""
    fits = difference.kind == DifferenceKind.BANK_ONLY and difference.booking == "pay"
    if not fits or difference.bank_amount is None:
        raise NotInBank
    payment = Payment.objects.filter(order_no=difference.order_no).first()
    if queries.has_come(difference.order_no, difference.bank_ref, difference.bank_amount):
        raise ComeBefore(ref=difference.bank_ref)
    taken = Confirmation(
        channel=payment.channel if payment else "transfer", message_id=f"file-{difference.pk}",
        kind="pay", order_no=difference.order_no, amount=difference.bank_amount,
        bank_ref=difference.bank_ref, body=f"对账文件 {difference.statement_id}",
        payment=payment, received_at=at,
    )  # fmt: skip
    if payment is None:
        taken.outcome, taken.why = Outcome.SUSPENSE, "对账文件中的款项，没有这个订单"
    elif payment.state == PaymentState.CONFIRMED or payment.amount != difference.bank_amount:
        taken.outcome, taken.why = Outcome.SUSPENSE, "订单已经入账或者金额不同"
    else:
        taken.outcome, taken.why = _accept(taken, payment, by, at)
    taken.save(force_insert=True)
    event = MessageTaken(
        channel=taken.channel, message=taken.message_id, order=taken.order_no,
        amount=str(taken.amount), outcome=taken.outcome, why=taken.why,
    )  # fmt: skip
    record(taken, event, by=by, at=at)


@action
def close_day(day: date, *, by: Actor, at: datetime) -> Day:
    """Close a day: nothing waits, the bank's file is in, every difference is settled."""
    policy.require(policy.may_collect(by))
    Day.objects.bulk_create([Day(day=day)], ignore_conflicts=True)
    row = Day.objects.select_for_update().get(day=day)
    if row.closed_at is not None:
        raise paying.DayClosed(day=day.isoformat())
    if why := why_open(day, local_day(at)):
        raise paying.DayNotReady(day=day.isoformat(), why="；".join(why))
    row.totals = queries.day_totals(day)
    row.closed_by, row.closed_at = by.name, at
    row.save(update_fields=["totals", "closed_by", "closed_at"])
    record(row, DayWasClosed(day=day.isoformat(), totals=row.totals), by=by, at=at)
    return row


def why_open(day: date, today: date) -> list[str]:
    """What still stands against closing this day."""
    found = []
    if day > today:
        found.append("这一天还没有到")
    if waiting := Payment.objects.filter(state=PaymentState.PENDING, begun_at__date=day).count():
        found.append(f"有 {waiting} 笔缴款在等待银行确认")
    if (
        any(one.kind for one in _house(day))
        and not Statement.objects.filter(day=day, state=StatementState.APPLIED).exists()
    ):
        found.append("还没有导入银行对账文件")
    if left := Difference.objects.filter(day=day, handled_at__isnull=True).count():
        found.append(f"有 {left} 项对账差异没有处理")
    return found
