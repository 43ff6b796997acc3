"""Drafts of a form: begun, edited, submitted with a reason, approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.forms import policy
from zhengwu.forms.actions.publish import publish
from zhengwu.forms.enums import OPEN_DRAFTS, DraftState
from zhengwu.forms.events import FormDraftBegun, FormDraftChanged, FormDraftMoved
from zhengwu.forms.models import FormDraft
from zhengwu.forms.queries import dictionary, latest
from zhengwu.forms.rules import parse
from zhengwu.forms.rules.dictionary import stamped
from zhengwu.forms.rules.editing import rows, unfinished
from zhengwu.forms.rules.refusals import (
    DraftStands,
    FormUnfinished,
    ReasonMissing,
    SameHands,
    WrongStage,
)
from zhengwu.forms.rules.validation import check_conditions
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

_FIRST: dict[str, Any] = {
    "type": "default",
    "components": [
        {
            "type": "textfield",
            "key": "name",
            "label": "姓名",
            "validate": {"required": True},
            "properties": {"dictionary": "person_name"},
        }
    ],
}


@action
def begin_draft(code: str, *, title: str = "", by: Actor, at: datetime) -> FormDraft:
    """A draft beside the version that stands: a copy of it, or one field to begin with."""
    if not policy.may_draft(by):
        raise NotPermitted
    base = latest(code)
    name = clean(title).strip() or (base.title if base else code)
    standing = FormDraft.objects.filter(code=code, state__in=OPEN_DRAFTS).first()
    if standing is not None:
        raise DraftStands(title=standing.title, state=standing.word)
    text = base.canonical if base else canonical(_FIRST)
    draft = FormDraft.objects.create(
        code=code,
        title=name[:200],
        base=base,
        canonical=text,
        mark=digest(text),
        hands=[by.id],
        drafted_by=by.name,
        drafted_at=at,
        changed_at=at,
    )
    record(draft, FormDraftBegun(form=code, base=base.version if base else 0), by=by, at=at)
    return draft


@action
def change_draft(
    draft: FormDraft,
    schema: Mapping[str, Any],
    *,
    seen: str,
    renew: bool = False,
    by: Actor,
    at: datetime,
) -> FormDraft:
    """Keep other fields. `seen` is the mark the editor saw. Raises `SchemaRefused`, `Outdated`.

    A field that refers to the dictionary gets the rule of today, one that has a rule keeps it
    unless `renew`.
    """
    draft = _locked(draft, DraftState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    full = stamped(schema, dictionary(local_day(at)), renew=renew)
    text = canonical(full)
    mark = digest(text)
    if mark == draft.mark:
        return draft
    if seen != draft.mark:
        raise Outdated
    check_conditions(parse(full))
    draft.canonical, draft.mark, draft.changed_at = text, mark, at
    draft.hands = sorted({*draft.hands, by.id})
    draft.save(update_fields=["canonical", "mark", "changed_at", "hands"])
    record(draft, FormDraftChanged(form=draft.code, mark=mark), by=by, at=at)
    return draft


@action
def submit_draft(
    draft: FormDraft,
    *,
    reason: str,
    effective_on: date | None = None,
    by: Actor,
    at: datetime,
) -> FormDraft:
    """Ask for approval, with a reason and the day from which it stands."""
    draft = _locked(draft, DraftState.DRAFT)
    if not policy.may_draft(by):
        raise NotPermitted
    draft.reason = clean(reason).strip()[:500]
    if left := unfinished(draft.schema):
        names = {row.path: row.title for row in rows(draft.schema)}
        told = "；".join(f"“{names[path]}”{said}" for path, said in left.items())
        raise FormUnfinished(problems=told)
    if not draft.reason:
        raise ReasonMissing(fields={"reason": ["请写明为什么修改"]})
    if effective_on and effective_on < local_day(at):
        raise InvalidInput(fields={"effective_on": ["生效日期不能早于今天"]})
    draft.effective_on = effective_on
    draft.hands = sorted({*draft.hands, by.id})
    return _moved(draft, DraftState.SUBMITTED, by=by, at=at, reason=draft.reason)


@action
def return_draft(draft: FormDraft, *, opinion: str, by: Actor, at: datetime) -> FormDraft:
    """Back to the one who edits, with what is wrong."""
    draft = _decided(draft, opinion, by, at)
    if not draft.opinion:
        raise ReasonMissing(fields={"opinion": ["请写明退回的理由"]})
    return _moved(draft, DraftState.DRAFT, by=by, at=at, reason=draft.opinion)


@action
def approve_draft(draft: FormDraft, *, opinion: str = "", by: Actor, at: datetime) -> FormDraft:
    """Another person agrees: the next version stands at once or from the morning of its day. An
    item takes it with its next edition."""
    draft = _decided(draft, opinion, by, at)
    if by is not SYSTEM and by.id in draft.hands:
        raise SameHands
    draft = _moved(draft, DraftState.APPROVED, by=by, at=at, reason=draft.opinion)
    waits = draft.effective_on and draft.effective_on > local_day(at)
    return draft if waits else take_effect(draft, by=by, at=at)


@action
def take_effect(draft: FormDraft, *, by: Actor, at: datetime) -> FormDraft:
    """The approved draft becomes the next version."""
    draft = _locked(draft, DraftState.APPROVED)
    if draft.effective_on and draft.effective_on > local_day(at):
        raise WrongStage(title=draft.title, state="尚未到生效日期")
    draft.version = publish(draft.code, draft.schema, title=draft.title, by=by, at=at)
    return _moved(draft, DraftState.PUBLISHED, by=by, at=at)


@action
def discard_draft(draft: FormDraft, *, by: Actor, at: datetime) -> FormDraft:
    """Give a draft up; what stands stays."""
    draft = _locked(draft, *OPEN_DRAFTS)
    if not policy.may_draft(by):
        raise NotPermitted
    return _moved(draft, DraftState.DISCARDED, by=by, at=at)


def _locked(draft: FormDraft, *states: DraftState) -> FormDraft:
    found = FormDraft.objects.select_for_update(of=("self",)).select_related("base")
    row = found.get(pk=draft.pk)
    if row.state not in states:
        raise WrongStage(title=row.title, state=row.word)
    return row


def _decided(draft: FormDraft, opinion: str, by: Actor, at: datetime) -> FormDraft:
    draft = _locked(draft, DraftState.SUBMITTED)
    if not policy.may_approve(by):
        raise NotPermitted
    draft.decided_by, draft.decided_at = by.name, at
    draft.opinion = clean(opinion).strip()[:500]
    return draft


def _moved(
    draft: FormDraft, state: DraftState, *, by: Actor, at: datetime, reason: str = ""
) -> FormDraft:
    old, draft.state, draft.changed_at = draft.state, state, at
    draft.save()
    event = FormDraftMoved(form=draft.code, state=state)
    record(draft, event, by=by, at=at, reason=reason, changes={"state": (old, state.value)})
    return draft
