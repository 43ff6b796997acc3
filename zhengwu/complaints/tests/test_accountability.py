"""责任追究: on a cause, heard, decided by somebody competent, objected to, expunged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from zhengwu.cases.tests.factories import at
from zhengwu.complaints import actions, queries
from zhengwu.complaints.actions import Proposal
from zhengwu.complaints.enums import CauseKind, RecordState
from zhengwu.complaints.models import Accountability
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.tests.factories import accepted, decided
from zhengwu.documents.models import Document
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db
PERIOD = queries.Period(at(1).date(), at(30).date())


def proposal(world, row, **more):
    return Proposal(
        **{
            "staff": Staff.objects.get(pk=world.clerk.id), "cause": CauseKind.COMPLAINT,
            "reference": row.matter.number, "measure": "self_review",
            "facts": "没有一次性告知，群众跑了三趟。",
        } | more
    )  # fmt: skip


def heard(world, row=None, **more):
    row = row or decided(world)
    made = actions.propose(proposal(world, row, **more), by=world.officer, at=at(22))
    return actions.hear(made, statement="接受批评。", by=world.clerk, at=at(22, 15))


def test_recorded_and_read_by_the_assessment(world):
    made = heard(world)
    with pytest.raises(refusals.NotCompetent):
        actions.record_measure(made, decision="属实", by=world.officer, at=at(23))
    made = actions.record_measure(made, decision="属实，情节较轻", by=world.head, at=at(23))
    assert made.state == RecordState.DECIDED
    assert made.effective_until.isoformat() == "2027-03-23"
    entry = Entry.objects.get(matter_id=made.pk, code="complaints.accountability.recorded")
    assert (entry.payload["staff"], entry.payload["measure"]) == (world.clerk.id, "self_review")
    assert Document.objects.get(matter=made.matter).template_code == "accountability_decision"
    rows = [one for one in queries.accountability(PERIOD) if one["number"] == made.matter.number]
    assert rows[0]["organ"] == world.clerk.organ_code
    assert rows[0]["cause"] == "complaint"
    upheld = [one["number"] for one in queries.upheld(PERIOD)]
    assert made.reference in upheld


def test_one_for_a_cause_and_a_person(world):
    row = decided(world)
    made = actions.propose(proposal(world, row), by=world.officer, at=at(22))
    with pytest.raises(refusals.AccountedAlready) as told:
        actions.propose(proposal(world, row, measure="talk"), by=world.supervisor, at=at(22))
    assert made.matter.number in told.value.message


def test_heard_before_and_by_no_one_concerned(world):
    made = actions.propose(proposal(world, decided(world)), by=world.officer, at=at(22))
    with pytest.raises(refusals.HeardFirst):
        actions.record_measure(made, decision="x", by=world.head, at=at(22))
    made = actions.hear(made, statement="放弃", by=world.officer, at=at(22))
    himself = replace(world.clerk, duties=world.head.duties)
    with pytest.raises(refusals.OwnRecord):
        actions.record_measure(made, decision="x", by=himself, at=at(22))


def test_objection_once_within_its_days(world):
    made = actions.record_measure(heard(world), decision="属实", by=world.head, at=at(23))
    with pytest.raises(NotPermitted):
        actions.object_to(made, text="我不服", by=world.reviewer, at=at(24))
    made = actions.object_to(made, text="当天系统故障", by=world.clerk, at=at(24))
    with pytest.raises(NotPermitted):
        actions.rule_on(made, upheld=True, text="成立", by=world.clerk, at=at(24))
    made = actions.rule_on(made, upheld=True, text="系统故障属实", by=world.supervisor, at=at(24))
    assert made.state == RecordState.REVOKED
    assert made.matter.number not in {one["number"] for one in queries.accountability(PERIOD)}
    late = actions.record_measure(heard(world), decision="属实", by=world.head, at=at(23))
    with pytest.raises(refusals.ObjectionTooLate):
        actions.object_to(late, text="晚了", by=world.clerk, at=at(30, month=11))


def test_expunged_after_its_time_by_the_program_alone(world):
    made = actions.record_measure(heard(world), decision="属实", by=world.head, at=at(23))
    over = at(23) + timedelta(days=200)
    with pytest.raises(NotPermitted):
        actions.expunge(made, by=world.officer, at=over)
    assert actions.expunge(made, by=SYSTEM, at=at(24)).state == RecordState.DECIDED
    assert actions.expunge(made, by=SYSTEM, at=over).state == RecordState.EXPUNGED


@pytest.mark.req("CMP-10")
def test_a_patrol_or_a_card_is_a_cause_by_its_number(world):
    for cause, reference in ((CauseKind.PATROL, "XC-2026-00007"), (CauseKind.CARD, "JC-P-1")):
        made = actions.propose(
            proposal(world, decided(world), cause=cause, reference=reference),
            by=world.supervisor, at=at(22),
        )  # fmt: skip
        assert (made.cause, made.reference, made.complaint) == (cause, reference, None)
    with pytest.raises(refusals.CauseMissing):
        actions.propose(proposal(world, accepted(world)), by=world.officer, at=at(22))


@pytest.mark.req("CMP-09")
def test_a_town_pursues_responsibility_of_its_own_people(world):
    staff = Staff.objects.get(pk=world.town_clerk.id)
    made = actions.propose(
        Proposal(staff, CauseKind.PATROL, "XC-镇-1", "talk", "上班时间不在岗"),
        by=world.town_director, at=at(22),
    )  # fmt: skip
    actions.hear(made, statement="知道了", by=world.town_clerk, at=at(22))
    made = actions.record_measure(made, decision="谈话", by=world.town_director, at=at(23))
    assert made.state == RecordState.DECIDED
    found = Accountability.objects.filter(organ_code=world.town.pk)
    assert found.count() == 1
    assert queries.accounts_of(world.town_clerk).count() == 1
    assert queries.accounts_of(world.reviewer).count() == 0
