"""Who applies: for whom one may speak, twins of an application, bans."""

from __future__ import annotations

from datetime import date

from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Ban, Case
from zhengwu.identity import queries as identity
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.kernel.actors import Actor


def speaks_for(
    actor: Actor, person: Person | None, firm: Firm | None, mandate: Mandate | None, day: date
) -> bool:
    """Whether a citizen may apply in this name on this day: oneself, a firm one belongs to, or a
    principal whose power of attorney one holds."""
    me = Person.objects.get(pk=actor.id)
    if mandate is not None:
        if not identity.mandates_held(me, day).filter(pk=mandate.pk).exists():
            return False
        return given_by(mandate, person, firm)
    if firm is not None:
        return identity.memberships(me, day).filter(firm=firm).exists()
    return person == me


def given_by(mandate: Mandate, person: Person | None, firm: Firm | None) -> bool:
    """Whether the power of attorney was given by this applicant."""
    principal = (mandate.principal_id, mandate.principal_firm_id)
    return (None if firm else person and person.pk, firm and firm.pk) == principal


def likely_duplicates(applicant_key: str, item_code: str) -> list[Case]:
    """Running cases of the same applicant for the same item."""
    return list(
        Case.objects.select_related("matter")
        .filter(
            applicant_key=applicant_key,
            item_code=item_code,
            state__in=[
                CaseState.RECEIVED, CaseState.SUPPLEMENTING, CaseState.ACCEPTED, CaseState.DECIDED,
            ],
        )
        .order_by("-matter")[:5]
    )  # fmt: skip


def ban_on(applicant_key: str, item_code: str, day: date) -> Ban | None:
    """A ban in force: its last day counts; one that was lifted bars nobody."""
    return Ban.objects.filter(
        applicant_key=applicant_key, item_code=item_code, until__gte=day, lifted_at=None
    ).first()
