"""An immediate item that is charged: done up to the step that must be paid, then to its end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.models import Decision
from zhengwu.cases.queries import terms as terms_module
from zhengwu.cases.rules.checks import AlreadyOver
from zhengwu.cases.tests.factories import application, at
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.enums import BillState, ReworkKind
from zhengwu.fees.models import Bill
from zhengwu.fees.rules import paying
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db
GRANT = cases.Ruling(Verdict.GRANTED)


@pytest.fixture
def gated(monkeypatch):
    """The item's charge stands before the step that a test names."""

    def before(gate):
        terms_of = case_queries.terms_of

        def changed(edition_id):
            terms = terms_of(edition_id)
            return replace(terms, charges=tuple(replace(c, gate=gate) for c in terms.charges))

        for module in (case_queries, terms_module):
            monkeypatch.setattr(module, "terms_of", changed)

    return before


def asked(world, **more):
    """Ten square metres of pavement for five days: 15 yuan."""
    wanted = application(world, "street", **more)
    wanted.answers["dig"] = {"road": "演示路", "area": "10", "days": "5", "reason": "堆放砂石"}
    return wanted


def paid(world, bill, hour=11):
    """Cash at the finance window."""
    due = queries.sums(bill).due
    fees.begin(bill, channel="cash", amount=due, key=f"c{bill.pk}{bill.round}", by=world.cashier,
               at=at(17, hour))  # fmt: skip


def test_everything_but_handing_over_is_done_before_the_money_comes(world):
    case = cases.finish_on_the_spot(asked(world), ruling=GRANT, by=world.a, at=at(17, 10))
    assert case.state == CaseState.DECIDED
    bill = Bill.objects.get(matter=case.matter)
    assert (bill.state, queries.sums(bill).due) == (BillState.OPEN, Decimal("15.00"))
    assert bill.document.template_code == "charge_notice"
    # Pressed again before the money is there: nothing moves, nothing is charged twice.
    still = cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 10, 30))
    assert still.state == CaseState.DECIDED
    with pytest.raises(paying.PaymentOutstanding):
        cases.deliver(case, way="direct", on=at(17).date(), detail={}, by=world.a, at=at(17, 10))
    paid(world, bill)
    done = cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 11, 5))
    assert done.state == CaseState.COMPLETED
    assert Decision.objects.filter(case=case).count() == 1
    with pytest.raises(AlreadyOver):
        cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 11, 6))


@pytest.mark.parametrize(
    ("gate", "waits"), [("accept", CaseState.RECEIVED), ("decide", CaseState.ACCEPTED)]
)
def test_the_case_waits_exactly_before_the_step_that_must_be_paid(world, gated, gate, waits):
    gated(gate)
    case = cases.finish_on_the_spot(asked(world), ruling=GRANT, by=world.a, at=at(17, 10))
    assert case.state == waits
    bill = Bill.objects.get(matter=case.matter)
    fees.send_back(bill, kind=ReworkKind.WRONG_STANDARD, reason="实测 12 平方米", by=world.cashier,
                   at=at(17, 10, 10))  # fmt: skip
    assert cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 10, 20)).state == waits
    bill = cases.assess_fees(case, facts={"dig.area": "12"}, by=world.a, at=at(17, 10, 30))
    assert queries.sums(bill).due == Decimal("18.00")
    paid(world, bill)
    done = cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 11, 5))
    assert done.state == CaseState.COMPLETED


def test_a_refusal_is_served_at_once_and_costs_nothing(world):
    ruling = cases.Ruling(Verdict.REFUSED, reasons="占用盲道", basis="条例第三十一条")
    case = cases.finish_on_the_spot(asked(world), ruling=ruling, by=world.a, at=at(17, 10))
    assert (case.state, case.verdict) == (CaseState.COMPLETED, Verdict.REFUSED)
    assert Bill.objects.get(matter=case.matter).state == BillState.VOID


def test_what_must_be_measured_first_is_not_guessed(world):
    wanted = asked(world)
    wanted.answers["dig"].pop("days")
    case = cases.finish_on_the_spot(wanted, ruling=GRANT, by=world.a, at=at(17, 10))
    assert case.state == CaseState.DECIDED
    assert not Bill.objects.filter(matter=case.matter).exists()
    with pytest.raises(NotPermitted):
        cases.assess_fees(case, facts={"dig.days": "5"}, by=world.cashier, at=at(17, 10, 5))
    paid(world, cases.assess_fees(case, facts={"dig.days": "5"}, by=world.a, at=at(17, 10, 5)))
    done = cases.go_on_the_spot(case, ruling=GRANT, by=world.a, at=at(17, 11, 5))
    assert done.state == CaseState.COMPLETED


def test_what_was_registered_by_mistake_costs_nothing(world, gated):
    gated("accept")
    case = cases.finish_on_the_spot(asked(world), ruling=GRANT, by=world.a, at=at(17, 10))
    assert case.state == CaseState.RECEIVED
    cases.void(case, reason="重复登记", by=world.head, at=at(17, 11))
    bill = Bill.objects.get(matter=case.matter)
    assert (bill.state, queries.sums(bill).due) == (BillState.VOID, Decimal("0.00"))
