"""Projects: the window by kind, the free agent, four stages, meetings with signatures, counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from zhengwu.documents.models import Document
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.enums import MeetingKind, MeetingState, ProjectKind, StageCode, StageState
from zhengwu.joint.models import Agency, Joint, Meeting, Part, Project, Stage
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.errors import NotPermitted

from .factories import IN_PERSON, answer_part, application, at, staff

pytestmark = pytest.mark.django_db
SEATS = ["GA-ZJJ", "GA-STJ", "GA-FGJ"]


def opened(world: SimpleNamespace, kind: ProjectKind = ProjectKind.INVESTMENT, **more: Any) -> Any:
    what = joint.Particulars(
        code=more.pop("code", "2609-511602-04-01-000001"),
        name="标准厂房",
        kind=kind,
        investor=world.firm.name,
        firm=world.firm,
        amount=Decimal("42000"),
        major=True,
    )
    return joint.open_project(what, by=more.pop("by", staff(world, "GA-SWU")), at=at(17))


def stage(project: Project, code: StageCode) -> Stage:
    return Stage.objects.get(project=project, code=code)


@pytest.mark.req("JNT-02")
@pytest.mark.parametrize(
    ("kind", "organ"),
    [
        (ProjectKind.APPROVAL, "GA-FGJ"),
        (ProjectKind.INVESTMENT, "GA-SWU"),
        (ProjectKind.PARK, "GA-KFQ"),
    ],
)
def test_the_agency_window_follows_from_the_kind(
    world: SimpleNamespace, kind: ProjectKind, organ: str
) -> None:
    project = opened(world, kind)
    assert project.agency_code == organ
    assert project.matter.number.startswith("GA-XM-2026-")
    with pytest.raises(refusals.CodeTaken):
        opened(world, kind)


@pytest.mark.req("JNT-03")
def test_one_named_agent_carries_the_project_free_of_charge(world: SimpleNamespace) -> None:
    project = opened(world)
    head = staff(world, "GA-SWU", "head")
    with pytest.raises(refusals.NotAnAgent):
        joint.name_agent(project, staff=world.people.staff["GA-ZJJ"]["clerk"], by=head, at=at(17))
    with pytest.raises(NotPermitted):
        joint.name_agent(
            project, staff=world.people.staff["GA-SWU"]["clerk"], by=staff(world, "GA-ZJJ", "head"),
            at=at(17),
        )  # fmt: skip
    first = joint.name_agent(
        project, staff=world.people.staff["GA-SWU"]["clerk"], by=head, at=at(17)
    )
    project.refresh_from_db()
    assert (project.full_agency, project.agency_on) == (True, date(2026, 9, 17))
    second = joint.name_agent(project, staff=world.people.staff["GA-SWU"]["A"], by=head, at=at(18))
    first.refresh_from_db()
    assert first.until == date(2026, 9, 18)
    assert Agency.objects.get(project=project, until=None) == second
    joint.write_step(
        project, on=date(2026, 9, 18), text="代办备案", by=staff(world, "GA-SWU"), at=at(18)
    )
    assert project.steps.count() == 1


def signed(world: SimpleNamespace, meeting: Meeting, *, passed: bool = True) -> Meeting:
    """Minutes kept and signed by all who came."""
    meeting = joint.keep_minutes(
        meeting, held_at=at(18, 9), minutes="逐项论证", conclusion="方案可行", passed=passed,
        seats=[joint.Seat(code, f"{code}代表") for code in SEATS], by=world.director,
        at=at(18, 12),
    )  # fmt: skip
    for code in SEATS:
        meeting = joint.sign_minutes(
            meeting, organ_code=code, by=staff(world, code, "reviewer"), at=at(18, 15)
        )
    return meeting


def called(world: SimpleNamespace, about: Any, kind: MeetingKind, **more: Any) -> Meeting:
    return joint.call_meeting(
        about=about, kind=kind, subject="标准厂房方案", organs=SEATS, planned_at=at(18, 9),
        place="会议室", chair="副主任", by=more.pop("by", world.director), at=at(17), **more,
    )  # fmt: skip


@pytest.mark.req("JNT-01", "JNT-09")
def test_the_four_joint_stages_one_after_the_other(world: SimpleNamespace) -> None:
    project = opened(world)
    with pytest.raises(refusals.StageNotItsTurn):
        called(world, project, MeetingKind.PROOF, stage=StageCode.PROOF)
    done(world, project, "project-approval", StageCode.APPROVAL)
    meeting = called(world, project, MeetingKind.PROOF, stage=StageCode.PROOF)
    assert stage(project, StageCode.PROOF).state == StageState.RUNNING
    meeting = signed(world, meeting)
    assert meeting.state == MeetingState.SIGNED
    assert stage(project, StageCode.PROOF).state == StageState.DONE
    done(world, project, "project-drawings", StageCode.DRAWINGS)
    done(world, project, "project-acceptance", StageCode.ACCEPTANCE)
    project.refresh_from_db()
    assert project.state == "finished"
    assert queries.yearly(2026).finished == 0, "not an agency project"
    assert Joint.objects.filter(stage__project=project).count() == 3


def done(world: SimpleNamespace, project: Project, code: str, which: StageCode) -> None:
    """A stage's joint matter from receipt to the handing over."""
    begun = joint.begin_stage(project, code=which, by=staff(world, "GA-SWU"), at=at(17, 13))
    application_ = application(world, code, stage=begun, channel="window")
    lead = "GA-SWU" if which is StageCode.APPROVAL else "GA-ZJJ"
    row = joint.receive(application_, by=staff(world, lead), at=at(17, 13))
    assert row.lead_code == lead, "by the kind of the project"
    row = joint.accept(row, by=staff(world, lead), at=at(17, 14))
    for part in Part.objects.filter(joint=row).select_related("case__matter"):
        answer_part(world, part, when=at(17, 16))
    joint.hand_over(
        row, way="direct", on=date(2026, 9, 17), detail=IN_PERSON, by=staff(world, lead),
        at=at(17, 17),
    )  # fmt: skip
    deliver_all()
    assert stage(project, which).state == StageState.DONE


