"""A member's hearing stops the joint limit and nobody else's share of it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.actions.hearing_chair import candidates
from zhengwu.cases.enums import HearingGround
from zhengwu.cases.models import Procedure
from zhengwu.clock.models import Clock, Interval
from zhengwu.joint import actions as joint
from zhengwu.joint.models import Joint, Part, Service
from zhengwu.joint.tests.factories import accepted, at, part_of, staff
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
ENERGY = "511A0108100001-511602000000-000-115113016823646795-1-00"


def clocks(row: Joint) -> dict[str, date]:
    """Last days of the whole's clocks; the shares under their organ."""
    parts = {str(one.pk): one.organ_code for one in Part.objects.filter(joint=row)}
    found = Clock.objects.filter(matter=row.matter).exclude(label="consult")
    return {parts.get(one.subject, one.label): one.due_on for one in found}


def heard(world: SimpleNamespace) -> tuple[Joint, Part]:
    """The energy review of a project is heard in public (许可法 46)."""
    row = accepted(world, "project-approval")
    part = part_of(row, ENERGY)
    assert part.case is not None
    cases.call_hearing(
        part.case, ground=HearingGround.PUBLIC_INTEREST, matter_text="节能审查",
        why="涉及公共利益", by=staff(world, "GA-XZSP", "reviewer"), at=at(17, 14),
    )  # fmt: skip
    chair = candidates(part.case, at(17, 14))[-1]
    cases.set_sitting(
        part.case,
        plan=cases.Plan(
            held_at=at(12, 9, month=10), place="听证室", chair_id=str(chair.pk),
            recorder_id=staff(world, "GA-XZSP", "reviewer").id,
        ),
        by=staff(world, "GA-XZSP", "head"), at=at(17, 15),
    )  # fmt: skip
    return row, part


def test_the_hearing_of_one_member_is_not_counted_in_the_whole(world: SimpleNamespace) -> None:
    row, part = heard(world)
    before = clocks(row)
    deliver_all()
    deliver_all()
    after = clocks(row)
    assert after["statutory"] > before["statutory"]
    assert after["promised"] > before["promised"], "by the rule of this service"
    assert after["GA-XZSP"] > before["GA-XZSP"]
    assert (after["GA-FGJ"], after["GA-STJ"]) == (before["GA-FGJ"], before["GA-STJ"])
    row.refresh_from_db()
    assert row.due_on == after["promised"]
    assert Interval.objects.filter(matter=row.matter).count() == 1
    procedure = Procedure.objects.get(case=part.case_id)
    cases.end_procedure(
        part.case, procedure=procedure, received_on=date(2026, 9, 18), result="已结束",
        by=staff(world, "GA-XZSP", "reviewer"), at=at(18, 9),
    )  # fmt: skip
    deliver_all()
    joint.follow_procedures(row.pk, at=at(18, 10))
    assert Interval.objects.get(matter=row.matter).ended_on == date(2026, 9, 18)
    ended = clocks(row)
    assert before["statutory"] < ended["statutory"] < after["statutory"]


def test_a_promise_may_run_on_while_a_member_hears(world: SimpleNamespace) -> None:
    service = Service.objects.get(code="project-approval")
    draft = joint.draft_edition(service, by=SYSTEM, at=at(17, 9))
    draft = joint.edit_edition(
        draft, {"suspension": "statutory"}, seen=draft.digest, by=SYSTEM, at=at(17, 9)
    )
    joint.publish_edition(draft, by=SYSTEM, at=at(17, 9))
    row, _ = heard(world)
    before = clocks(row)
    joint.follow_procedures(row.pk, at=at(17, 16))
    after = clocks(row)
    assert after["promised"] == before["promised"]
    assert after["statutory"] > before["statutory"]


def test_what_was_over_before_the_whole_was_accepted_leaves_nothing_out(
    world: SimpleNamespace,
) -> None:
    """One organ was complete and heard while the supplement of another was still awaited."""
    row, part = heard(world)
    procedure = Procedure.objects.get(case=part.case_id)
    cases.end_procedure(
        part.case, procedure=procedure, received_on=date(2026, 9, 18), result="已结束",
        by=staff(world, "GA-XZSP", "reviewer"), at=at(18, 9),
    )  # fmt: skip
    whole = Clock.objects.filter(matter=row.matter, label__in=["statutory", "promised"])
    whole.update(started_on=date(2026, 9, 21))
    joint.follow_procedures(row.pk, at=at(22))
    assert not Interval.objects.filter(matter=row.matter).exists()
