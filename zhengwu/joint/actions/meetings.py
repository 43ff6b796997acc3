"""Meetings (论证、联审、会商): called, held with minutes, signed by all who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.joint import policy
from zhengwu.joint.actions.agency import begin_stage, finish_stage, locked
from zhengwu.joint.actions.opening import open_joint
from zhengwu.joint.enums import MEETING_NAMES, MeetingKind, MeetingState, Paper, StageCode
from zhengwu.joint.events import MeetingCalled, MeetingCancelled, MeetingHeld, MinutesSigned
from zhengwu.joint.models import Joint, Meeting, Participant, Project, Stage
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.text import clean
from zhengwu.matters.actions import lock
from zhengwu.org.models import Organ


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sat for an organ and what was said there."""

    organ_code: str
    name: str
    staff_id: str = ""
    opinion: str = ""


@action
def call_meeting(
    *,
    about: Project | Joint,
    kind: MeetingKind,
    subject: str,
    organs: Sequence[str],
    planned_at: datetime,
    place: str,
    chair: str,
    stage: StageCode | None = None,
    by: Actor,
    at: datetime,
) -> Meeting:
    """Call organs together about a project or a joint matter; 会商 only the centre may call."""
    policy.require(policy.may_call_meeting(by, kind))
    project = locked(about) if isinstance(about, Project) else None
    joint = open_joint(about, at=at).joint if isinstance(about, Joint) else None
    _check(subject, organs, place, chair)
    row: Stage | None = None
    if stage is not None and project is not None:
        row = begin_stage(project, code=stage, by=by, at=at)
    holder = project or joint
    assert holder is not None
    meeting = Meeting.objects.create(
        matter=holder.matter,
        kind=MeetingKind(kind),
        subject=clean(subject).strip(),
        project=project or (joint.stage.project if joint and joint.stage else None),
        stage=row,
        joint=joint,
        planned_at=planned_at,
        place=clean(place).strip(),
        chair=clean(chair).strip(),
        called_by=by.name,
        called_at=at,
    )
    named = {one.pk: one.short_name or one.name for one in Organ.objects.filter(pk__in=organs)}
    Participant.objects.bulk_create(
        [
            Participant(meeting=meeting, organ_code=code, organ_name=name)
            for code, name in named.items()
        ]
    )
    event = MeetingCalled(kind=meeting.kind, organs=[*named], planned_at=planned_at.isoformat())
    record(meeting, event, by=by, at=at)
    return meeting


def _check(subject: str, organs: Sequence[str], place: str, chair: str) -> None:
    fields = {
        name: [message]
        for name, value, message in (
            ("subject", subject, "请填写议题"),
            ("place", place, "请填写地点"),
            ("chair", chair, "请填写主持人"),
        )
        if not value.strip()
    }
    if len(set(organs)) < 2:
        fields["organs"] = ["请至少选择两个参会单位"]
    if fields:
        raise refusals.MinutesIncomplete(fields=fields)


def _held(meeting: Meeting | UUID | str) -> Meeting:
    """The meeting under its matter's lock."""
    key = meeting.pk if isinstance(meeting, Meeting) else meeting
    found = Meeting.objects.filter(pk=key).values_list("matter_id", flat=True).first()
    if found is None:
        raise NotThere
    matter = lock(found)
    row = Meeting.objects.select_related("project", "stage", "joint").get(pk=key)
    row.matter = matter
    return row


@action
def keep_minutes(
    meeting: Meeting,
    *,
    held_at: datetime,
    minutes: str,
    conclusion: str,
    passed: bool,
    seats: Sequence[Seat],
    by: Actor,
    at: datetime,
) -> Meeting:
    """Write down who came, what was said and what was concluded; the paper goes out for signing."""
    row = _held(meeting)
    policy.require(policy.may_keep_minutes(by, row))
    if row.state != MeetingState.CALLED:
        raise refusals.MeetingOver(state=row.state_name)
    if held_at > at:
        raise refusals.MinutesIncomplete(fields={"held_at": ["召开时间不能晚于现在"]})
    came = [one for one in seats if one.name.strip()]
    if not minutes.strip() or not conclusion.strip() or len(came) < 2:
        raise refusals.MinutesIncomplete(
            fields={"minutes": ["请写明会议情况、结论，并登记两个以上单位的到会人员"]}
        )
    _seat(row, came)
    row.held_at, row.state = held_at, MeetingState.HELD
    row.minutes, row.conclusion, row.passed = clean(minutes), clean(conclusion), passed
    row.document_id = str(_paper(row, came, by, at).pk)
    row.save()
    event = MeetingHeld(
        came=[one.organ_code for one in came], passed=passed, document=row.document_id
    )
    record(row, event, by=by, at=at)
    return row