def test_a_proof_that_did_not_pass_leaves_the_stage_open(world: SimpleNamespace) -> None:
    project = opened(world)
    done(world, project, "project-approval", StageCode.APPROVAL)
    signed(world, called(world, project, MeetingKind.PROOF, stage=StageCode.PROOF), passed=False)
    proof = stage(project, StageCode.PROOF)
    assert (proof.state, proof.outcome) == (StageState.RUNNING, "方案可行")
    called(world, project, MeetingKind.PROOF, stage=StageCode.PROOF)


@pytest.mark.req("JNT-04")
def test_consultation_meetings_are_led_by_the_centre(world: SimpleNamespace) -> None:
    project = opened(world)
    with pytest.raises(NotPermitted):
        called(world, project, MeetingKind.CONSULTATION, by=staff(world, "GA-SWU"))
    meeting = signed(world, called(world, project, MeetingKind.CONSULTATION))
    paper = Document.objects.get(pk=meeting.document_id)
    assert paper.template_code == "meeting_minutes"
    assert len(paper.values["participants"]) == 3
    assert paper.values["conclusion"] == "方案可行"
    with pytest.raises(refusals.NotAParticipant):
        joint.sign_minutes(
            meeting, organ_code="GA-SWJ", by=staff(world, "GA-SWJ", "reviewer"), at=at(18, 16)
        )
    assert meeting.participants.filter(signed_at=None).count() == 0


def test_minutes_need_two_organs_and_words(world: SimpleNamespace) -> None:
    meeting = called(world, opened(world), MeetingKind.CONSULTATION)
    for seats, text in (([joint.Seat("GA-ZJJ", "甲")], "议"), ([], "")):
        with pytest.raises(refusals.MinutesIncomplete):
            joint.keep_minutes(
                meeting, held_at=at(18, 9), minutes=text, conclusion="x", passed=True, seats=seats,
                by=world.director, at=at(18, 12),
            )  # fmt: skip
    cancelled = joint.cancel_meeting(meeting, reason="改期", by=world.director, at=at(17, 12))
    assert cancelled.state == MeetingState.CANCELLED


@pytest.mark.req("JNT-05")
def test_projects_are_counted_by_year(world: SimpleNamespace) -> None:
    head = staff(world, "GA-SWU", "head")
    before = queries.yearly(2026)
    for number in range(3):
        project = opened(world, code=f"2609-511602-04-01-10000{number}")
        if number:
            clerk = world.people.staff["GA-SWU"]["clerk"]
            joint.name_agent(project, staff=clerk, by=head, at=at(17))
    counted = queries.yearly(2026)
    assert counted.projects - before.projects == 3
    assert counted.major - before.major == 3
    assert counted.full_agency - before.full_agency == 2
    assert queries.yearly(2025).projects == 0
