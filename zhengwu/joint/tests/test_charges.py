"""Charges of the parts stand on the one bill of the whole."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhengwu.cases.enums import Verdict
from zhengwu.cases.models import Case
from zhengwu.documents.models import Document
from zhengwu.fees import queries
from zhengwu.fees.models import Bill
from zhengwu.joint import actions
from zhengwu.joint.models import Part
from zhengwu.joint.queries import still_to_assess
from zhengwu.joint.tests.factories import (
    SHOP,
    TAX,
    accepted,
    answer_part,
    at,
    part_of,
    staff,
)
from zhengwu.journal.actions import deliver_all

pytestmark = pytest.mark.django_db


def test_the_fees_of_two_departments_are_one_bill_waived_by_policy(world: SimpleNamespace) -> None:
    joint = accepted(world)
    first = Bill.objects.get(matter=joint.matter)
    assert (len(queries.sums(first).lines), first.untold) == (1, True), "shown, not yet told"
    assert not Document.objects.filter(matter=joint.matter, template_code="charge_notice").exists()
    answer_part(world, part_of(joint, SHOP))
    deliver_all()
    parts = Part.objects.filter(joint=joint, item_code__in=[SHOP, TAX]).order_by("position")
    cases = [part.case_id for part in parts]
    bill = Bill.objects.get(matter=joint.matter)
    total = queries.sums(bill)
    assert [line.scope_id for line in total.lines] == cases
    assert [line.organ_code for line in total.lines] == ["GA-XZSP", "GA-SWJ"]
    assert (total.gross, total.due) == (30, 0)
    assert bill.state == "paid"
    assert {(line.waiver.document_no, line.waiver.starts_on.isoformat()) for line in total.lines
            if line.waiver} == {("演示〔2026〕1号", "2026-03-20")}  # fmt: skip
    assert not Bill.objects.filter(matter__in=cases).exists()
    notice = Document.objects.get(matter=joint.matter, template_code="charge_notice")
    assert len(notice.values["lines"]) == 2


def test_what_a_refused_department_would_have_charged_is_no_longer_owed(
    world: SimpleNamespace,
) -> None:
    joint = accepted(world)
    shop = part_of(joint, SHOP)
    answer_part(world, shop, Verdict.REFUSED)
    assert Case.objects.get(pk=shop.case_id).verdict == "refused"
    bill = Bill.objects.get(matter=joint.matter)
    assert queries.sums(bill).lines == []
    assert bill.state == "void"


def test_results_handed_over_early_do_not_wait_for_the_notice(world: SimpleNamespace) -> None:
    joint = accepted(world)
    lead = staff(world, joint.lead_code)
    told = actions.tell_charges(joint, by=lead, at=at(18))
    bill = Bill.objects.get(matter=told.matter)
    assert (bill.untold, bill.document is not None) == (False, True)
    actions.tell_charges(joint, by=lead, at=at(18, 11))
    notices = Document.objects.filter(matter=joint.matter, template_code="charge_notice")
    assert notices.count() == 1, "told once"


def test_a_part_that_falls_away_holds_the_notice_no_longer(world: SimpleNamespace) -> None:
    joint = accepted(world)
    tax = part_of(joint, TAX)
    Part.objects.filter(pk=tax.pk).update(state="withdrawn")
    assert not still_to_assess(joint.pk)
    answer_part(world, part_of(joint, SHOP))
    deliver_all()
    notice = Document.objects.get(matter=joint.matter, template_code="charge_notice")
    assert len(notice.values["lines"]) == 1
