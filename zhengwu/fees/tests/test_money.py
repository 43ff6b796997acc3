"""The bank: answers late, twice, wrongly, not at all; waivers; refunds; the end of the day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import at
from zhengwu.documents.models import Register
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.actions.bank import MoneyOut
from zhengwu.fees.actions.books import ComeBefore
from zhengwu.fees.enums import (
    BillState,
    Outcome,
    PaymentState,
    RefundState,
    ReworkKind,
    WaiverKind,
)
from zhengwu.fees.models import Bill, Confirmation, Line, Payment, Receipt, Standard, Waiver
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.rules import basis, paying
from zhengwu.fees.tests.test_bills import accepted
from zhengwu.kernel.actors import SYSTEM
from zhengwu.matters.actions import open_matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    """The demonstration bank's key counts."""
    settings.DEMO = True


def billed(world) -> tuple[Bill, Decimal]:
    """A bill and what is due."""
    bill = Bill.objects.get(matter=accepted(world).matter)
    return bill, queries.sums(bill).due


def scanned(world, bill, due, key="s", hour=11) -> Payment:
    """A payment that waits for the bank."""
    return fees.begin(
        bill, channel="scan", amount=due, key=f"{key}{bill.pk}", by=world.cashier, at=at(17, hour)
    )


def told(order, amount, *, ident="m1", outcome="paid", ref="R1", when=None, kind="pay"):
    """What the bank says, signed."""
    when = when or at(17, 12)
    body, stamp, mark = bank.signed(
        {"id": f"{ident}{order}", "kind": kind, "order": order, "outcome": outcome,
         "amount": str(amount), "ref": f"{ref}{order}"}, at=when
    )  # fmt: skip
    return fees.take_message("scan", body, mark, sent_at=stamp, at=when)


@pytest.mark.req("FEE-02")
def test_a_card_at_the_window_is_confirmed_by_the_bank_before_a_receipt_is_drawn(world):
    bill, due = billed(world)
    payment = fees.begin(
        bill, channel="pos", amount=due, key="pos", by=world.cashier, at=at(17, 11)
    )
    assert (payment.state, payment.receipts.count()) == (PaymentState.PENDING, 0)
    assert told(payment.order_no, due).outcome == Outcome.MATCHED
    payment.refresh_from_db()
    assert payment.state == PaymentState.CONFIRMED
    assert payment.receipts.get().document.title == "非税收入缴款票据"


@pytest.mark.req("FEE-01")
def test_the_receipt_is_numbered_without_gaps_and_a_repeated_message_changes_nothing(world):
    for count in (1, 2):
        bill, due = billed(world)
        payment = scanned(world, bill, due)
        first = told(payment.order_no, due)
        assert told(payment.order_no, due).pk == first.pk
        again = told(payment.order_no, due, ident="m2")
        assert (first.outcome, again.outcome) == (Outcome.MATCHED, Outcome.REPEATED)
        assert Receipt.objects.filter(payment=payment).count() == 1
        assert Register.objects.get(kind="缴款票据").last == count


def test_a_refused_and_a_silent_bank_leave_the_bill_payable(world):
    bill, due = billed(world)
    payment = scanned(world, bill, due)
    assert told(payment.order_no, due, outcome="refused").outcome == Outcome.FAILED
    second = scanned(world, bill, due, key="t")
    with pytest.raises(paying.PaymentRunning):
        fees.begin(bill, channel="cash", amount=due, key="c", by=world.cashier2, at=at(17, 11))
    fees.expire(second, by=SYSTEM, at=at(17, 11) + timedelta(hours=1))
    assert Payment.objects.get(pk=second.pk).state == PaymentState.EXPIRED
    late = told(second.order_no, due, when=at(18, 9))
    assert (late.outcome, late.why) == (Outcome.MATCHED, "超时后到账")
    assert Bill.objects.get(pk=bill.pk).state == BillState.PAID


