"""Follow-ups: who sees them, who may handle them, who leads the unit."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from zhengwu.evaluation import policy
from zhengwu.evaluation.enums import FollowUpState
from zhengwu.evaluation.models import FollowUp, Rating, Service
from zhengwu.identity.models import Person
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff

_HANDLING = (Duty.QUALITY_OFFICER, Duty.CENTRE_MANAGER, Duty.HALL_MANAGER)


def followups_of(actor: Actor) -> QuerySet[FollowUp]:
    """What this person may see: all, what was assigned to him, what the own unit must answer."""
    rows = FollowUp.objects.select_related("matter", "rating__service")
    if policy.oversees(actor):
        return rows.exclude(organ_code__in=policy.lying_beyond(actor))
    mine = Q(organ_code__in=policy.heads(actor)) & ~Q(state=FollowUpState.OPENED)
    if actor.id:
        mine |= Q(handler_id=actor.id)
    return rows.filter(mine)


def as_of_today(staff: Staff, at: datetime) -> Actor:
    """A member of staff with the duties of the day, to ask the policy about."""
    day = local_day(at)
    return Actor(
        kind=ActorKind.STAFF,
        id=str(staff.pk),
        name=staff.name,
        organ_code=staff.organ_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in org.duties_of(staff, day)),
        assurance=Assurance.SECOND_FACTOR,
    )


def handlers(rating: Rating, at: datetime) -> list[Staff]:
    """Who may be assigned: the centre's people whom the rating does not concern."""
    day = local_day(at)
    found: dict[str, Staff] = {}
    rows = Staff.objects.filter(
        org.in_office(day), holdings__post__duties__duty__in=_HANDLING
    ).distinct()
    for staff in rows.order_by("number"):
        if policy.may_handle(as_of_today(staff, at), rating):
            found[str(staff.pk)] = staff
    return list(found.values())


def leaders(organ_code: str, day: date) -> list[Staff]:
    """Who answers for a unit: its head, in a town the director of its centre."""
    found = list(org.holders(Duty.HEAD, organ_code, day))
    return found or list(org.holders(Duty.TOWN_MANAGER, organ_code, day))


def phone_of(rating: Rating) -> str:
    """Where the evaluator is reached: the number left, else that of the person served."""
    return rating.contact or phone_of_service(rating.service)


def phone_of_service(service: Service) -> str:
    """The telephone of the person served; a firm and a ticket have none here."""
    kind, _, key = service.evaluator_key.partition(":")
    if kind != "person":
        return ""
    person = Person.objects.filter(pk=key).first()
    return person.phone if person else ""
