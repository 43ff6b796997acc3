"""Work elsewhere: asked for by the person or a keeper, agreed to by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Staff
from zhengwu.personnel import policy
from zhengwu.personnel.enums import Answer, Away
from zhengwu.personnel.events import AssignmentAsked, AssignmentDecided
from zhengwu.personnel.models import Assignment
from zhengwu.personnel.rules.refusals import DecidedAlready, Missing, OwnDecision


@dataclass(frozen=True, slots=True)
class Trip:
    """Where somebody works instead, from when to when, and why."""

    kind: Away
    starts_at: datetime
    ends_at: datetime
    place: str
    reason: str


@action
def ask_assignment(staff: Staff, *, trip: Trip, by: Actor, at: datetime) -> Assignment:
    """Ask for work elsewhere; it counts when somebody else has agreed."""
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    policy.require(policy.may_ask(by, staff) or staff.organ_id in policy.headed(by))
    wrong = {}
    if trip.ends_at <= trip.starts_at:
        wrong["ends_at"] = ["结束要在开始之后"]
    for name, text in (("place", trip.place), ("reason", trip.reason)):
        if not text.strip():
            wrong[name] = ["请填写"]
    if wrong:
        raise Missing(fields=wrong)
    row = Assignment(
        staff=staff, kind=trip.kind, starts_at=trip.starts_at, ends_at=trip.ends_at,
        place=clean(trip.place)[:100], reason=clean(trip.reason)[:300], asked_by=by.name,
        asker_id=by.id, asked_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    event = AssignmentAsked(
        staff=str(staff.pk), kind=trip.kind, starts_at=trip.starts_at.isoformat(),
        ends_at=trip.ends_at.isoformat(),
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=row.reason)
    return row


@action
def decide_assignment(
    row: Assignment, *, agreed: bool, answer: str = "", by: Actor, at: datetime
) -> Assignment:
    """The head of the unit or a keeper agrees or not; days already judged are judged again."""
    row = Assignment.objects.select_for_update(of=("self",)).select_related("staff").get(pk=row.pk)
    policy.require(policy.keeps(by) or row.staff.organ_id in policy.headed(by))
    if not policy.may_release(by, row.staff, row.asker_id):
        raise OwnDecision
    if row.state != Answer.ASKED:
        raise DecidedAlready(by=row.decided_by)
    if not agreed and not answer.strip():
        raise Missing(fields={"answer": ["不同意要写明理由"]})
    row.state = Answer.AGREED if agreed else Answer.DENIED
    row.answer, row.decided_by, row.decided_at = clean(answer)[:300], by.name, at
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    event = AssignmentDecided(
        staff=str(row.staff_id), agreed=agreed, first_day=local_day(row.starts_at).isoformat(),
        last_day=local_day(row.ends_at).isoformat(),
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=row.answer)
    return row