def test_unknown_doubled_and_wrong_money_waits_in_suspense(world):
    bill, due = billed(world)
    assert told("NOBODY", "12.00").outcome == Outcome.SUSPENSE
    payment = scanned(world, bill, due)
    assert told(payment.order_no, due + 1).outcome == Outcome.SUSPENSE
    fees.expire(payment, by=SYSTEM, at=at(17, 12))
    fees.begin(bill, channel="cash", amount=due, key="cash", by=world.cashier, at=at(17, 13))
    late = told(payment.order_no, due, ident="late", ref="L")
    assert late.outcome == Outcome.SUSPENSE
    with pytest.raises(paying.HandlingUnnamed):
        fees.settle_suspense(late, handling=" ", by=world.cashier, at=at(17, 14))
    fees.settle_suspense(late, handling="已原路退回", by=world.cashier, at=at(17, 14))
    assert Confirmation.objects.get(pk=late.pk).handled_by == world.cashier.name
    other, owed = billed(world)
    unknown = told("TRANSFER-1", owed, ident="tr")
    fees.settle_suspense(
        unknown, code=other.code, handling="转账附言漏填", by=world.cashier, at=at(17, 15)
    )
    assert Bill.objects.get(pk=other.pk).state == BillState.PAID


def test_a_payment_after_the_case_was_given_up_is_not_kept(world):
    case = accepted(world)
    bill = Bill.objects.get(matter=case.matter)
    due = queries.sums(bill).due
    payment = scanned(world, bill, due)
    cases.withdraw(case, reason="不挖了", by=world.for_firm, at=at(17, 12))
    bill.refresh_from_db()
    assert bill.state == BillState.VOID
    assert told(payment.order_no, due).outcome == Outcome.SUSPENSE


def test_a_part_goes_back_only_with_another_person_and_a_red_receipt(world):
    bill, due = billed(world)
    payment = fees.begin(bill, channel="cash", amount=due, key="p", by=world.cashier, at=at(17, 11))
    line = Line.objects.get(bill=bill, name="城市道路占用费")
    with pytest.raises(paying.RefundTooLarge):
        fees.ask_refund(payment, amounts={str(line.pk): line.net + 1}, reason="多收", key="r0",
                        by=world.cashier, at=at(17, 12))  # fmt: skip
    refund = fees.ask_refund(payment, amounts={str(line.pk): Decimal("61.50")}, reason="多收",
                             key="r1", by=world.cashier, at=at(17, 12))  # fmt: skip
    refund = fees.judge_refund(refund, approved=True, opinion="", by=world.finance, at=at(17, 13))
    assert refund.state == RefundState.DONE
    red = Receipt.objects.get(refund=refund)
    assert (red.amount, red.red_of.payment_id) == (Decimal("-61.50"), payment.pk)
    with pytest.raises(paying.RefundOver):
        fees.judge_refund(refund, approved=True, opinion="", by=world.finance, at=at(17, 14))
    with pytest.raises(paying.RefundTooLarge):
        fees.ask_refund(payment, amounts={str(line.pk): line.net}, reason="再退", key="r2",
                        by=world.cashier, at=at(17, 14))  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(pk=red.pk).update(amount=Decimal(-1))


