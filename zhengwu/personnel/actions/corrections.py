"""A judged day is never written over: somebody asks with a reason, somebody else decides."""

from __future__ import annotations

from datetime import datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.notices import actions as notices
from zhengwu.personnel import policy
from zhengwu.personnel.enums import DAY_NAMES, Answer, DayState
from zhengwu.personnel.events import CorrectionAsked, CorrectionDecided, DayJudged
from zhengwu.personnel.models import AttendanceDay, Correction
from zhengwu.personnel.rules.refusals import (
    AskedAlready,
    DecidedAlready,
    Missing,
    OwnDecision,
    SameState,
)


@action
def ask_correction(
    row: AttendanceDay, *, wanted: DayState, reason: str, by: Actor, at: datetime
) -> Correction:
    """Object to one's own day, or propose another's correction; nothing counts otherwise yet."""
    row = (
        AttendanceDay.objects.select_for_update(of=("self",)).select_related("staff").get(pk=row.pk)
    )
    policy.require(policy.may_ask(by, row.staff))
    if not reason.strip():
        raise Missing(fields={"reason": ["请写明理由和依据"]})
    if wanted == row.state:
        name = DAY_NAMES[wanted]
        raise SameState(state=name, fields={"wanted": [f"这一天本来就是“{name}”"]})
    if row.corrections.filter(state=Answer.ASKED).exists():
        raise AskedAlready
    made = Correction(
        day=row, was=row.state, wanted=wanted, reason=clean(reason)[:500],
        by_person=policy.is_self(by, row.staff), asked_by=by.name, asker_id=by.id, asked_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    event = CorrectionAsked(
        day=row.day.isoformat(), staff=str(row.staff_id), was=made.was, wanted=wanted,
        by_person=made.by_person,
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=made.reason)
    return made


@action
def decide_correction(
    made: Correction, *, agreed: bool, answer: str = "", by: Actor, at: datetime
) -> Correction:
    """A keeper who neither asked nor is concerned agrees or not; then the day counts otherwise."""
    row = (
        AttendanceDay.objects.select_for_update(of=("self",))
        .select_related("staff")
        .get(pk=made.day_id)
    )
    made = Correction.objects.select_for_update().get(pk=made.pk)
    policy.require(policy.keeps(by))
    if not policy.may_decide(by, row.staff, made.asker_id):
        raise OwnDecision
    if made.state != Answer.ASKED:
        raise DecidedAlready(by=made.decided_by)
    if not agreed and not answer.strip():
        raise Missing(fields={"answer": ["不同意要写明理由"]})
    made.state = Answer.AGREED if agreed else Answer.DENIED
    made.answer, made.decided_by, made.decided_at = clean(answer)[:500], by.name, at
    made.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    event = CorrectionDecided(day=row.day.isoformat(), staff=str(row.staff_id), agreed=agreed)
    record(row, event, by=by, at=at, reason=made.answer)
    if agreed:
        _count(row, made, by=by, at=at)
    notices.send(
        to=notices.Address(kind="staff", key=str(row.staff_id), name=row.staff.name),
        subject=f"{row.day.month}月{row.day.day}日考勤更正：{made.state_name}",
        text=f"{made.was_name}改为{made.wanted_name}：{made.state_name}。{made.answer}",
        link="/desk/attendance/mine/",
        dedupe=f"personnel.correction/{made.pk}",
        by=by,
        at=at,
    )
    return made


def _count(row: AttendanceDay, made: Correction, *, by: Actor, at: datetime) -> None:
    old, row.state, row.corrected = row.state, made.wanted, True
    row.save(update_fields=["state", "corrected"])
    event = DayJudged(
        staff=str(row.staff_id), staff_name=row.staff.name, organ=row.organ_id,
        day=row.day.isoformat(), state=row.state, late_minutes=row.late_minutes,
        early_minutes=row.early_minutes,
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=made.reason, changes={"state": (old, row.state)})
