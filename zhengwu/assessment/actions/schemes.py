"""A score model is drafted by one person, approved by another, and counts for later periods."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from zhengwu.assessment import policy, registry
from zhengwu.assessment.enums import PENDING, VersionState
from zhengwu.assessment.events import SchemeEdited, SchemeMoved
from zhengwu.assessment.models import Scheme, SchemeVersion
from zhengwu.assessment.rules import model as rules
from zhengwu.assessment.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


def _moved(version: SchemeVersion, by: Actor, at: datetime, reason: str = "") -> None:
    event = SchemeMoved(scheme=version.scheme_id, number=version.number, state=version.state)
    record(version.scheme, event, by=by, at=at, reason=reason or version.reason)


def _locked(version: SchemeVersion) -> SchemeVersion:
    scheme = Scheme.objects.select_for_update().get(pk=version.scheme_id)
    version = SchemeVersion.objects.get(pk=version.pk)
    version.scheme = scheme
    return version


@action
def load_shipped(*, since: date, by: Actor, at: datetime) -> int:
    """Bring the shipped schemes into force where there is none of that code; how many were new."""
    policy.require(policy.is_system(by))
    known = set(Scheme.objects.values_list("pk", flat=True))
    rows = [row for row in registry.shipped() if row["code"] not in known]
    for place, row in enumerate(rows, 1):
        scheme = Scheme.objects.create(
            code=row["code"],
            name=row["name"],
            group=row["group"],
            public=bool(row.get("public", False)),
            position=place,
        )
        version = SchemeVersion.objects.create(
            scheme=scheme,
            number=1,
            state=VersionState.ACTIVE,
            content=deepcopy(row["content"]),
            basis="随系统提供的计分办法，各项依据见计分项",
            source="参照两地电子监察的计分办法，待本地确认",
            effective_on=since,
            written_at=at,
            approved_at=at,
        )
        _moved(version, by, at)
    return len(rows)


@action
def write_version(scheme: Scheme, *, effective_on: date, by: Actor, at: datetime) -> SchemeVersion:
    """Begin a draft from the newest version. One draft a scheme: a second call gets the first."""
    policy.require(policy.assesses(by))
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    last = scheme.versions.order_by("-number").first()
    if last and last.state in PENDING:
        return last
    version = SchemeVersion(
        scheme=scheme,
        number=last.number + 1 if last else 1,
        content=deepcopy(last.content) if last else {},
        basis=last.basis if last else "",
        source=last.source if last else "",
        effective_on=effective_on,
        author_id=by.id,
        author_name=by.name,
        written_at=at,
    )
    version.save(force_insert=True)
    _moved(version, by, at)
    return version


@action
def edit(
    version: SchemeVersion,
    *,
    content: Mapping[str, Any] | None = None,
    basis: str | None = None,
    reason: str | None = None,
    effective_on: date | None = None,
    by: Actor,
    at: datetime,
) -> SchemeVersion:
    """Change a draft; what is wrong with it is told when it is proposed."""
    policy.require(policy.assesses(by))
    version = _locked(version)
    if version.state != VersionState.DRAFT:
        raise refusals.VersionFixed
    wanted = {
        "content": dict(content) if content is not None else version.content,
        "basis": clean(basis) if basis is not None else version.basis,
        "reason": clean(reason) if reason is not None else version.reason,
        "effective_on": effective_on or version.effective_on,
    }
    changes = {
        name: (getattr(version, name), value)
        for name, value in wanted.items()
        if getattr(version, name) != value
    }
    for name, value in wanted.items():
        setattr(version, name, value)
    version.author_id, version.author_name = by.id, by.name
    version.save()
    event = SchemeEdited(scheme=version.scheme_id, number=version.number)
    record(version.scheme, event, by=by, at=at, changes=changes)
    return version


@action
def propose(version: SchemeVersion, *, by: Actor, at: datetime) -> SchemeVersion:
    """Submit a draft; a formula that cannot be read or an unknown source is refused here."""
    policy.require(policy.assesses(by))
    version = _locked(version)
    if version.state != VersionState.DRAFT:
        raise refusals.VersionFixed
    found = rules.problems(version.content, registry.fields())
    if not version.reason:
        found.append("请写明制定或者修改的理由")
    if found:
        raise refusals.SchemeFaulty(problems="；".join(found))
    if version.effective_on <= local_day(at):
        raise refusals.NotBackdated(fields={"effective_on": ["生效日期应当晚于今天"]})
    version.state = VersionState.PROPOSED
    version.save(update_fields=["state"])
    _moved(version, by, at)
    return version


@action
def return_to_author(
    version: SchemeVersion, *, reason: str, by: Actor, at: datetime
) -> SchemeVersion:
    """Not approved: back to a draft, with why."""
    policy.require(policy.approves(by))
    reason = clean(reason).strip()
    if not reason:
        raise refusals.Missing(fields={"reason": ["请写明退回的理由"]})
    version = _locked(version)
    if version.state != VersionState.PROPOSED:
        raise refusals.VersionNotProposed
    version.state = VersionState.DRAFT
    version.save(update_fields=["state"])
    _moved(version, by, at, reason)
    return version


@action
def approve(version: SchemeVersion, *, by: Actor, at: datetime) -> SchemeVersion:
    """A second person brings a version into force: for periods that begin from its day on."""
    policy.require(policy.approves(by))
    version = _locked(version)
    if version.state != VersionState.PROPOSED:
        raise refusals.VersionNotProposed
    if version.author_id == by.id:
        raise refusals.OwnProposal
    version.state, version.approver_name, version.approved_at = VersionState.ACTIVE, by.name, at
    version.save()
    _moved(version, by, at)
    return version
