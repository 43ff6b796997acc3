"""One bill a matter: assessed, returned, redone, paid; only the steps that must wait for it do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import application, at
from zhengwu.fees import actions as fees
from zhengwu.fees import policy, queries
from zhengwu.fees.enums import BillState, Gate, PaymentState, ReworkKind
from zhengwu.fees.models import Bill, Receipt, StandardVersion
from zhengwu.fees.rules import paying
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


def accepted(world, **answers):
    """An accepted application for digging up a road, its charges on the bill."""
    wanted = application(world, "road")
    wanted.answers["dig"] = {**wanted.answers["dig"], "area": "120.5", "days": "10", **answers}
    case = cases.receive(wanted, by=world.clerk, at=at(17, 9))
    return cases.accept(case, by=world.clerk, at=at(17, 10))


def test_acceptance_puts_all_charges_on_one_bill(world):
    case = accepted(world)
    bill = Bill.objects.get(matter=case.matter)
    total = queries.sums(bill)
    assert {one.name: one.net for one in total.lines} == {
        "城市道路挖掘修复费": Decimal("21690.00"),
        "城市道路占用费": Decimal("361.50"),
    }
    assert bill.state == BillState.OPEN
    assert total.due == Decimal("22051.50")
    assert bill.document.title == "缴费通知单"


def test_delivery_waits_for_payment_and_review_does_not(world):
    case = accepted(world)
    policy.require_paid(case.matter_id, Gate.DECIDE, expected=[])
    with pytest.raises(paying.PaymentOutstanding):
        policy.require_paid(case.matter_id, Gate.DELIVER, expected=["road-repair", "road-use"])


def test_only_the_finance_window_takes_money(world):
    bill = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(bill).due
    for actor in (world.clerk, world.head, world.director):
        with pytest.raises(NotPermitted):
            fees.begin(
                bill, channel="cash", amount=due, key=f"k{actor.id}", by=actor, at=at(17, 11)
            )
    payment = fees.begin(bill, channel="cash", amount=due, key="k", by=world.cashier, at=at(17, 11))
    assert payment.state == PaymentState.CONFIRMED
    again = fees.begin(bill, channel="cash", amount=due, key="k", by=world.cashier, at=at(17, 11))
    assert again.pk == payment.pk
    assert Receipt.objects.get(payment=payment).amount == due
    policy.require_paid(bill.matter_id, Gate.DELIVER, expected=["road-repair", "road-use"])


def test_a_returned_bill_is_redone_by_the_accepting_window(world):
    case = accepted(world)
    bill = Bill.objects.get(matter=case.matter)
    due = queries.sums(bill).due
    fees.send_back(
        bill,
        kind=ReworkKind.WRONG_STANDARD,
        reason="现场实测 150 平方米",
        by=world.cashier,
        at=at(17, 11),
    )
    with pytest.raises(paying.BillReturned):
        fees.begin(bill, channel="cash", amount=due, key="r", by=world.cashier, at=at(17, 12))
    with pytest.raises(NotPermitted):
        cases.assess_fees(case, by=world.stranger, at=at(17, 12))
    bill = cases.assess_fees(case, facts={"dig.area": "150"}, by=world.clerk, at=at(17, 13))
    assert (bill.state, bill.round) == (BillState.OPEN, 2)
    assert queries.sums(bill).due == Decimal("27450.00")
    rework = bill.reworks.get()
    assert (rework.before, rework.after) == (due, Decimal("27450.00"))
    with pytest.raises(paying.AmountChanged):
        fees.begin(bill, channel="cash", amount=due, key="r", by=world.cashier, at=at(17, 14))


def test_what_was_paid_stands_when_the_standard_changes_and_the_bill_is_redone(world):
    """The omission is put right; what was paid by the standard of its day is not asked about."""
    case = accepted(world)
    bill = Bill.objects.get(matter=case.matter)
    due = queries.sums(bill).due
    fees.begin(bill, channel="cash", amount=due, key="sd", by=world.cashier, at=at(17, 11))
    old = StandardVersion.objects.get(standard="road-repair", number=1)
    terms = {
        name: getattr(old, name)
        for name in ("basis_law", "basis_article", "basis_level", "formula", "facts", "licence",
                     "rate_words", "revenue_code")
    }  # fmt: skip
    terms |= {"rate": old.rate + 20, "effective_from": at(18).date()}
    new = fees.draft(
        "road-repair", name=old.standard.name, organ=old.standard.organ, terms=terms, by=SYSTEM,
        at=at(17, 12),
    )  # fmt: skip
    fees.publish(fees.submit(new, by=SYSTEM, at=at(17, 12)), by=SYSTEM, at=at(17, 12))
    fees.send_back(
        bill, kind=ReworkKind.OMISSION, reason="漏收一项", by=world.cashier, at=at(18, 9)
    )
    bill = cases.assess_fees(case, by=world.clerk, at=at(18))
    assert (bill.state, queries.sums(bill).paid) == (BillState.PAID, due)
    with pytest.raises(paying.AlreadyPaid):
        cases.assess_fees(case, facts={"dig.area": "150"}, by=world.clerk, at=at(18))
