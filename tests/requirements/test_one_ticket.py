"""One centre, one window, one course, one ticket, one card: a matter walked through all five."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import CaseState, TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import DAY, application, at
from zhengwu.documents.queries import of_matter
from zhengwu.fees import actions as fees
from zhengwu.fees import queries as charges
from zhengwu.fees.enums import BatchState, PayoutState
from zhengwu.fees.models import Bill, Payee, Receipt
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.rules import paying
from zhengwu.fees.tests.test_payouts import person, results, tried
from zhengwu.org.models import Window
from zhengwu.org.queries import admitted_organs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    """The demonstration bank's key counts."""
    settings.DEMO = True


def step(case: Case, kind: TaskKind, by, when, outcome: str = "pass") -> None:
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    cases.complete_step(case, task=task, outcome=outcome, opinion="同意", by=by, at=when)


def receive_at(world, window: Window) -> Case:
    wanted = application(world, "road", window_id=str(window.pk))
    wanted.answers["dig"] = {**wanted.answers["dig"], "area": "120.5", "days": "10"}
    case = cases.receive(wanted, by=world.clerk, at=at(17, 9))
    return cases.accept(case, by=world.clerk, at=at(17, 10))


def pay_by_card(world, bill: Bill) -> Receipt:
    due = charges.sums(bill).due
    payment = fees.begin(
        bill, channel="pos", amount=due, key="one", by=world.cashier, at=at(17, 11)
    )
    body, stamp, mark = bank.signed(
        {"id": "m1", "kind": "pay", "order": payment.order_no, "outcome": "paid",
         "amount": str(due), "ref": "R1"}, at=at(17, 12),
    )  # fmt: skip
    fees.take_message("pos", body, mark, sent_at=stamp, at=at(17, 12))
    return Receipt.objects.get(payment=payment)


@pytest.mark.req("CASE-19")
def test_one_centre_one_window_one_course_one_ticket_one_card(world):
    # one centre: the organ stands in the hall; one window receives for the whole course
    window = world.places.windows["GA-XZSP"]
    assert window.organ in admitted_organs(DAY)
    case = receive_at(world, window)
    step(case, TaskKind.REVIEW, world.reviewer, at(18))
    cases.record_check(
        case, place="演示路", started_at=at(21, 9), ended_at=at(21, 10), passed=True,
        findings="符合",
        inspectors=[
            cases.Inspector(one.id, one.name, f"证-{one.name}")
            for one in (world.reviewer, world.checker)
        ],
        by=world.reviewer, at=at(21, 11),
    )  # fmt: skip
    step(case, TaskKind.CHECK, world.checker, at(21, 15))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=at(22))
    step(case, TaskKind.ISSUE, world.clerk, at(22, 15), "")
    handing = {
        "way": "direct", "on": at(23).date(), "by": world.clerk, "at": at(23),
        "detail": {"receiver": case.applicant_name, "place": "窗口", "deliverer": "窗口"},
    }  # fmt: skip
    with pytest.raises(paying.PaymentOutstanding):
        cases.deliver(case, **handing)
    # one ticket: every charge of the matter on one bill, one payment, one numbered receipt
    bill = Bill.objects.get(matter=case.matter)
    lines = charges.sums(bill).lines
    assert len(lines) > 1
    receipt = pay_by_card(world, bill)
    assert receipt.amount == sum(one.net for one in lines) > Decimal(0)
    assert receipt.document.number
    # one stop: the same window hands over what was asked for, and the matter is over
    done = cases.deliver(case, **handing)
    assert (done.state, done.window_id) == (CaseState.COMPLETED, str(window.pk))
    titles = {paper.title for paper in of_matter(case.matter_id)}
    assert {"收件凭证", "受理通知书", "缴费通知单", "非税收入缴款票据"} <= titles
    # one card: what the government owes its people reaches each on his card, once
    batch = tried(world, [person(n) for n in range(2)])
    fees.submit_batch(batch, by=world.cashier, at=at(17, 10))
    fees.approve_batch(batch, by=world.finance, at=at(17, 11))
    batch = fees.send_batch(batch, by=world.cashier, at=at(17, 12))
    answer = results({2: "成功", 3: "成功"})
    batch = fees.take_results(batch, answer, file_name="r.csv", by=world.cashier, at=at(18))
    assert batch.state == BatchState.SETTLED
    paid = Payee.objects.filter(batch=batch)
    assert {one.state for one in paid} == {PayoutState.PAID}
