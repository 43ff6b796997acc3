"""What follows from a finding or a register's row: answered, looked at again, reminded of."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.personnel import policy, registry
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.events import (
    FollowAnswered,
    FollowChecked,
    FollowReminded,
    FollowReported,
)
from zhengwu.personnel.models import PatrolFinding, RegisterEntry
from zhengwu.personnel.models.follow import Followed
from zhengwu.personnel.rules.refusals import CheckByAnother, FollowNotOpen, Missing

F = TypeVar("F", PatrolFinding, RegisterEntry)
PATROL = "patrol"


def kind_of(row: Followed) -> str:
    """The register's kind; findings of patrols are one of their own."""
    return row.kind if isinstance(row, RegisterEntry) else PATROL


def rechecked(row: Followed) -> bool:
    """Whether somebody has to look at it again after it was put right."""
    if isinstance(row, RegisterEntry):
        return bool(registry.registers()[row.kind].get("follow", {}).get("recheck"))
    return True


def _locked(row: F) -> F:
    return type(row).objects.select_for_update().get(pk=row.pk)


def _words(text: str) -> str:
    if not text.strip():
        raise Missing(fields={"text": ["请写明情况"]})
    return clean(text)[:2000]


@action
def answer(row: F, *, text: str, upheld: bool = True, by: Actor, at: datetime) -> F:
    """Say what was done, or (of a finding) why it is not so; past its day it is late."""
    row = _locked(row)
    policy.require(policy.may_answer(by, row))
    if row.follow != FollowState.OPEN:
        raise FollowNotOpen(state=row.follow_name)
    late = row.overdue(local_day(at))
    row.answer, row.answered_by, row.answerer_id = _words(text), by.name, by.id
    row.answered_at = at
    row.follow = FollowState.ANSWERED if rechecked(row) else FollowState.CLOSED
    if isinstance(row, PatrolFinding):
        row.upheld = None if upheld else False
    row.save()
    event = FollowAnswered(kind=kind_of(row), organ=row.organ_id or "", late=late)
    record(row, event, by=by, at=at, reason=row.answer)
    return row


@action
def check(
    row: F, *, good: bool, text: str = "", due_on: date | None = None, upheld: bool = True,
    by: Actor, at: datetime,
) -> F:  # fmt: skip
    """Look at it again: put right, or back with reason and another day.

    A finding may also fall away (`upheld=False`): it then counts for nobody.
    """
    row = _locked(row)
    policy.require(policy.keeps(by) or policy.may_check(by, row))
    if row.follow != FollowState.ANSWERED:
        raise FollowNotOpen(state=row.follow_name)
    if not policy.may_check(by, row):
        raise CheckByAnother
    if not good:
        _check_again(text, due_on, local_day(at))
        row.follow, row.due_on = FollowState.OPEN, due_on
    else:
        row.follow = FollowState.CLOSED
        if isinstance(row, PatrolFinding):
            row.upheld = upheld
    row.checked_by, row.checked_at = by.name, at
    row.save()
    event = FollowChecked(
        kind=kind_of(row), organ=row.organ_id or "", good=good, due_on=_iso(row.due_on)
    )
    record(row, event, by=by, at=at, reason=clean(text)[:500])
    return row


def _check_again(text: str, due_on: date | None, today: date) -> None:
    wrong = {}
    if not text.strip():
        wrong["text"] = ["退回要写明理由"]
    if due_on is None or due_on < today:
        wrong["due_on"] = ["请填写新的期限，不早于今天"]
    if wrong:
        raise InvalidInput(fields=wrong)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@action
def report(row: F, *, text: str, by: Actor, at: datetime) -> F:
    """Tell how far it is; it stays open."""
    row = _locked(row)
    policy.require(policy.may_answer(by, row))
    if row.follow != FollowState.OPEN:
        raise FollowNotOpen(state=row.follow_name)
    record(row, FollowReported(kind=kind_of(row)), by=by, at=at, reason=_words(text))
    return row


@action
def remind(row: F, *, link: str, what: str, by: Actor, at: datetime) -> F | None:
    """Remind whoever has to answer of what is open past its day, once a day; else None."""
    row = _locked(row)
    today = local_day(at)
    if not row.overdue(today) or row.reminded_on == today or row.due_on is None:
        return None
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    record(row, FollowReminded(kind=kind_of(row), due_on=_iso(row.due_on)), by=by, at=at)
    for staff in _told(row, today):
        notices.send(
            to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
            subject=f"{what}已过期限，请办理",
            text=f"{what}应在{format_day(row.due_on)}以前落实，现在还没有答复。",
            link=link,
            dedupe=f"personnel.follow/{row.pk}/{today}",
            by=by,
            at=at,
        )
    return row


def _told(row: Followed, today: date) -> list[Staff]:
    if row.staff_id:
        return list(Staff.objects.filter(pk=row.staff_id))
    if row.organ_id:
        heads = org.holders(Duty.HEAD, row.organ_id, today)
        return list(heads) or list(org.holders(Duty.TOWN_MANAGER, row.organ_id, today))
    found = Staff.objects.filter(holdings__post__duties__duty=Duty.HALL_MANAGER).distinct()
    return list(found.filter(org.in_office(today)))
