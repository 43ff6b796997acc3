"""Serve a paper: write down how it was given, which day counts, and the return receipt.

Later clocks start from the day of service, so nothing is recorded without what proves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from zhengwu.clock.queries import end_of_period
from zhengwu.documents.actions.issue import issue
from zhengwu.documents.actions.parties import Addressee
from zhengwu.documents.enums import Way
from zhengwu.documents.events import ReceiptConfirmed, ServiceRecorded
from zhengwu.documents.models import Document, Service
from zhengwu.documents.queries import service_ways
from zhengwu.documents.rules.service import Served, ServiceIncomplete, judged_on, served
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import lock

_PRINTED = (
    "receiver",
    "relation",
    "refusal_reason",
    "witnesses",
    "tracking_no",
    "electronic_address",
    "consent",
    "published_at_place",
)


class NotPosted(Refusal):
    """这次送达不是等待回执的邮寄送达，不能补记收件日期。"""


class ServiceNotYet(Refusal):
    """送达日期{on}还没有到，送达以后再登记。"""

    status = 422
    recorded = False


def _check_past(days: Iterable[date | None], at: datetime) -> None:
    """What is entered has happened; only the end of a public notice is a day still to come."""
    today = local_day(at)
    for day in days:
        if day is not None and day > today:
            raise ServiceNotYet(on=day.isoformat(), fields={"on": ["送达日期不能晚于今天"]})


@action
def serve(
    document: Document,
    *,
    way: str,
    on: date,
    detail: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Service:
    """Record the service of a paper given out `on` that day.

    `detail` holds the facts the way needs (`data/service_ways.yaml`). Raises `ServiceIncomplete`
    naming all that is missing. A posted paper without its receipt has `served_on` None.
    """
    document.matter = lock(document.matter_id)
    facts = _plain(detail)
    day = served(
        service_ways(),
        way,
        on=on,
        issued_on=local_day(document.issued_at),
        facts=facts,
        period=_period,
    )
    judged = judged_on(service_ways(), way, day.served_on or on, facts)
    _check_past((on, judged), at)
    key = new_id()
    service = Service(
        id=key,
        document=document,
        way=Way(way),
        given_on=on,
        served_on=day.served_on,
        basis=day.basis,
        facts_sealed=settings.VAULT.seal(canonical(facts), context=f"service/{key}"),
        deliverer=str(facts["deliverer"])[:60],
        recorded_at=at,
    )
    if day.served_on is not None:
        service.receipt = _receipt(service, facts, day, by=by, at=at)
    service.save(force_insert=True)
    event = ServiceRecorded(
        service=str(key),
        document=str(document.pk),
        template=document.template_code,
        number=document.number,
        way=way,
        given_on=on.isoformat(),
        served_on=day.served_on.isoformat() if day.served_on else "",
        basis=day.basis,
    )
    record(document, event, by=by, at=at)
    return service


@action
def confirm_receipt(service: Service, *, receipt_on: date, by: Actor, at: datetime) -> Service:
    """The posted paper's receipt is here: the day on it is the day of service (民诉法 91)."""
    matter = lock(service.document.matter_id)
    service = Service.objects.select_for_update().get(pk=service.pk)
    document = service.document
    document.matter = matter
    if service.way != Way.POST or service.served_on is not None:
        raise NotPosted()
    facts = service.facts | {"receipt_on": receipt_on.isoformat()}
    day = served(
        service_ways(),
        service.way,
        on=service.given_on,
        issued_on=service.given_on,
        facts=facts,
        period=_period,
    )
    if day.served_on is None or day.served_on < service.given_on:
        raise ServiceIncomplete(way=Way.POST.label, missing="不早于交寄日期的收件日期")
    _check_past((day.served_on,), at)
    service.served_on = day.served_on
    service.receipt = _receipt(service, facts, day, by=by, at=at)
    service.facts_sealed = settings.VAULT.seal(canonical(facts), context=f"service/{service.pk}")
    service.save(update_fields=["served_on", "receipt", "facts_sealed"])
    event = ReceiptConfirmed(
        service=str(service.pk),
        document=str(document.pk),
        template=document.template_code,
        number=document.number,
        served_on=day.served_on.isoformat(),
    )
    record(document, event, by=by, at=at)
    return service


def _period(clock: str, day: date) -> date:
    return end_of_period(clock, day)[0]


def _receipt(
    service: Service, facts: Mapping[str, Any], day: Served, *, by: Actor, at: datetime
) -> Document:
    """送达回证, a numbered paper of its own."""
    document = service.document
    addressee = Addressee(**document.content["addressee"])
    values = document.values
    fields = {key: facts[key] for key in _PRINTED if facts.get(key)}
    place = facts.get("place") or facts.get("electronic_address") or facts["published_at_place"]
    fields |= {
        "document_title": document.title,
        "document_number": document.number,
        "recipient": addressee.name,
        "way": Way(service.way).label,
        "way_basis": day.basis,
        "place": place,
        "done_at": facts.get("reached_at") or facts.get("done_at") or at,
        "served_on": day.served_on,
        "deliverer": facts["deliverer"],
        "note": facts.get("reason_unreachable", ""),
        "item_name": values.get("item_name", document.matter.title),
        "item_code": values.get("item_code", ""),
        "contact_person": values.get("contact_person") or facts["deliverer"],
        "contact_phone": values.get("contact_phone") or "见本单位公开电话",
    }
    return issue(
        document.matter,
        "return_receipt",
        fields=fields,
        organ_code=document.organ_code,
        addressee=addressee,
        law=document.content["law"],
        on_demand=True,
        by=by,
        at=at,
    )


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON values: dates and instants as ISO text, empty ones left out."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in detail.items()
        if value not in ("", None, [])
    }
