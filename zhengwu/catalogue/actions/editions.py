"""Verbs on editions: drafted, edited, submitted, reviewed, approved, live, superseded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max

from zhengwu.catalogue import policy, queries
from zhengwu.catalogue.actions.assess import assess
from zhengwu.catalogue.enums import OPEN_STATES, EditionState, ItemState, Verb
from zhengwu.catalogue.events import (
    EditionDrafted,
    EditionEdited,
    EditionMoved,
    EditionPublished,
)
from zhengwu.catalogue.models import Edition, Item, Opinion
from zhengwu.catalogue.queries import bare_document, latest_flow_digest
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.diff import diff
from zhengwu.catalogue.rules.document import EditionDocument, Reference
from zhengwu.catalogue.rules.elements import contradictions
from zhengwu.catalogue.rules.situation import GuideEffect
from zhengwu.forms.queries import latest as latest_form
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated, Refusal
from zhengwu.kernel.time import local_day


class DraftStands(Refusal):
    """“{name}”已有一个未发布的版本（第{number}版），请先完成或放弃它。"""


class NotInThisState(Refusal):
    """第{number}版现在是“{state}”，不能这样操作。"""


class Contradictory(Refusal):
    """实施清单有自相矛盾之处：{list}。"""

    status = 422


class SamePerson(Refusal):
    """起草、审核、批准应当由不同的人进行。"""


class ItemNotActive(Refusal):
    """“{name}”已暂停或取消，不能发布新版本。"""


@action
def draft(item: Item, *, by: Actor, at: datetime) -> Edition:
    """Begin the next edition: a copy of the live one, or a blank one."""
    item = _locked(item)
    if not policy.may_edit(by, item.organ_code):
        raise NotPermitted
    standing = item.editions.filter(state__in=OPEN_STATES).first()
    if standing:
        raise DraftStands(name=item.name, number=standing.number)
    document = item.live.document if item.live else bare_document(item)
    last = item.editions.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        item=item,
        number=last + 1,
        canonical=codec.canonical(document),
        digest=codec.digest(document),
        drafted_by=by.name,
        drafted_by_id=by.id,
        drafted_at=at,
    )
    record(edition, EditionDrafted(item=item.code, number=edition.number), by=by, at=at)
    return edition


@action
def edit(
    edition: Edition, elements: Mapping[str, Any], *, seen: str, by: Actor, at: datetime
) -> Edition:
    """Change elements of a draft. `elements` are plain values by element name; `seen` is the digest
    the editor saw: somebody else's change in between is refused (`Outdated`), never overwritten."""
    edition = _in_state(edition, EditionState.DRAFT)
    if not policy.may_edit(by, edition.item.organ_code):
        raise NotPermitted
    if seen != edition.digest:
        raise Outdated
    before = edition.document
    after = codec.read({**json.loads(edition.canonical), **elements})
    fixed = replace(
        after, code=before.code, kind=before.kind, schema=before.schema
    )  # belongs to the item
    changed = {
        one.label + (f"·{one.part}" if one.part else ""): (one.old, one.new)
        for one in diff(before, fixed)
    }
    if not changed:
        return edition
    _store(edition, fixed)
    edition.save(update_fields=["canonical", "digest"])
    event = EditionEdited(item=before.code, number=edition.number, digest=edition.digest)
    record(edition, event, by=by, at=at, changes=changed)
    return edition


@action
def submit(edition: Edition, *, by: Actor, at: datetime) -> Edition:
    """Send a draft to department review. What contradicts itself is not sent."""
    edition = _in_state(edition, EditionState.DRAFT)
    if not policy.may_edit(by, edition.item.organ_code):
        raise NotPermitted
    document = edition.document
    found = contradictions(document, regime_of(document.kind, settings.REGION_CODE).suspensions)
    found += queries.deviations(document) + queries.flow_dead_ends(document)
    if found:
        raise Contradictory(list="；".join(found))
    return _moved(edition, EditionState.DEPARTMENT, by=by, at=at)


@action
def review(edition: Edition, *, opinion: str, by: Actor, at: datetime) -> Edition:
    """The department agrees: on to the centre."""
    edition = _in_state(edition, EditionState.DEPARTMENT)
    if not policy.may_review(by, edition.item.organ_code):
        raise NotPermitted
    _other_person(by, edition.drafted_by_id)
    _say(edition, True, opinion, by=by, at=at)
    return _moved(edition, EditionState.CENTRE, by=by, at=at, reason=opinion)


@action
def give_back(edition: Edition, *, opinion: str, by: Actor, at: datetime) -> Edition:
    """Department or centre return an edition to its drafter, with a reason."""
    edition = _in_state(edition, EditionState.DEPARTMENT, EditionState.CENTRE)
    at_centre = edition.state == EditionState.CENTRE
    if not (
        policy.may_approve(by) if at_centre else policy.may_review(by, edition.item.organ_code)
    ):
        raise NotPermitted
    if not opinion.strip():
        raise InvalidInput(fields={"opinion": ["请写明退回的理由。"]})
    _say(edition, False, opinion, by=by, at=at)
    return _moved(edition, EditionState.DRAFT, by=by, at=at, reason=opinion)


