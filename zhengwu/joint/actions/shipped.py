"""Publishing what is shipped as data, through the ordinary verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.joint import queries
from zhengwu.joint.actions.agency import set_agency
from zhengwu.joint.actions.consult import set_silence
from zhengwu.joint.actions.services import (
    draft_edition,
    edit_edition,
    list_service,
    publish_edition,
)
from zhengwu.joint.enums import ProjectKind, Silence
from zhengwu.joint.models import Service
from zhengwu.joint.rules import document as documents
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ


@action
def publish_shipped(plan: Mapping[str, Any], *, by: Actor, at: datetime) -> Service:
    """Publish one shipped service; where the live edition says exactly this nothing happens."""
    elements = plan["document"]
    service = list_service(
        elements["code"], name=elements["name"], position=plan["position"], by=by, at=at
    )
    if service.live is not None:
        wanted = queries.derive(documents.read(elements), day=local_day(at)).document
        live = documents.plain(service.live.document)
        live.pop("form", None)
        if live == documents.plain(wanted):
            return service
    edition = draft_edition(service, by=by, at=at)
    edition = edit_edition(edition, elements, seen=edition.digest, by=by, at=at)
    publish_edition(edition, by=by, at=at)
    return Service.objects.select_related("live").get(pk=service.pk)


@action
def set_shipped_rules(rules: Mapping[str, Any], *, since: date, by: Actor, at: datetime) -> None:
    """What silence means and who is agent, where nobody has chosen yet.

    It stands unconfirmed until somebody confirms; windows of organs not here are left out.
    """
    chosen = rules["silence"]
    if queries.silence_on(since) is None:
        set_silence(
            effect=Silence(chosen["effect"]),
            basis=chosen["basis"][:300],
            reason=chosen["reason"],
            confirmed=bool(chosen["confirmed"]),
            effective_on=since,
            by=by,
            at=at,
        )
    for row in rules["agency"]:
        kind = ProjectKind(row["kind"])
        there = Organ.objects.filter(pk=row["organ_code"]).exists()
        if there and queries.agency_of(kind, since) is None:
            set_agency(
                kind=kind, organ_code=row["organ_code"], basis=row["basis"], effective_on=since,
                by=by, at=at,
            )  # fmt: skip
