"""Charges of the parts stand on the one bill of the whole."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest

from tools.county.fees import set_charges
from zhengwu.cases.tests.factories import SINCE, at
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.models import Bill
from zhengwu.fees.registry import lead_of
from zhengwu.joint.tests.factories import accepted
from zhengwu.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_fees_of_a_new_enterprise_are_one_bill_waived_by_policy(
    world: SimpleNamespace,
) -> None:
    when: datetime = at(17)
    set_charges(by=SYSTEM, at=when, since=SINCE)
    joint = accepted(world)
    part = joint.parts.exclude(case=None)[0].case.matter
    payer = fees.Payer(joint.applicant_key, joint.applicant_name)
    for scope, code in ((part, "licence-copy"), (joint.matter, "tax-certificate")):
        fees.assess(
            lead_of(scope), [fees.Charge(code)], payer=payer, scope=scope, by=SYSTEM, at=when
        )
    bill = Bill.objects.get(matter=joint.matter)
    total = queries.sums(bill)
    assert [line.scope for line in total.lines] == [part, joint.matter]
    assert (total.gross, total.due) == (30, 0)
    assert bill.state == "paid"
    assert not Bill.objects.filter(matter=part).exists()
