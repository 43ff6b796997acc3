"""Readings of the register of licences, and of the queue for a limited number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from zhengwu.cases import policy
from zhengwu.cases.enums import CaseState, LicenceAct, LicenceState
from zhengwu.cases.models import Case, Licence, LicenceRequest
from zhengwu.cases.queries.terms import validity_end
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue.models import Edition
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
    """Accepted and undecided cases of an item in the order of their acceptance (57).

    That is the day by law (32(1)(4)–(5): of receipt, of the complete supplement), however late the
    button was pressed or the sweep came; within the day the instant, to the second.
    """
    rows = Case.objects.filter(item_code=item_code, state=CaseState.ACCEPTED).annotate(
        accepted_since=Choice(
            When(accepted_at__date=F("accepted_on"), then="accepted_at"),
            # Accepted afterwards as of an earlier day: the instant at which all was there.
            default=Coalesce("supplemented_at", "received_at"),
        )
    )
    return rows.select_related("matter").order_by("accepted_on", "accepted_since", "pk")


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


def renewable(holder_keys: Iterable[str], item_code: str) -> QuerySet[Licence]:
    """Valid licences with a last day that an application for a renewal item may renew."""
    rows = Licence.objects.filter(
        holder_key__in=list(holder_keys), item_code=item_code, state=LicenceState.VALID
    )
    return rows.exclude(valid_to=None).select_related("matter").order_by("valid_to", "pk")


def renewal_of(case: Case) -> LicenceRequest | None:
    """What licence a case renews."""
    return (
        LicenceRequest.objects.filter(case=case, kind=LicenceAct.RENEW)
        .select_related("licence__matter")
        .first()
    )


def renewal_item(licence: Licence) -> str:
    """Code of the published item by which this licence is renewed; empty where there is none."""
    rows = Edition.objects.filter(
        state="published",
        item__open_for_application=True,
        canonical__contains=json.dumps(licence.item_code),
    ).select_related("item")
    return next((e.item.code for e in rows if e.document.renewal.of == licence.item_code), "")


def renewed_term(case: Case, terms: Terms, today: date) -> tuple[date, date | None]:
    """First and last day of what is granted: a renewal begins the day after the last one (50)."""
    asked = renewal_of(case) if terms.renews else None
    if asked is None or asked.licence.valid_to is None:
        return today, validity_end(terms, today)
    if asked.outcome:  # deemed renewed meanwhile: the term runs already
        return today, asked.licence.valid_to
    first = date.fromordinal(asked.licence.valid_to.toordinal() + 1)
    return first, validity_end(terms, first)
