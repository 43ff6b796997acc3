"""Two hands at one bill, two messages at one instant: money is booked once, whoever was second."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import at
from zhengwu.cases.tests.test_races import at_once, county, refused
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.enums import BillState, Outcome
from zhengwu.fees.models import Bill, Confirmation, Day, Payment, Receipt, Refund
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.rules import paying
from zhengwu.fees.tests.test_bills import accepted
from zhengwu.journal.models import Entry

__all__ = ["county"]  # a fixture
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def billed(world: SimpleNamespace) -> Bill:
    return Bill.objects.get(matter=accepted(world).matter)


def message(order: str, amount: object, ident: str, ref: str):
    """One message, taken."""
    body, stamp, mark = bank.signed(
        {"id": ident, "kind": "pay", "order": order, "outcome": "paid", "amount": str(amount),
         "ref": ref}, at=at(17, 12),
    )  # fmt: skip
    return lambda: fees.take_message("scan", body, mark, sent_at=stamp, at=at(17, 12))


def test_two_finance_clerks_at_one_bill_take_the_money_once(county, settings):
    settings.DEMO = True
    bill = billed(county)
    due = queries.sums(bill).due

    def clerk(by, channel, key):
        return lambda: fees.begin(bill, channel=channel, amount=due, key=key, by=by, at=at(17, 11))

    paid, failures = at_once(
        clerk(county.cashier, "cash", "k1"),
        clerk(county.cashier2, "cash", "k2"),
        clerk(county.cashier2, "scan", "k3"),
        clerk(county.cashier, "cash", "k1"),
    )
    refused(failures, paying.NothingDue, paying.PaymentRunning)
    assert len({one.pk for one in paid}) == 1
    assert Payment.objects.filter(bill=bill).count() == 1
    begun = Payment.objects.get(bill=bill)
    if begun.channel == "scan":
        message(begun.order_no, due, "m", "R")()
    assert Bill.objects.get(pk=bill.pk).state == BillState.PAID
    assert Receipt.objects.filter(payment__bill=bill).count() == 1
    assert {line.payment_id for line in queries.sums(bill).lines} == {begun.pk}


def test_the_same_message_at_the_same_instant_is_one(county, settings):
    settings.DEMO = True
    bill = billed(county)
    due = queries.sums(bill).due
    payment = fees.begin(
        bill, channel="scan", amount=due, key="s", by=county.cashier, at=at(17, 11)
    )
    same = [message(payment.order_no, due, "m1", "R1")] * 3
    taken, failures = at_once(*same, message(payment.order_no, due, "m2", "R1"))
    assert failures == []
    assert sorted(one.outcome for one in taken) in (
        ["matched", "matched", "matched", "repeated"],
        ["matched", "repeated", "repeated", "repeated"],
    )
    assert Receipt.objects.filter(payment=payment).count() == 1
    # Nobody's order: there is no matter to wait for, and still it is kept once.
    taken, failures = at_once(*[message("P-NOBODY", "9.00", "u1", "RU")] * 4)
    assert failures == []
    assert {one.outcome for one in taken} == {Outcome.SUSPENSE}
    assert Confirmation.objects.filter(order_no="P-NOBODY").count() == 1


def test_money_while_the_case_is_given_up_is_kept_or_listed_never_lost(county, settings):
    settings.DEMO = True
    case = accepted(county)
    bill = Bill.objects.get(matter=case.matter)
    due = queries.sums(bill).due
    payment = fees.begin(
        bill, channel="scan", amount=due, key="w", by=county.cashier, at=at(17, 11)
    )
    _, failures = at_once(
        message(payment.order_no, due, "m1", "R1"),
        lambda: cases.withdraw(case, reason="不挖了", by=county.for_firm, at=at(17, 12)),
    )
    assert failures == []
    bill.refresh_from_db()
    taken = Confirmation.objects.get(message_id="m1")
    assert (bill.state, taken.outcome) in (
        (BillState.PAID, Outcome.MATCHED), (BillState.VOID, Outcome.SUSPENSE),
    )  # fmt: skip
    assert Receipt.objects.filter(payment=payment).exists() == (taken.outcome == Outcome.MATCHED)


def test_a_day_closed_while_money_comes_misses_nothing(county):
    bill = billed(county)
    due, day = queries.sums(bill).due, at(17).date()
    (done, failures) = at_once(
        lambda: fees.begin(
            bill, channel="cash", amount=due, key="d", by=county.cashier, at=at(17, 17)
        ),
        lambda: fees.close_day(day, by=county.cashier2, at=at(17, 17)),
    )
    assert (len(done), failures) == (2, [])
    booked = Payment.objects.get(bill=bill).booked_on
    totals = Day.objects.get(day=day).totals
    assert (booked == day) == ("cash" in totals), (booked, totals)


def test_a_refund_judged_by_two_pays_out_once(county):
    bill = billed(county)
    payment = fees.begin(
        bill, channel="cash", amount=queries.sums(bill).due, key="p", by=county.cashier,
        at=at(17, 11),
    )  # fmt: skip
    line = payment.lines.order_by("net")[0]
    asked = fees.ask_refund(payment, amounts={str(line.pk): line.net}, reason="多收", key="r",
                            by=county.cashier, at=at(17, 12))  # fmt: skip

    def judged():
        return fees.judge_refund(asked, approved=True, opinion="", by=county.finance, at=at(17, 13))

    done, failures = at_once(judged, judged)
    assert len(done) == 1
    refused(failures, paying.RefundOver)
    assert Receipt.objects.filter(refund=asked).count() == 1
    assert Refund.objects.get(pk=asked.pk).state == "done"
    assert Entry.objects.filter(code="fees.refund.done").count() == 1
