"""Verbs on joint services: listed, drafted, edited, published, renewed when a member changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from zhengwu.forms.actions import publish as publish_form
from zhengwu.joint import policy, queries
from zhengwu.joint.enums import EDITION_NAMES, EditionState
from zhengwu.joint.events import (
    EditionDiscarded,
    EditionDrafted,
    EditionPublished,
    ServiceListed,
)
from zhengwu.joint.models import Service, ServiceEdition
from zhengwu.joint.rules import document as documents
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.document import Reference, ServiceDocument
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, Outdated
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

# Elements that follow from the members: an editor does not write them.
DERIVED = frozenset(
    {"asked", "papers", "produced", "posed", "form", "joint_rule", "results", "schema"}
)


@action
def list_service(code: str, *, name: str, position: int = 100, by: Actor, at: datetime) -> Service:
    """Enter a joint service; the same code again is the same service."""
    policy.require(policy.may_edit_services(by))
    found = Service.objects.filter(code=code).first()
    if found is not None:
        return found
    if not clean(name).strip() or not code.strip():
        raise InvalidInput(fields={"name": ["请填写名称和编码"]})
    service = Service.objects.create(
        code=code, name=clean(name).strip()[:200], position=position, created_at=at
    )
    record(service, ServiceListed(service=code, name=service.name), by=by, at=at)
    return service


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("live").get(pk=service.pk)


@action
def draft_edition(service: Service, *, by: Actor, at: datetime) -> ServiceEdition:
    """Begin the next edition: a copy of the live one, or a blank one."""
    service = _locked(service)
    policy.require(policy.may_edit_services(by))
    if service.editions.filter(state=EditionState.DRAFT).exists():
        raise refusals.DraftStands(name=service.name)
    document = service.live.document if service.live else None
    document = document or ServiceDocument(code=service.code, name=service.name)
    last = service.editions.aggregate(last=Max("number"))["last"] or 0
    edition = ServiceEdition.objects.create(
        service=service,
        number=last + 1,
        canonical=documents.canonical(document),
        digest=documents.digest(document),
        drafted_by=by.name,
        drafted_by_id=by.id,
        drafted_at=at,
    )
    event = EditionDrafted(service=service.code, number=edition.number, digest=edition.digest)
    record(edition, event, by=by, at=at)
    return edition


def _draft(edition: ServiceEdition) -> ServiceEdition:
    rows = ServiceEdition.objects.select_for_update(of=("self",)).select_related("service")
    edition = rows.get(pk=edition.pk)
    if edition.state != EditionState.DRAFT:
        raise refusals.NotADraft(state=EDITION_NAMES[EditionState(edition.state)])
    return edition


@action
def edit_edition(
    edition: ServiceEdition, elements: Mapping[str, Any], *, seen: str, by: Actor, at: datetime
) -> ServiceEdition:
    """Change elements of a draft; what follows from the members is derived anew.

    `seen` is the digest the editor saw: somebody else's change in between is refused.
    """
    edition = _draft(edition)
    policy.require(policy.may_edit_services(by))
    if seen != edition.digest:
        raise Outdated
    plain = {k: v for k, v in documents.plain(edition.document).items() if k not in DERIVED}
    wanted = {k: v for k, v in elements.items() if k not in DERIVED}
    document = documents.read({**plain, **wanted, "code": edition.service.code})
    document = queries.derive(document, day=local_day(at)).document
    if documents.digest(document) == edition.digest:
        return edition
    return _stored(edition, document, by, at)


def _stored(
    edition: ServiceEdition, document: ServiceDocument, by: Actor, at: datetime
) -> ServiceEdition:
    edition.canonical = documents.canonical(document)
    edition.digest = documents.digest(document)
    edition.__dict__.pop("document", None)
    edition.save(update_fields=["canonical", "digest"])
    event = EditionDrafted(
        service=edition.service.code, number=edition.number, digest=edition.digest
    )
    record(edition, event, by=by, at=at)
    return edition


@action
def publish_edition(edition: ServiceEdition, *, by: Actor, at: datetime) -> ServiceEdition:
    """Freeze a draft with the merged form fixed by digest; it is live at once.

    Refused while lint finds an error, and by the one who drafted it.
    """
    edition = _draft(edition)
    policy.require(policy.may_edit_services(by))
    if by is not SYSTEM and by.id == edition.drafted_by_id:
        raise refusals.SamePerson
    derived = queries.derive(edition.document, day=local_day(at))
    if derived.errors:
        raise refusals.NotPublishable(list="；".join(derived.errors))
    code = f"joint-{edition.service.code}"
    # The merged form is a consequence of forms that were published already.
    form = publish_form(
        code, derived.form.schema(code), title=f"{derived.document.name}联办申请表",
        by=SYSTEM, at=at,
    )  # fmt: skip
    document = replace(derived.document, form=Reference(code, form.digest))
    service = _locked(edition.service)
    ServiceEdition.objects.filter(service=service, state=EditionState.PUBLISHED).update(
        state=EditionState.SUPERSEDED
    )
    edition.canonical = documents.canonical(document)
    edition.digest = documents.digest(document)
    edition.__dict__.pop("document", None)
    edition.state, edition.published_by = EditionState.PUBLISHED, by.name
    edition.published_at = at
    edition.save()
    service.live, service.name = edition, document.name
    service.save(update_fields=["live", "name"])
    event = EditionPublished(
        service=service.code,
        number=edition.number,
        digest=edition.digest,
        members=[one.item for one in document.members],
    )
    record(edition, event, by=by, at=at)
    return edition


@action
def discard_edition(edition: ServiceEdition, *, by: Actor, at: datetime) -> ServiceEdition:
    """Give a draft up; it stays readable under its number."""
    edition = _draft(edition)
    policy.require(policy.may_edit_services(by))
    edition.state = EditionState.DISCARDED
    edition.save(update_fields=["state"])
    event = EditionDiscarded(service=edition.service.code, number=edition.number)
    record(edition, event, by=by, at=at)
    return edition


@action
def suspend_service(
    service: Service, *, suspended: bool, reason: str, by: Actor, at: datetime
) -> Service:
    """Take no more applications, or take them again."""
    service = _locked(service)
    policy.require(policy.may_edit_services(by))
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明理由"]})
    service.suspended = suspended
    service.save(update_fields=["suspended"])
    event = ServiceListed(service=service.code, name=service.name)
    record(service, event, by=by, at=at, reason=clean(reason),
           changes={"suspended": (not suspended, suspended)})  # fmt: skip
    return service


@action
def renew(service: Service, *, by: Actor = SYSTEM, at: datetime) -> ServiceEdition | None:
    """Follow the catalogue: a member has a newer edition, so the merge is made anew.

    Where lint finds nothing the new edition is live at once; else it stands as a draft for the
    editor and the service is closed until then. Somebody's own draft is left alone.
    """
    service = _locked(service)
    if service.live is None or service.editions.filter(state=EditionState.DRAFT).exists():
        return None
    derived = queries.derive(service.live.document, day=local_day(at))
    was = {one.item: one.digest for one in service.live.document.members}
    if {one.item: one.digest for one in derived.document.members} == was:
        return None
    edition = draft_edition(service, by=by, at=at)
    edition = _stored(edition, derived.document, by, at)
    if derived.errors:
        return edition
    return publish_edition(edition, by=by, at=at)