def test_the_day_is_closed_only_when_bank_and_house_agree(world):
    bill, due = billed(world)
    payment = scanned(world, bill, due)
    fees.expire(payment, by=SYSTEM, at=at(17, 12))
    head = "日期,类型,订单号,银行流水号,金额\n"
    bad = fees.try_statement(f"{head}2026-09-17,缴款,,X,1\n".encode(), day=date(2026, 9, 17),
                             file_name="b.csv", by=world.cashier, at=at(17, 18))  # fmt: skip
    with pytest.raises(paying.StatementFaulty):
        fees.apply_statement(bad, by=world.cashier, at=at(17, 18))
    content = f"{head}2026-09-17,缴款,{payment.order_no},YH1,{due}\n2026-09-17,缴款,Q,YH2,5\n"
    tried = fees.try_statement(content.encode(), day=date(2026, 9, 17), file_name="b.csv",
                               by=world.cashier, at=at(17, 18))  # fmt: skip
    fees.apply_statement(tried, by=world.cashier, at=at(17, 18))
    with pytest.raises(paying.StatementTwice):
        fees.try_statement(content.encode(), day=date(2026, 9, 17), file_name="b.csv",
                           by=world.cashier, at=at(17, 18))  # fmt: skip
    with pytest.raises(paying.DayNotReady):
        fees.close_day(date(2026, 9, 17), by=world.cashier, at=at(17, 18))
    untold, unknown = queries.differences(date(2026, 9, 17)).order_by("-payment")
    if untold.payment_id is None:
        untold, unknown = unknown, untold
    fees.handle_difference(untold, book=True, handling="银行漏发通知", by=world.cashier,
                           at=at(17, 18))  # fmt: skip
    assert Bill.objects.get(pk=bill.pk).state == BillState.PAID
    fees.handle_difference(unknown, book=True, handling="查找付款人", by=world.cashier,
                           at=at(17, 18))  # fmt: skip
    assert queries.suspense().filter(order_no="Q").exists()
    day = fees.close_day(date(2026, 9, 17), by=world.cashier, at=at(17, 18))
    assert day.totals["scan"]["paid"] == str(due)
    with pytest.raises(paying.DayClosed):
        fees.close_day(date(2026, 9, 17), by=world.cashier, at=at(17, 18))
    other, owed = billed(world)
    fees.begin(other, channel="cash", amount=owed, key="n", by=world.cashier, at=at(17, 18))
    assert other.payments.get().booked_on == date(2026, 9, 18)


def test_money_told_of_twice_is_in_suspense_once_and_on_one_bill_only(world):
    """By a second message of another number, or by message and day's file: the same money."""
    bill, due = billed(world)
    other, owed = billed(world)
    assert owed == due
    payment = scanned(world, bill, due)
    fees.expire(payment, by=SYSTEM, at=at(17, 12))
    fees.begin(bill, channel="cash", amount=due, key="two", by=world.cashier, at=at(17, 13))
    for order in (payment.order_no, "NOBODY-2"):
        came = [told(order, due, ident=ident, ref="L") for ident in ("a", "b")]
        assert [one.outcome for one in came] == [Outcome.SUSPENSE, Outcome.REPEATED]
    unknown = Confirmation.objects.get(order_no="NOBODY-2", outcome=Outcome.SUSPENSE)
    fees.settle_suspense(unknown, code=other.code, handling="认领", by=world.cashier, at=at(17, 15))
    line = f"2026-09-17,缴款,NOBODY-2,{unknown.bank_ref},{due}\n"
    file = fees.try_statement(
        f"日期,类型,订单号,银行流水号,金额\n{line}".encode(), day=date(2026, 9, 17),
        file_name="twice.csv", by=world.cashier, at=at(17, 18),
    )  # fmt: skip
    fees.apply_statement(file, by=world.cashier, at=at(17, 18))
    row = queries.differences(date(2026, 9, 17)).get(order_no="NOBODY-2")
    with pytest.raises(ComeBefore):
        fees.handle_difference(row, book=True, handling="补记", by=world.cashier, at=at(17, 18))
    fees.handle_difference(row, handling="已认领", by=world.cashier, at=at(17, 18))


def test_money_that_went_out_is_never_booked_as_come_in(world):
    bill, due = billed(world)
    out = told("T-UNKNOWN", due, kind="refund")
    assert out.outcome == Outcome.SUSPENSE
    with pytest.raises(MoneyOut):
        fees.settle_suspense(out, code=bill.code, handling="认领", by=world.cashier, at=at(17, 15))
    bill.refresh_from_db()
    assert bill.state == BillState.OPEN
    fees.settle_suspense(out, handling="已请银行冲回", by=world.cashier, at=at(17, 15))


