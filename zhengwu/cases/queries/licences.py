"""Readings of the register of licences, and of the queue for a limited number."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from zhengwu.cases import policy
from zhengwu.cases.enums import CaseState, LicenceAct, LicenceState
from zhengwu.cases.models import Case, Licence, LicenceRequest
from zhengwu.kernel.actors import Actor


def licences_for(actor: Actor) -> QuerySet[Licence]:
    """Licences this actor may see: one's own, those of one's organ, all for who oversees."""
    rows = Licence.objects.select_related("matter", "case")
    if policy.oversees(actor):
        return rows
    if actor.is_staff:
        return rows.filter(organ_code__in=policy.seen_organs(actor))
    return rows.filter(holder_key__in=policy.applicant_keys(actor))


def licence_for(actor: Actor, number: str) -> Licence | None:
    """One of them by the number of its matter."""
    return licences_for(actor).filter(matter__number=number).first()


def search(rows: QuerySet[Licence], text: str) -> QuerySet[Licence]:
    """By the beginning of a number, or a piece of the holder's or the licence's name."""
    text = text.strip()
    if not text:
        return rows
    return rows.filter(
        Q(number__contains=text)
        | Q(matter__number__startswith=text.upper())
        | Q(holder_name__contains=text)
        | Q(name__contains=text)
    )


def queue_of(item_code: str) -> QuerySet[Case]:
    """Accepted and undecided cases of an item in the order of their acceptance (57)."""
    rows = Case.objects.filter(item_code=item_code, state=CaseState.ACCEPTED)
    return rows.select_related("matter").order_by("accepted_at", "pk")


def ended_by(today: date) -> QuerySet[Licence]:
    """Valid licences whose last day is over."""
    return Licence.objects.filter(state=LicenceState.VALID, valid_to__lt=today).order_by("pk")


def to_warn(today: date) -> QuerySet[Licence]:
    """Valid licences whose holder is to be told that renewal is due."""
    rows = Licence.objects.filter(state=LicenceState.VALID, warn_on__lte=today, warned_at=None)
    return rows.exclude(simulated=True).order_by("pk")


def open_renewal(licence: Licence) -> LicenceRequest | None:
    """The renewal asked for in time and not decided."""
    return LicenceRequest.objects.filter(licence=licence, kind=LicenceAct.RENEW, outcome="").first()
