"""What evaluation does when others announce something: a case is over, somebody was served."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases.enums import Channel as CaseChannel
from zhengwu.cases.events import CaseCompleted
from zhengwu.cases.models import Case
from zhengwu.evaluation import actions, queries
from zhengwu.evaluation.enums import Scene, Standing, Suspicion
from zhengwu.evaluation.events import RatingGiven, ServiceOffered
from zhengwu.evaluation.models import Rating, Service
from zhengwu.evaluation.rules.watching import Evidence
from zhengwu.joint.events import JointCompleted
from zhengwu.joint.models import Joint
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener, reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import format_instant, now
from zhengwu.notices import actions as notices

# The hall is known by its words only: rooms side by side do not know each other.
_TICKET = "hall.ticket.served"


def served_case(case: Case) -> actions.Served:
    """A completed case as a service event: at the counter once a visit, online once a matter."""
    on_site = case.channel in (CaseChannel.WINDOW, CaseChannel.AGENT)
    return actions.Served(
        kind="case",
        subject=str(case.pk),
        event="completed",
        scene=Scene.ON_SITE if on_site else Scene.ONLINE,
        number=case.matter.number,
        item_code=case.item_code,
        item_name=case.matter.title,
        organ_code=case.organ_code,
        window_id=case.window_id,
        staff_id=case.undertaker_id,
        staff_name=case.undertaker_name,
        evaluator=case.applicant_key,
        matter=case.matter,
        served_at=case.completed_at or now(),
    )


@reaction(CaseCompleted, name="evaluation.offer_case")
def offer_case(entry: Entry) -> None:
    """Whoever applied may rate. Parts of one matter are not rated one by one, the simulated year
    of a demonstration is rated by its own story."""
    case = Case.objects.select_related("matter").get(pk=entry.matter_id)
    sent_up = case.channel == CaseChannel.UPWARD  # the organ below is rated, where one applied
    if case.simulated or sent_up or case.part_of_id is not None:
        return
    actions.offer(served_case(case), by=SYSTEM, at=now())


@reaction(JointCompleted, name="evaluation.offer_joint")
def offer_joint(entry: Entry) -> None:
    """A matter of several organs is rated as one, where one applied for it: at its lead."""
    row = Joint.objects.select_related("matter").get(pk=entry.matter_id)
    if row.simulated:
        return
    on_site = row.channel in (CaseChannel.WINDOW, CaseChannel.AGENT)
    served = actions.Served(
        kind="joint",
        subject=str(row.pk),
        event="completed",
        scene=Scene.ON_SITE if on_site else Scene.ONLINE,
        number=row.matter.number,
        item_name=row.matter.title,
        organ_code=row.lead_code,
        window_id=row.window_id,
        evaluator=row.applicant_key,
        matter=row.matter,
        served_at=row.completed_at or entry.occurred_at,
    )
    actions.offer(served, by=SYSTEM, at=now())


def served_ticket(payload: dict[str, Any], key: str, at: datetime) -> actions.Served:
    """A served ticket as a service event; who it was is known where one took it signed in."""
    return actions.Served(
        kind="ticket",
        subject=str(payload.get("ticket") or key),
        event="served",
        scene=Scene.ON_SITE,
        number=str(payload.get("number") or payload.get("ticket") or key),
        item_code=str(payload.get("item") or ""),
        item_name=str(payload.get("item_name") or payload.get("queue_name") or "窗口服务"),
        organ_code=str(payload.get("organ") or ""),
        window_id=queries.window_key(str(payload.get("window") or "")),
        staff_id=str(payload.get("staff") or ""),
        staff_name=str(payload.get("staff_name") or ""),
        evaluator=f"person:{payload['person']}" if payload.get("person") else "",
        served_at=at,
    )


@listener([_TICKET], name="evaluation.offer_ticket")
def offer_ticket(entry: Entry) -> None:
    """Somebody was served at a window: the terminal there may ask."""
    if entry.refused:
        return
    served = served_ticket(entry.payload, str(entry.object_id), entry.occurred_at)
    one = queries.on_site_case(str(entry.payload.get("case") or ""))
    if one is not None:  # done on the spot: one visit, one rating, of the case it was
        actions.show_at(one, window_id=served.window_id, by=SYSTEM, at=entry.occurred_at)
    elif served.organ_code:
        actions.offer(served, by=SYSTEM, at=now())


@reaction(ServiceOffered, name="evaluation.invite")
def invite(entry: Entry) -> None:
    """The invitation, to those who have an inbox; once a service event."""
    row = Service.objects.select_related("matter").get(pk=entry.object_id)
    kind, _, key = row.evaluator_key.partition(":")
    if not key:
        return
    notices.send_template(
        to=notices.Address(kind=kind, key=key, phone=queries.phone_of_service(row)),
        code="rate",
        facts={"number": row.number, "item": row.item_name, "until": format_instant(row.closes_at)},
        matter=row.matter,
        link=f"/rate/{row.token}/?from=message",
        dedupe=f"rate/{row.pk}",
        by=SYSTEM,
        at=now(),
    )


@reaction(RatingGiven, name="evaluation.look_beside")
def look_beside(entry: Entry) -> None:
    """One rating too many from one source: those just before it are looked at, too."""
    if entry.payload["standing"] != Standing.ASIDE:
        return
    row = Rating.objects.select_related("service").get(pk=entry.payload["rating"])
    for found in entry.payload["evidence"]:
        kind = Suspicion(found["kind"])
        if kind is Suspicion.OWN:
            continue
        evidence = [Evidence(kind, found["count"], found["most"], found["minutes"])]
        for other in queries.beside(row, kind).filter(standing=Standing.COUNTED):
            actions.set_aside(other, evidence, by=SYSTEM, at=now())
