"""One window, one register, one account: no department charges by itself, nothing returns to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from zhengwu.cases.tests.factories import at
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.enums import AccountKind, BasisLevel, Formula
from zhengwu.fees.models import Account, Bill, Receipt
from zhengwu.fees.rules import paying
from zhengwu.fees.tests.test_bills import accepted
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.actions import open_matter
from zhengwu.org.models import Organ

pytestmark = pytest.mark.django_db
HOUSING = "GA-ZJJ"


def service(world):
    """A matter of the housing department for which it renders a service."""
    return open_matter(kind="test", number="S1", title="房产测绘成果查询", organ_code=HOUSING,
                       region_code="511602000000", by=SYSTEM, at=at(17))  # fmt: skip


@pytest.mark.req("FEE-09")
def test_a_service_charge_comes_under_the_window_and_its_standard(world):
    matter = service(world)
    payer = fees.Payer("person:1", "某人")
    # No standard, no charge: an elastic sum has no way in, and the act takes none.
    with pytest.raises(paying.NotPublished):
        fees.assess(matter, [fees.Charge("survey")], payer=payer, by=SYSTEM, at=at(17))
    version = fees.draft(
        "survey", name="房产测绘资料服务费", organ=Organ.objects.get(pk=HOUSING),
        terms={
            "basis_level": BasisLevel.PROVINCE, "basis_law": "服务价格的通知",
            "formula": Formula.FIXED, "basis_article": "第一条", "rate": Decimal(30),
            "revenue_code": "103（演示）",
            "rate_words": "每件 30 元", "effective_from": date(2026, 9, 1),
        },
        by=world.cashier, at=at(1),
    )  # fmt: skip
    fees.publish(fees.submit(version, by=world.cashier, at=at(1)), by=world.finance, at=at(1))
    bill = fees.assess(matter, [fees.Charge("survey")], payer=payer, by=SYSTEM, at=at(17))
    assert queries.sums(bill).due == Decimal("30.00")
    own = world.clerk
    with pytest.raises(NotPermitted):
        fees.begin(bill, channel="cash", amount=Decimal(30), key="own", by=own, at=at(17, 11))
    fees.begin(bill, channel="cash", amount=Decimal(30), key="one", by=world.cashier, at=at(17, 11))
    receipt = Receipt.objects.get(payment__bill=bill)
    # The ticket is drawn from the one register of finance, not from one of the department's own.
    other = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(other).due
    fees.begin(other, channel="cash", amount=due, key="two", by=world.cashier, at=at(17, 12))
    following = Receipt.objects.get(payment__bill=other)
    assert receipt.document.organ_code == following.document.organ_code == "GA-CZJ"
    assert receipt.number.replace("第1号", "第2号") == following.number


@pytest.mark.req("FEE-18")
def test_revenue_goes_whole_into_the_budget_and_never_back_to_who_charged(world):
    bill = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(bill).due
    payment = fees.begin(bill, channel="cash", amount=due, key="w", by=world.cashier, at=at(17, 11))
    lines = queries.sums(bill).lines
    assert sum(one.net for one in lines) == payment.amount
    assert {one.account.kind for one in lines} == {AccountKind.COUNTY}
    assert {one.account.organ_id for one in lines} == {"GA-CZJ"}
    # A department cannot have an account of its own beside it, by any way.
    place = {"name": "单位专户", "region_code": "511602000000", "bank": "某行", "number": "1"}
    organ = Organ.objects.get(pk="GA-XZSP")
    for by in (world.clerk, world.head, world.cashier):
        with pytest.raises(NotPermitted):
            fees.open_account(
                "OWN", kind=AccountKind.COUNTY, organ=organ, by=by, at=at(17), **place
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(pk="OWN", kind=AccountKind.COUNTY, organ=organ, **place)
    # Money leaves only as a refund: of a line, to its payer, never more than was paid.
    line = lines[0]
    with pytest.raises(NotPermitted):
        fees.ask_refund(payment, amounts={str(line.pk): Decimal(1)}, reason="返还单位", key="a",
                        by=world.head, at=at(17, 12))  # fmt: skip
    with pytest.raises(paying.RefundTooLarge):
        fees.ask_refund(payment, amounts={str(line.pk): line.net * 2}, reason="多退", key="b",
                        by=world.cashier, at=at(17, 12))  # fmt: skip
    asked = fees.ask_refund(payment, amounts={str(line.pk): Decimal(1)}, reason="多收", key="c",
                            by=world.cashier, at=at(17, 12))  # fmt: skip
    with pytest.raises(NotPermitted):
        fees.judge_refund(asked, approved=True, opinion="", by=world.cashier, at=at(17, 13))
    fees.judge_refund(asked, approved=True, opinion="", by=world.finance, at=at(17, 13))
    red = Receipt.objects.get(refund=asked).document
    assert bill.payer_name in str(red.content["addressee"])