def enterprise(world, number, when, payer="演示新办企业"):
    """A matter that carries the four fees of a new enterprise."""
    matter = open_matter(kind="test", number=number, title="企业设立登记", organ_code="GA-XZSP",
                         region_code="511602000000", by=SYSTEM, at=when)  # fmt: skip
    charges = [
        fees.Charge(code, {"capital": "1000000"})
        for code in ("registration", "licence-copy", "tax-certificate", "org-code")
    ]
    return fees.assess(
        matter, charges, payer=fees.Payer(f"firm:{number}", payer), by=SYSTEM, at=when
    )


@pytest.mark.req("FEE-11")
@pytest.mark.req("FEE-20")
def test_new_enterprises_pay_nothing_from_the_twentieth_of_march_and_the_total_is_known(world):
    before = enterprise(world, "E1", at(19, month=3))
    after = [enterprise(world, f"E{n}", at(20, month=3)) for n in (2, 3)]
    assert queries.sums(before).due == Decimal("938.00")
    assert [one.state for one in (before, *after)] == ["open", "paid", "paid"]
    waiver = Waiver.objects.get(document_no="演示〔2026〕1号")
    totals = queries.waived_totals(waiver)
    assert (totals["payers"], totals["total"]) == (2, Decimal("1876.00"))


@pytest.mark.req("FEE-08")
def test_a_contract_reduces_only_for_its_party_and_only_where_cited(world):
    standard = Standard.objects.filter(pk="shelter")
    with pytest.raises(basis.WaiverUncited):
        fees.propose_waiver(kind=WaiverKind.CONTRACT, title="投资合同", document_no="",
                            share=Decimal(50), starts_on=date(2026, 1, 1), standards=standard,
                            payer_name="演示公司", by=world.cashier, at=at(17))  # fmt: skip
    waiver = fees.propose_waiver(
        kind=WaiverKind.CONTRACT, title="投资合同", document_no="HT-1", share=Decimal(50),
        starts_on=date(2026, 1, 1), standards=standard, payer_name="演示公司",
        by=world.cashier, at=at(17),
    )  # fmt: skip
    matter = open_matter(kind="test", number="P1", title="建设项目", organ_code="GA-XZSP",
                         region_code="511602000000", by=SYSTEM, at=at(17))  # fmt: skip
    cited = [fees.Charge("shelter", {"shelter.area": "10"}, waiver="HT-1")]
    payer = fees.Payer("firm:1", "演示公司")
    with pytest.raises(paying.WaiverNotInForce):
        fees.assess(matter, cited, payer=payer, by=world.clerk, at=at(17))
    fees.approve_waiver(waiver, by=world.finance, at=at(17))
    with pytest.raises(paying.WaiverNotInForce):
        fees.assess(
            matter, cited, payer=fees.Payer("firm:2", "别的公司"), by=world.clerk, at=at(17)
        )
    bill = fees.assess(matter, cited, payer=payer, by=world.clerk, at=at(17))
    assert queries.sums(bill).due == Decimal("7500.00")
    plain = [fees.Charge("shelter", {"shelter.area": "10"})]
    assert queries.sums(
        fees.assess(matter, plain, payer=payer, by=world.clerk, at=at(17))
    ).due == Decimal("15000.00")


