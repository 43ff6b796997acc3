"""Drafts of a flow: begun, drawn, submitted with a reason, approved by another, in effect."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.flow import policy
from zhengwu.flow.actions.publish import publish
from zhengwu.flow.enums import OPEN_DRAFTS, DraftState
from zhengwu.flow.events import DraftBegun, DraftChanged, DraftMoved
from zhengwu.flow.models import Draft
from zhengwu.flow.queries import live_version
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.drawing import blank
from zhengwu.flow.rules.refusals import (
    DraftStands,
    NotPublishable,
    ReasonMissing,
    SameHands,
    TooLarge,
    WrongStage,
)
from zhengwu.flow.rules.subset import MAX_BYTES
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def begin_draft(code: str, *, name: str = "", xml: str = "", by: Actor, at: datetime) -> Draft:
    """A draft beside the version that stands: a copy of it, `xml`, or one step to begin with.

    Raises `DraftStands`: one open draft a flow.
    """
    if not policy.may_draft(by):
        raise NotPermitted
    base = live_version(code)
    title = clean(name) or (base.definition.name if base else code)
    standing = Draft.objects.filter(code=code, state__in=OPEN_DRAFTS).first()
    if standing is not None:
        raise DraftStands(name=standing.name, state=standing.word)
    text = xml or (base.xml if base else blank(code, title))
    _check_size(text)
    draft = Draft.objects.create(
        code=code,
        name=title[:120],
        base=base,
        xml=text,
        mark=digest(text),
        drafted_by_id=by.id,
        drafted_by=by.name,
        hands=[by.id],
        drafted_at=at,
        changed_at=at,
    )
    record(draft, DraftBegun(flow=code, base=base.number if base else 0), by=by, at=at)
    return draft


@action
def change_draft(draft: Draft, xml: str, *, seen: str, by: Actor, at: datetime) -> Draft:
    """Keep another drawing. `seen` is the mark the editor saw: nobody overwrites unseen.

    A drawing with faults is kept too; it only cannot be submitted.
    """
    draft = _locked(draft, DraftState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    mark = digest(xml)
    if mark == draft.mark:
        return draft
    if seen != draft.mark:
        raise Outdated
    _check_size(xml)
    draft.xml, draft.mark, draft.changed_at = xml, mark, at
    draft.hands = sorted({*draft.hands, by.id})
    draft.save(update_fields=["xml", "mark", "changed_at", "hands"])
    record(draft, DraftChanged(flow=draft.code, mark=mark), by=by, at=at)
    return draft


@action
def submit_draft(
    draft: Draft, *, reason: str, effective_on: date | None = None, by: Actor, at: datetime
) -> Draft:
    """Ask for approval, with a reason and the day from which it holds. Raises `NotPublishable`."""
    draft = _locked(draft, DraftState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    if not clean(reason).strip():
        raise ReasonMissing(fields={"reason": ["请写明为什么修改"]})
    if effective_on and effective_on < local_day(at):
        raise InvalidInput(fields={"effective_on": ["生效日期不能早于今天"]})
    compiled = compile_diagram(draft.xml)
    if compiled.graph is None or not compiled.publishable():
        found = [one.text for one in compiled.findings() if one.severity != "warning"]
        raise NotPublishable(problems="；".join(found), count=len(found))
    draft.reason, draft.effective_on = clean(reason).strip()[:500], effective_on
    draft.hands = sorted({*draft.hands, by.id})
    return _moved(draft, DraftState.SUBMITTED, by=by, at=at, reason=draft.reason)


@action
def return_draft(draft: Draft, *, opinion: str, by: Actor, at: datetime) -> Draft:
    """Back to the one who draws, with what is wrong."""
    draft = _decided(draft, opinion, by, at)
    if not draft.opinion:
        raise ReasonMissing(fields={"opinion": ["请写明退回的理由"]})
    return _moved(draft, DraftState.DRAFT, by=by, at=at, reason=draft.opinion)


@action
def approve_draft(draft: Draft, *, opinion: str = "", by: Actor, at: datetime) -> Draft:
    """Another person agrees: published at once, or on the morning of its day."""
    draft = _decided(draft, opinion, by, at)
    if by is not SYSTEM and by.id in draft.hands:
        raise SameHands
    draft = _moved(draft, DraftState.APPROVED, by=by, at=at, reason=draft.opinion)
    waits = draft.effective_on and draft.effective_on > local_day(at)
    return draft if waits else take_effect(draft, by=by, at=at)


@action
def take_effect(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """The approved drawing becomes the next version; running matters keep theirs."""
    draft = _locked(draft, DraftState.APPROVED)
    if draft.effective_on and draft.effective_on > local_day(at):
        raise WrongStage(what=draft.name, state="尚未到生效日期")
    draft.version = publish(draft.code, draft.xml, name=draft.name, by=by, at=at)
    return _moved(draft, DraftState.PUBLISHED, by=by, at=at)


@action
def discard_draft(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """Give a draft up; what stands stays."""
    draft = _locked(draft, DraftState.DRAFT, DraftState.SUBMITTED, DraftState.APPROVED)
    if not policy.may_draft(by):
        raise NotPermitted
    return _moved(draft, DraftState.DISCARDED, by=by, at=at)


def _locked(draft: Draft, *states: DraftState) -> Draft:
    found = Draft.objects.select_for_update(of=("self",)).select_related("base__definition")
    row = found.get(pk=draft.pk)
    if row.state not in states:
        raise WrongStage(what=row.name, state=row.word)
    return row


def _decided(draft: Draft, opinion: str, by: Actor, at: datetime) -> Draft:
    draft = _locked(draft, DraftState.SUBMITTED)
    if not policy.may_approve(by):
        raise NotPermitted
    draft.decided_by, draft.decided_at = by.name, at
    draft.opinion = clean(opinion).strip()[:500]
    return draft


def _check_size(xml: str) -> None:
    if len(xml.encode()) > MAX_BYTES:
        raise TooLarge(size=MAX_BYTES // 1_000_000)


def _moved(draft: Draft, state: DraftState, *, by: Actor, at: datetime, reason: str = "") -> Draft:
    old, draft.state, draft.changed_at = draft.state, state, at
    draft.save()
    event = DraftMoved(flow=draft.code, state=state)
    record(draft, event, by=by, at=at, reason=reason, changes={"state": (old, state.value)})
    return draft
