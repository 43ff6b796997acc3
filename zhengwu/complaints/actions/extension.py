"""More time: asked by who looks into it, granted by the centre's management, told in writing."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.actions import check_extension
from zhengwu.clock.models import Clock
from zhengwu.complaints import policy
from zhengwu.complaints.actions import papers
from zhengwu.complaints.actions.opening import FINISH, check_free, hold, needed, tell_sender
from zhengwu.complaints.enums import State
from zhengwu.complaints.events import ExtensionAsked, ExtensionDecided
from zhengwu.complaints.models import Complaint, Extension
from zhengwu.complaints.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def ask_extension(row: Complaint, *, days: int, reason: str, by: Actor, at: datetime) -> Extension:
    """Ask before the time is up; one request at a time."""
    held = hold(row, at, State.ACCEPTED)
    row = held.row
    policy.require(policy.may_investigate(by, row))
    check_free(row, by, at)
    reason = needed(reason, "reason", "请写明延期的理由")
    if row.extensions.filter(granted__isnull=True).exists():
        raise refusals.NotOpen(state="已有一份延期申请待审批")
    for one in held.clocks:
        if one.label == FINISH and one.open:
            check_extension(one, amount=days, at=at)
    made = Extension.objects.create(
        complaint=row, days=days, reason=reason, asked_by_id=by.id, asked_by=by.name, asked_at=at
    )
    record(row.matter, ExtensionAsked(days=days), by=by, at=at, reason=reason)
    return made


@action
def decide_extension(
    row: Complaint, *, granted: bool, word: str = "", by: Actor, at: datetime
) -> Complaint:
    """The management of the centre says yes or no; never who asked."""
    held = hold(row, at, State.ACCEPTED)
    row = held.row
    policy.require(policy.may_extend(by, row))
    check_free(row, by, at)
    asked = row.extensions.filter(granted__isnull=True).first()
    if asked is None:
        raise refusals.NotOpen(state="没有待审批的延期申请")
    if asked.asked_by_id == by.id:
        raise refusals.Conflicted(name=by.name, why="延期是本人申请的")
    if not granted:
        word = needed(word, "word", "请写明不同意的理由")
    asked.granted, asked.word = granted, clean(word).strip()
    asked.decided_by, asked.decided_at = by.name, at
    asked.save()
    if granted:
        _extend(row, asked, next(one for one in held.clocks if one.label == FINISH), by, at)
    event = ExtensionDecided(granted=granted, days=asked.days)
    record(row.matter, event, by=by, at=at, reason=asked.word)
    return row


def _extend(row: Complaint, asked: Extension, running: Clock, by: Actor,
            at: datetime) -> None:  # fmt: skip
    before = running.due_on
    day = local_day(at)
    paper = papers.to_sender(
        row, "complaint_extension",
        {"original_due": before, "reason": asked.reason, "approver": by.name, "days": asked.days},
        by, at,
    )  # fmt: skip
    extended = clock.extend(
        running, amount=asked.days, reason=asked.reason, approver=by.name,
        notice_no=paper.number, served_on=day, by=by, at=at,
    )  # fmt: skip
    tell_sender(row, f"情况复杂，答复期限延长到 {extended.due_on}。", by, at)