@pytest.mark.req("FEE-06", "FEE-03", "FEE-14", "FEE-16")
def test_one_bill_carries_all_departments_and_agency_lines_and_is_paid_by_one_ticket(world):
    lead = open_matter(kind="test", number="L1", title="建设项目", organ_code="GA-XZSP",
                       region_code="511602000000", by=SYSTEM, at=at(17))  # fmt: skip
    subs = [
        open_matter(kind="test", number=f"L1-{n}", title="部门事项", organ_code=organ,
                    region_code="511602000000", by=SYSTEM, at=at(17))
        for n, organ in enumerate(("GA-XZSP", "GA-ZFB", "GA-SWJ", "GA-SWJ"))
    ]  # fmt: skip
    payer = fees.Payer("firm:1", "演示公司")
    wanted = [("soil", {"land.area": "1000"}), ("shelter", {"shelter.area": "10"}),
              ("deed-tax", {"price": "100000"}),
              ("farmland-tax", {"farmland.area": "100"})]  # fmt: skip
    for sub, (code, facts) in zip(subs, wanted, strict=True):
        bill = fees.assess(lead, [fees.Charge(code, facts)], payer=payer, scope=sub, by=SYSTEM,
                           at=at(17))  # fmt: skip
    fees.release(lead, scope=subs[0], reason="申请人撤回一半", by=SYSTEM, at=at(17))
    total = queries.sums(bill)
    assert queries.by_account(total.lines) == [
        ("广安区非税收入专户（演示）", Decimal("15000.00")),
        ("待缴库税款专户（演示）", Decimal("5000.00")),
    ]
    fees.begin(bill, channel="cash", amount=total.due, key="one", by=world.cashier, at=at(17, 11))
    assert Receipt.objects.filter(payment__bill=bill).count() == 1
    assert {line.payment_id for line in queries.sums(bill).lines} == {bill.payments.get().pk}
    fees.send_back(bill, kind=ReworkKind.OMISSION, reason="漏了水土保持费", by=world.cashier,
                   at=at(17, 12))  # fmt: skip
    bill = fees.assess(lead, [fees.Charge("soil", {"land.area": "1000"})], payer=payer,
                       scope=subs[0], by=world.clerk, at=at(17, 13))  # fmt: skip
    assert (bill.state, queries.sums(bill).due) == (BillState.OPEN, Decimal("1300.00"))


def test_a_bill_sent_back_is_put_right_by_no_one_s_leaving_and_not_by_the_system(world):
    lead, one, two, three = (
        open_matter(kind="test", number=f"L2-{n}", title="建设项目", organ_code="GA-XZSP",
                    region_code="511602000000", by=SYSTEM, at=at(17))
        for n in range(4)
    )  # fmt: skip
    payer = fees.Payer("firm:2", "演示公司")
    soil = [fees.Charge("soil", {"land.area": "1000"})]
    shelter = [fees.Charge("shelter", {"shelter.area": "10"})]
    deed = [fees.Charge("deed-tax", {"price": "100000"})]
    for scope, charges in ((one, soil), (two, shelter)):
        bill = fees.assess(lead, charges, payer=payer, scope=scope, by=SYSTEM, at=at(17))
    fees.send_back(bill, kind=ReworkKind.WRONG_STANDARD, reason="面积不对", by=world.cashier,
                   at=at(17, 11))  # fmt: skip
    bill = fees.assess(lead, deed, payer=payer, scope=three, by=SYSTEM, at=at(17, 12))
    assert bill.state == BillState.RETURNED
    bill = fees.release(lead, scope=one, reason="撤回一半", by=SYSTEM, at=at(17, 12))
    assert (bill.state, bill.reworks.get().redone_at) == (BillState.RETURNED, None)
    bill = fees.assess(lead, shelter, payer=payer, scope=two, by=world.clerk, at=at(17, 13))
    assert bill.state == BillState.OPEN
    bill = fees.send_back(bill, kind=ReworkKind.WRONG_STANDARD, reason="又不对",
                          by=world.cashier, at=at(17, 14)).bill  # fmt: skip
    for scope in (two, three):
        bill = fees.release(lead, scope=scope, reason="全部撤回", by=SYSTEM, at=at(17, 15))
    assert bill.state == BillState.VOID
    assert not bill.reworks.filter(redone_at=None).exists(), "nobody is left to redo it"


@pytest.mark.req("FEE-13", "CASE-09")
def test_a_township_s_charges_go_to_the_township_s_account(world):
    matter = open_matter(kind="test", number="T1", title="乡镇事项", organ_code="GA-T001",
                         region_code="511602001000", by=SYSTEM, at=at(17))  # fmt: skip
    bill = fees.assess(matter, [fees.Charge("shelter", {"shelter.area": "1"})],
                       payer=fees.Payer("person:1", "某人"), by=SYSTEM, at=at(17))  # fmt: skip
    assert [name for name, _ in queries.by_account(queries.sums(bill).lines)] == [
        "浓洄街道非税收入专户（演示）"
    ]
