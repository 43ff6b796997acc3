"""Joint matters: who sees which, and what of them waits for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhengwu.cases.enums import VERDICT_NAMES, Verdict
from zhengwu.cases.queries import terms_of
from zhengwu.clock.enums import IntervalKind
from zhengwu.clock.models import Interval
from zhengwu.joint import policy
from zhengwu.joint.enums import AnswerState
from zhengwu.joint.models import Consultation, Copy, Joint, Part
from zhengwu.joint.registry import verdict_words
from zhengwu.joint.rules.progress import PartFact
from zhengwu.kernel.actors import Actor, ActorKind


def visible_to(actor: Actor) -> QuerySet[Joint]:
    """What one may not see is not in the query."""
    rows = Joint.objects.select_related("matter", "edition__service")
    if policy.oversees(actor):
        return rows
    if actor.is_staff:
        mine = policy.handled(actor)
        taking_part = Part.objects.filter(organ_code__in=mine).values("joint")
        told = Copy.objects.filter(organ_code__in=mine).values("joint")
        asked = Consultation.objects.filter(organ_code__in=mine).values("joint")
        return rows.filter(
            Q(lead_code__in=mine) | Q(pk__in=taking_part) | Q(pk__in=told) | Q(pk__in=asked)
        )
    if actor.kind is not ActorKind.CITIZEN or not actor.id:
        return rows.none()
    kind, _, key = actor.behalf.partition(":")
    if kind == "mandate":
        return rows.filter(mandate_id=key)
    return rows.filter(applicant_key__in=[actor.behalf or f"person:{actor.id}"])


def joint_for(actor: Actor, number: str) -> Joint | None:
    """One joint matter by its number, if this actor may see it."""
    return visible_to(actor).filter(matter__number=number).first()


def parts_of(joint: Joint) -> list[Part]:
    """All parts in order, each with its case and the case's matter."""
    rows = Part.objects.filter(joint=joint).select_related("case__matter")
    return list(rows.order_by("position"))


def pauses(joint: Joint) -> list[Interval]:
    """Times that are not counted in the joint limit, newest last: reason names the member."""
    rows = Interval.objects.filter(matter=joint.matter_id, what=IntervalKind.SUSPENSION)
    return list(rows.order_by("started_on", "entered_at"))


def facts_of(parts: list[Part]) -> list[PartFact]:
    """What progress has to know."""
    return [
        PartFact(one.item_code, one.name, one.state, one.verdict, tuple(one.after)) for one in parts
    ]


_WAITING = [AnswerState.OPEN, AnswerState.DEEMED, AnswerState.SILENT]


def waiting_answers(actor: Actor) -> QuerySet[Consultation]:
    """Questions that wait for an answer or an opinion of the actor's organs."""
    return (
        Consultation.objects.filter(organ_code__in=policy.handled(actor), state__in=_WAITING)
        .select_related("joint__matter")
        .order_by("due_on", "id")
    )


def unsigned_for(actor: Actor) -> QuerySet[Copy]:
    """Copies nobody of the actor's organs has signed for."""
    return (
        Copy.objects.filter(organ_code__in=policy.handled(actor), signed_at__isnull=True)
        .select_related("joint__matter", "part")
        .order_by("sent_at", "id")
    )


def open_parts(organs: Any) -> QuerySet[Part]:
    """Parts at these organs that are not over, soonest first."""
    states = ["waiting", "received", "supplementing", "accepted"]
    return (
        Part.objects.filter(organ_code__in=organs, state__in=states)
        .select_related("joint__matter", "case__matter")
        .order_by("due_on", "id")
    )


def verdict_of(part: Part) -> str:
    """What the organ answered, in the words of its item's kind; empty while it has not."""
    if not part.verdict:
        return ""
    if part.verdict == Verdict.DONE:
        return VERDICT_NAMES[Verdict.DONE]
    law = terms_of(part.edition_id).law
    for line in verdict_words():
        if line.get("law", law) == law and line.get("name", "") in part.name:
            return line[part.verdict]
    return VERDICT_NAMES[Verdict(part.verdict)]