def _seat(meeting: Meeting, came: Sequence[Seat]) -> None:
    rows = {one.organ_code: one for one in meeting.participants.all()}
    names = Organ.objects.in_bulk([one.organ_code for one in came])
    for seat in came:
        organ = names[seat.organ_code]
        row = rows.get(seat.organ_code) or Participant(
            meeting=meeting, organ_code=organ.pk, organ_name=organ.short_name or organ.name
        )
        row.came, row.name, row.staff_id = True, clean(seat.name).strip(), seat.staff_id
        row.opinion = clean(seat.opinion).strip()
        row.save()


def _paper(meeting: Meeting, came: Sequence[Seat], by: Actor, at: datetime) -> Document:
    organs = Organ.objects.in_bulk([one.organ_code for one in came])
    centre = meeting.matter.organ_code
    return documents.issue(
        meeting.matter,
        Paper.MINUTES,
        fields={
            "item_name": meeting.subject,
            "meeting_kind": MEETING_NAMES[MeetingKind(meeting.kind)],
            "held_at": meeting.held_at,
            "place": meeting.place,
            "chair": meeting.chair,
            "participants": [
                {
                    "organ": organs[one.organ_code].name,
                    "name": one.name,
                    "opinion": one.opinion or "无不同意见",
                }
                for one in came
            ],
            "minutes": meeting.minutes,
            "conclusion": meeting.conclusion,
            "result": "通过" if meeting.passed else "未通过",
        },
        organ_code=centre,
        addressee=documents.Addressee(name=meeting.matter.title),
        law="qt",
        by=by,
        at=at,
    )


@action
def sign_minutes(meeting: Meeting, *, organ_code: str, by: Actor, at: datetime) -> Meeting:
    """Whoever came signs for the organ; with the last signature the step is done."""
    row = _held(meeting)
    if row.state not in (MeetingState.HELD, MeetingState.SIGNED):
        raise refusals.MeetingOver(state=row.state_name)
    seat = row.participants.select_for_update().filter(organ_code=organ_code, came=True).first()
    if seat is None or not policy.may_sign(by, organ_code):
        raise refusals.NotAParticipant
    if seat.signed_at is not None:
        return row
    seat.staff_id, seat.signed_at = by.id, at
    seat.name = seat.name if seat.name == by.name else f"{seat.name}（{by.name}签）"
    seat.save(update_fields=["staff_id", "signed_at", "name"])
    complete = not row.participants.filter(came=True, signed_at=None).exists()
    if complete:
        row.state, row.signed_at = MeetingState.SIGNED, at
        row.save(update_fields=["state", "signed_at"])
    record(row, MinutesSigned(organ=organ_code, complete=complete), by=by, at=at)
    if complete and row.stage is not None and row.project is not None:
        finish_stage(
            row.project, code=row.stage.code, passed=bool(row.passed), outcome=row.conclusion,
            number=str(row.pk), by=SYSTEM, at=at,
        )  # fmt: skip
    return row


@action
def cancel_meeting(meeting: Meeting, *, reason: str, by: Actor, at: datetime) -> Meeting:
    """It will not take place."""
    row = _held(meeting)
    policy.require(policy.may_keep_minutes(by, row))
    if row.state != MeetingState.CALLED:
        raise refusals.MeetingOver(state=row.state_name)
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明取消的理由"]})
    row.state = MeetingState.CANCELLED
    row.save(update_fields=["state"])
    record(row, MeetingCancelled(), by=by, at=at, reason=clean(reason))
    return row
