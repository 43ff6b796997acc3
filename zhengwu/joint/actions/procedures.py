"""A member's special procedure – a hearing, an expert review – is not counted in the whole either.

许可法 45 speaks of all limits of its section, the joint one of 42(2) among them. The other organs'
shares run on: nothing holds them up. Whether the promise stands still is the service's own rule.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from zhengwu.cases.models import Procedure
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import ClockState, IntervalKind
from zhengwu.clock.models import Clock, Interval
from zhengwu.clock.queries import known
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.enums import Label, Suspension
from zhengwu.joint.events import JointPaused, JointResumed
from zhengwu.joint.models import Joint, Part
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor


@action
def follow_procedures(joint: Joint | UUID | str, *, by: Actor = SYSTEM, at: datetime) -> Joint:
    """Bring the joint clocks up to what the parts' procedures say; told twice it is the same."""
    whole = open_joint(joint, at=at)
    row = whole.joint
    if row.over:
        return row
    for part, procedure, its in _running(whole):
        mine = Interval.objects.filter(
            matter=row.matter, what=IntervalKind.SUSPENSION, notice_no=its.notice_no
        ).first()
        if mine is None:
            mine = _pause(whole, part, procedure, its, by, at)
        if mine is not None and its.ended_on is not None and mine.ended_on is None:
            clock.resume(mine, received_on=its.ended_on, by=by, at=at)
            event = JointResumed(item=part.item_code, kind=procedure.kind)
            record(row, event, by=by, at=at)
    keep_days(whole, at)
    return row


def _running(whole: Whole) -> list[tuple[Part, Procedure, Interval]]:
    """Procedures of the parts that stop their own clocks, with the interval of each."""
    by_case = {part.case_id: part for part in whole.parts if part.case_id}
    found = Procedure.objects.filter(case__in=by_case).exclude(interval_id="")
    rows = list(found.order_by("started_on", "pk"))
    intervals = {str(one.pk): one for one in Interval.objects.filter(
        pk__in=[one.interval_id for one in rows])}  # fmt: skip
    return [(by_case[one.case_id], one, intervals[one.interval_id]) for one in rows]


def _pause(
    whole: Whole, part: Part, procedure: Procedure, its: Interval, by: Actor, at: datetime
) -> Interval | None:
    """Stop the joint limit, and with it what follows it by the service's rule."""
    limit = whole.clock(Label.STATUTORY)
    if limit is None or procedure.kind not in known().by_id[limit.rule_id].suspendable_by:
        return None
    if its.ended_on is not None and its.ended_on <= limit.started_on:
        return None  # over before the whole was accepted: nothing of it is left to leave out
    if its.started_on >= limit.due_on and limit.state != ClockState.SUSPENDED:
        return None  # the limit had run out before
    interval = clock.suspend(
        whole.joint.matter,
        kind=its.kind,
        basis=its.basis,
        notice_no=its.notice_no,
        served_on=its.served_on,
        planned_days=its.planned,
        planned_unit=its.planned_unit,
        started_on=max(its.started_on, limit.started_on),
        reason=f"{part.name}：{its.kind}",
        spare=[one.pk for one in whole.clocks if _runs_on(one, part, whole)],
        by=by,
        at=at,
    )
    event = JointPaused(item=part.item_code, kind=its.kind, notice=its.notice_no)
    record(whole.joint, event, by=by, at=at)
    return interval


def _runs_on(one: Clock, part: Part, whole: Whole) -> bool:
    if one.label == Label.PART:
        return one.subject != str(part.pk)
    promised_too = whole.document.suspension == Suspension.ALL
    return one.label == Label.PROMISED and not promised_too


def keep_days(whole: Whole, at: datetime) -> None:
    """The copies that lists are sorted by."""
    joint = whole.joint
    whole.clocks = clock.refresh(joint.matter, at=at)
    if joint.accepted_at is not None and whole.due_on is not None:
        joint.due_on = whole.due_on
        joint.save(update_fields=["due_on"])
    moved = []
    for part in whole.parts:
        running = whole.clock(Label.PART, str(part.pk))
        if running is not None and running.due_on != part.due_on:
            part.due_on = running.due_on
            moved.append(part)
    Part.objects.bulk_update(moved, ["due_on"])
