"""A change of a parameter: begun, edited, submitted with a reason, approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.jobs.models import Job
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import NotPermitted, NotThere, Outdated
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.parameters import policy
from zhengwu.parameters.actions.taking import take_effect
from zhengwu.parameters.enums import OPEN_CHANGES, ChangeState
from zhengwu.parameters.events import ChangeBegun, ChangeEdited, ChangeMoved, VersionSet
from zhengwu.parameters.models import Change, Version
from zhengwu.parameters.queries import newest, open_change, version_added
from zhengwu.parameters.registry import Kind, kind_named
from zhengwu.parameters.rules.refusals import (
    BaseMoved,
    BeforeApproved,
    ChangeStands,
    NothingChanged,
    ReasonMissing,
    SameHands,
    TooEarly,
    WrongStage,
)


@action
def begin(kind: str, key: str, *, by: Actor, at: datetime) -> Change:
    """A change of one parameter, beginning with what is in force.

    What is approved for a later day is what it begins with. Raises ChangeStands where somebody
    is at it already; of two who begin at once the second is told so.
    """
    if not policy.may_draft(by):
        raise NotPermitted
    sort = _kind(kind)
    title = sort.title_of(key)
    if not title:
        raise NotThere
    last = newest(kind, key)
    day = max(local_day(at), last.effective_from) if last else local_day(at)
    now = sort.values(key, day)
    fresh = Change(
        id=new_id(),
        kind=kind,
        key=key,
        title=title[:200],
        before=now,
        content=now,
        effective_on=day,
        mark=_mark(now, day, running=False),
        hands=[by.id],
        drafted_by=by.name,
        drafted_at=at,
        changed_at=at,
    )
    Change.objects.bulk_create([fresh], ignore_conflicts=True)
    standing = open_change(kind, key)
    if standing is None or standing.pk != fresh.pk:
        who = standing.drafted_by if standing else ""
        raise ChangeStands(title=title, state=standing.word if standing else "", who=who)
    record(standing, ChangeBegun(kind=kind, key=key), by=by, at=at)
    return standing


def _kind(code: str) -> Kind:
    found = kind_named(code)
    if found is None:
        raise NotThere
    return found


def _mark(values: Mapping[str, Any], day: date, *, running: bool) -> str:
    return digest(canonical([dict(values), day.isoformat(), running]))


@action
def edit(
    change: Change,
    values: Mapping[str, Any],
    *,
    effective_on: date,
    running: bool = False,
    seen: str,
    by: Actor,
    at: datetime,
) -> Change:
    """Set what the change would set. `seen` is the mark its editor saw, else `Outdated`.

    What may not be set is refused here already, by the rules of the kind.
    """
    row = _locked(change, ChangeState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    kind = _kind(row.kind)
    running = running and kind.offers_running
    mark = _mark(values, effective_on, running=running)
    if mark == row.mark:
        return row
    if seen != row.mark:
        raise Outdated
    _check_day(row, effective_on, at)
    kind.check(row.key, row.before, dict(values), day=effective_on)
    old = _told(kind, row)
    row.content, row.effective_on, row.running = dict(values), effective_on, running
    row.mark, row.changed_at = mark, at
    row.hands = sorted({*row.hands, by.id})
    row.save()
    changes = {name: (old[name], text) for name, text in _told(kind, row).items()
               if old.get(name) != text}  # fmt: skip
    event = ChangeEdited(kind=row.kind, key=row.key, mark=mark)
    record(row, event, by=by, at=at, changes={n: p for n, p in changes.items() if n in old})
    return row


def _told(kind: Kind, row: Change) -> dict[str, str]:
    return {
        **{one.label: one.text for one in kind.words(row.key, row.content)},
        "生效日期": row.effective_on.isoformat(),
    }


def _check_day(row: Change, day: date, at: datetime) -> None:
    if day < local_day(at):
        raise TooEarly(day=day.isoformat(), fields={"effective_on": ["请选择今天或者以后的日期"]})
    last = newest(row.kind, row.key)
    if last is not None and day < last.effective_from:
        text = f"第{last.number}版{last.effective_from}起生效，请选择这一天或者以后"
        raise BeforeApproved(
            number=last.number, day=last.effective_from, fields={"effective_on": [text]}
        )


@action
def submit(change: Change, *, reason: str, by: Actor, at: datetime) -> Change:
    """Ask for approval, with a reason."""
    row = _locked(change, ChangeState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    row.reason = clean(reason).strip()[:500]
    if not row.reason:
        raise ReasonMissing(fields={"reason": ["请写明为什么修改"]})
    if row.content == row.before:
        raise NothingChanged
    _check(row, at)
    row.hands = sorted({*row.hands, by.id})
    return _moved(row, ChangeState.SUBMITTED, by=by, at=at, reason=row.reason)


def _check(row: Change, at: datetime) -> None:
    _check_day(row, row.effective_on, at)
    kind = _kind(row.kind)
    if kind.values(row.key, row.effective_on) != row.before:
        raise BaseMoved
    kind.check(row.key, row.before, row.content, day=row.effective_on)


@action
def send_back(change: Change, *, opinion: str, by: Actor, at: datetime) -> Change:
    """Back to the one who edits, with what is wrong."""
    row = _decided(change, opinion, by, at)
    if not row.opinion:
        raise ReasonMissing(fields={"opinion": ["请写明退回的理由"]})
    return _moved(row, ChangeState.DRAFT, by=by, at=at, reason=row.opinion)


@action
def approve(change: Change, *, opinion: str = "", by: Actor, at: datetime) -> Change:
    """Another person agrees: the next version holds from its day on."""
    row = _decided(change, opinion, by, at)
    if by is not SYSTEM and by.id in row.hands:
        raise SameHands
    _check(row, at)
    row.version = _version(row, by, at)
    row = _moved(row, ChangeState.APPROVED, by=by, at=at, reason=row.opinion)
    if row.version is not None:
        take_effect(row.version, by=by, at=at)
    return row


def _version(row: Change, by: Actor, at: datetime) -> Version:
    last, kind = newest(row.kind, row.key), _kind(row.kind)
    version = Version.objects.create(
        kind=row.kind,
        key=row.key,
        number=last.number + 1 if last else 1,
        title=row.title,
        content=row.content,
        effective_from=row.effective_on,
        running=row.running,
        reason=row.reason,
        drafted_by=row.drafted_by,
        approved_by=by.name,
        approved_at=at,
    )
    version_added()
    event = VersionSet(
        kind=row.kind,
        key=row.key,
        number=version.number,
        effective_from=version.effective_from.isoformat(),
    )
    old = {one.label: one.text for one in kind.words(row.key, row.before)}
    new = {one.label: one.text for one in kind.words(row.key, row.content)}
    changes = {name: (old.get(name, ""), text) for name, text in new.items()
               if old.get(name, "") != text}  # fmt: skip
    record(version, event, by=by, at=at, reason=row.reason, changes=changes)
    kind.apply(version, by=by, at=at)
    return version


@action
def discard(change: Change, *, by: Actor, at: datetime) -> Change:
    """Give a change up; what holds goes on holding."""
    row = _locked(change, *OPEN_CHANGES)
    if not policy.may_draft(by):
        raise NotPermitted
    return _moved(row, ChangeState.DISCARDED, by=by, at=at)


@action
def order_sample(change: Change, *, by: Actor, at: datetime) -> Job:
    """Have a sample made of what the change says now."""
    if not policy.may_draft(by):
        raise NotPermitted
    kind = _kind(change.kind)
    if not kind.makes_samples:
        raise NotThere
    return kind.sample(change, by=by, at=at)


def _locked(change: Change, *states: ChangeState) -> Change:
    row = Change.objects.select_for_update().get(pk=change.pk)
    if row.state not in states:
        raise WrongStage(title=row.title, state=row.word)
    return row


def _decided(change: Change, opinion: str, by: Actor, at: datetime) -> Change:
    row = _locked(change, ChangeState.SUBMITTED)
    if not policy.may_approve(by):
        raise NotPermitted
    row.decided_by, row.decided_at = by.name, at
    row.opinion = clean(opinion).strip()[:500]
    return row


def _moved(row: Change, state: ChangeState, *, by: Actor, at: datetime, reason: str = "") -> Change:
    old, row.state, row.changed_at = row.state, state, at
    row.save()
    event = ChangeMoved(kind=row.kind, key=row.key, state=state)
    record(row, event, by=by, at=at, reason=reason, changes={"state": (old, state.value)})
    return row