@action
def approve(
    edition: Edition, *, opinion: str, effective_on: date | None = None, by: Actor, at: datetime
) -> Edition:
    """The centre approves: the document is frozen, flow and form are fixed by digest. It goes live
    at once, or on the morning of `effective_on`."""
    edition = _in_state(edition, EditionState.CENTRE)
    if not policy.may_approve(by):
        raise NotPermitted
    reviewer = edition.opinions.filter(step=EditionState.DEPARTMENT).order_by("-at").first()
    _other_person(by, edition.drafted_by_id, reviewer.by_id if reviewer else "")
    if edition.item.state != ItemState.ACTIVE:
        raise ItemNotActive(name=edition.item.name)
    if found := queries.flow_dead_ends(edition.document):
        raise Contradictory(list="；".join(found))
    today = local_day(at)
    if effective_on and effective_on < today:
        raise InvalidInput(fields={"effective_on": ["生效日期不能早于今天。"]})
    _say(edition, True, opinion, by=by, at=at)
    _store(edition, pinned(edition.document))
    starts_on = effective_on or today
    edition.effective_on, edition.published_at = starts_on, at
    edition.save(update_fields=["canonical", "digest", "effective_on", "published_at"])
    edition = _moved(edition, EditionState.APPROVED, by=by, at=at, reason=opinion)
    return take_effect(edition, by=by, at=at) if starts_on <= today else edition


@action
def take_effect(edition: Edition, *, by: Actor, at: datetime) -> Edition:
    """An approved edition becomes the live one; the one before is superseded and stays readable."""
    edition = _in_state(edition, EditionState.APPROVED)
    item = edition.item
    if edition.effective_on and edition.effective_on > local_day(at):
        raise NotInThisState(number=edition.number, state="尚未到生效日期")
    Edition.objects.filter(item=item, state=EditionState.PUBLISHED).update(
        state=str(EditionState.SUPERSEDED), ended_at=at
    )
    edition.state = str(EditionState.PUBLISHED)
    edition.save(update_fields=["state"])
    item.live, item.changed_at = edition, at
    item.everyday_names = list(edition.document.everyday_names)
    item.save(update_fields=["live", "changed_at", "everyday_names"])
    assess([item], by=by, at=at)
    event = EditionPublished(
        item=item.code,
        number=edition.number,
        digest=edition.digest,
        open=item.open_for_application,
    )
    record(edition, event, by=by, at=at)
    return edition


@action
def discard(edition: Edition, *, by: Actor, at: datetime) -> Edition:
    """Give a draft up; what is live stays. The draft stays readable under its number."""
    edition = _in_state(edition, EditionState.DRAFT)
    if not policy.may_edit(by, edition.item.organ_code):
        raise NotPermitted
    return _moved(edition, EditionState.DISCARDED, by=by, at=at)


def _locked(item: Item) -> Item:
    found = Item.objects.select_for_update(of=("self",)).select_related("live")
    return found.get(pk=item.pk)


def _in_state(edition: Edition, *states: EditionState) -> Edition:
    """The edition, with its item locked first: one lock order for everything of an item."""
    item = _locked(edition.item)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in states:
        state = EditionState(edition.state).label
        raise NotInThisState(number=edition.number, state=state)
    edition.item = item
    return edition


def _store(edition: Edition, document: EditionDocument) -> None:
    edition.canonical, edition.digest = codec.canonical(document), codec.digest(document)
    edition.__dict__.pop("document", None)


def pinned(document: EditionDocument) -> EditionDocument:
    """Fix form and flow to the version that stands now; one not yet published stays open."""
    form = latest_form(document.form.code) if document.form.code else None
    return replace(
        document,
        form=Reference(document.form.code, form.digest if form else ""),
        flow=Reference(document.flow.code, latest_flow_digest(document.flow.code)),
        effects=tuple(_pinned_effect(one) for one in document.effects),
    )


def _pinned_effect(effect: GuideEffect) -> GuideEffect:
    """The variant of a situation is fixed like the form and the flow of the edition itself."""
    if effect.verb is Verb.FLOW:
        return replace(effect, digest=latest_flow_digest(effect.target))
    if effect.verb is Verb.FORM:
        form = latest_form(effect.target)
        return replace(effect, digest=form.digest if form else "")
    return effect


def _other_person(by: Actor, *before: str) -> None:
    if by is not SYSTEM and by.id and by.id in before:
        raise SamePerson


def _say(edition: Edition, approved: bool, text: str, *, by: Actor, at: datetime) -> None:
    Opinion.objects.create(
        edition=edition,
        step=edition.state,
        approved=approved,
        text=text.strip(),
        by_id=by.id,
        by_name=by.name,
        organ_code=by.organ_code,
        at=at,
    )


def _moved(
    edition: Edition, state: EditionState, *, by: Actor, at: datetime, reason: str = ""
) -> Edition:
    old, edition.state = edition.state, str(state)
    edition.save(update_fields=["state"])
    event = EditionMoved(item=edition.item.code, number=edition.number, state=str(state))
    record(edition, event, by=by, at=at, reason=reason, changes={"state": (old, str(state))})
    return edition
