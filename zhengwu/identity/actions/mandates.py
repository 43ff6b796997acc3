"""Powers of attorney: given online by a verified principal, or at the counter on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from zhengwu.identity import policy, queries
from zhengwu.identity.enums import IdKind, MandateState, MemberRole
from zhengwu.identity.events import MandateGiven, MandateRevoked
from zhengwu.identity.models import Firm, FirmMember, Mandate, Person
from zhengwu.identity.rules.refusals import (
    EvidenceMissing,
    FieldsRefused,
    LevelTooLow,
    MandateDates,
    MandateToOneself,
    NotMember,
)
from zhengwu.identity.rules.registration import PersonDraft, person_errors
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate says. No items means all; both days count."""

    agent_name: str
    agent_number: str
    valid_from: date
    valid_to: date
    items: tuple[str, ...] = ()
    agent_kind: str = IdKind.RESIDENT
    agent_staff_id: str = ""


@action
def give_mandate(principal: Person | Firm, *, terms: Terms, by: Actor, at: datetime) -> Mandate:
    """A verified person for himself, or the legal representative for a verified firm.

    Refusals: LevelTooLow, NotPermitted, NotMember, MandateDates, MandateToOneself, FieldsRefused.
    """
    _check_giver(principal, by)
    longest = queries.figure("mandate.longest_days")
    if (terms.valid_to - terms.valid_from).days >= longest:
        raise MandateDates(days=longest)
    return _stored(principal, terms, evidence_id=None, by=by, at=at)


@action
def record_paper_mandate(
    principal: Person | Firm, *, terms: Terms, evidence_id: UUID | None, by: Actor, at: datetime
) -> Mandate:
    """A clerk or village agent enters a signed letter (授权委托书); its scan is the evidence."""
    if not policy.may_receive_persons(by):
        raise NotPermitted
    if evidence_id is None:
        raise EvidenceMissing
    return _stored(principal, terms, evidence_id=evidence_id, by=by, at=at)


def _check_giver(principal: Person | Firm, by: Actor) -> None:
    if not policy.is_person(by):
        raise NotPermitted
    if not principal.is_verified:
        raise LevelTooLow
    if isinstance(principal, Person):
        if by.id != str(principal.pk):
            raise NotPermitted
        return
    role = MemberRole.LEGAL_REPRESENTATIVE
    members = FirmMember.objects.filter(firm=principal, person_id=by.id, removed_at=None)
    if not members.filter(role=role).exists():
        raise NotMember


def _stored(
    principal: Person | Firm, terms: Terms, *, evidence_id: UUID | None, by: Actor, at: datetime
) -> Mandate:
    agent = PersonDraft(terms.agent_name, terms.agent_kind, terms.agent_number).tidied()
    if errors := person_errors(agent):
        renamed = {"name": "agent_name", "id_number": "agent_number", "id_kind": "agent_kind"}
        raise FieldsRefused(fields={renamed[name]: texts for name, texts in errors.items()})
    if terms.valid_to < terms.valid_from:
        raise MandateDates(days=queries.figure("mandate.longest_days"))
    digest = queries.number_digest(agent.id_kind, agent.id_number)
    if isinstance(principal, Person) and principal.id_digest == digest:
        raise MandateToOneself
    mandate = Mandate(
        id=new_id(),
        principal=principal if isinstance(principal, Person) else None,
        principal_firm=principal if isinstance(principal, Firm) else None,
        agent_name=agent.name,
        agent_digest=digest,
        items=sorted(set(terms.items)),
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        evidence_id=evidence_id,
        paper=evidence_id is not None,
        agent_staff_id=terms.agent_staff_id if evidence_id is not None else "",
        created_at=at,
    )
    mandate.agent_sealed = settings.VAULT.seal(agent.id_number, f"mandate/{mandate.id}/agent")
    mandate.save(force_insert=True)
    kind = "person" if isinstance(principal, Person) else "firm"
    event = MandateGiven(
        mandate=str(mandate.pk),
        principal=f"{kind}:{principal.pk}",
        items=mandate.items,
        valid_from=terms.valid_from.isoformat(),
        valid_to=terms.valid_to.isoformat(),
        paper=mandate.paper,
    )
    personal = {"agent": agent.name}
    subject = f"mandate/{mandate.pk}"
    record(mandate, event, by=by, at=at, personal=personal, personal_subject=subject)
    return mandate


@action
def revoke_mandate(mandate: Mandate, *, reason: str, by: Actor, at: datetime) -> Mandate:
    """The principal (or the agent, who lays it down, or a clerk on the principal's word)."""
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("principal", "principal_firm")
        .get(pk=mandate.pk)
    )
    if not (policy.may_verify_at_counter(by) or _is_party(mandate, by)):
        raise NotPermitted
    if mandate.state == MandateState.REVOKED:
        return mandate
    mandate.state, mandate.revoked_at = MandateState.REVOKED, at
    mandate.save(update_fields=["state", "revoked_at"])
    record(mandate, MandateRevoked(mandate=str(mandate.pk)), by=by, at=at, reason=reason)
    return mandate


def _is_party(mandate: Mandate, by: Actor) -> bool:
    if not policy.is_person(by):
        return False
    if str(mandate.principal_id) == by.id:
        return True
    person = Person.objects.get(pk=by.id)
    if person.is_verified and person.id_digest == mandate.agent_digest:
        return True
    if mandate.principal_firm_id is None:
        return False
    members = FirmMember.objects.filter(firm_id=mandate.principal_firm_id, removed_at=None)
    return members.filter(person=person, role=MemberRole.LEGAL_REPRESENTATIVE).exists()
