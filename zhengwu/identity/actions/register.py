"""Registering: people and firms declare who they are. It proves nothing by itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from zhengwu.identity import policy, queries
from zhengwu.identity.actions.accounts import insert
from zhengwu.identity.actions.passwords import hashed
from zhengwu.identity.enums import Face, Level, MemberRole
from zhengwu.identity.events import (
    AccountCreated,
    FirmRegistered,
    MemberAdded,
    MemberRemoved,
    PersonCorrected,
    PersonRegistered,
)
from zhengwu.identity.models import Account, Consent, Firm, FirmMember, Person
from zhengwu.identity.rules.numbers import compact, is_phone, tidy_username
from zhengwu.identity.rules.parameters import notice, notice_digest
from zhengwu.identity.rules.refusals import FieldsRefused, NotMember
from zhengwu.identity.rules.registration import (
    FirmDraft,
    PersonDraft,
    firm_errors,
    person_errors,
    username_errors,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted, NotThere
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import masked_number
from zhengwu.kernel.time import local_day


def new_person(draft: PersonDraft, *, at: datetime, level: Level = Level.DECLARED) -> Person:
    """An unsaved person with sealed numbers."""
    person = Person(
        id=new_id(),
        name=draft.name,
        id_kind=draft.id_kind,
        id_digest=queries.number_digest(draft.id_kind, draft.id_number),
        level=level,
        created_at=at,
    )
    person.id_sealed = settings.VAULT.seal(draft.id_number, f"person/{person.id}/id")
    set_phone(person, draft.phone)
    return person


def set_phone(person: Person, phone: str) -> None:
    """Seal a telephone number into an unsaved or locked person."""
    sealed = settings.VAULT.seal(phone, f"person/{person.id}/phone") if phone else None
    person.phone_sealed = sealed


def personal_of(person: Person) -> dict[str, str]:
    """What the journal may hold of a person, encrypted under the person's own key."""
    return {"name": person.name, "number": masked_number(person.id_number)}


def register_person(
    draft: PersonDraft, *, username: str, password: str, consent: bool, origin: str, at: datetime
) -> Account:
    """A declared person with an account. Call it outside of any action (it hashes).

    A number that somebody else declared or proved is no obstacle and is not mentioned.
    Refusals: FieldsRefused with fields, PasswordRefused, UsernameTaken.
    """
    draft = draft.tidied()
    errors = person_errors(draft) | username_errors(username)
    if not consent:
        errors["consent"] = ["请阅读并同意个人信息处理告知后继续。"]
    if errors:
        raise FieldsRefused(fields=errors)
    name = tidy_username(username)
    fresh = hashed(password, username=name)
    return store_person(draft, username=name, fresh=fresh, origin=origin, at=at)


@action
def store_person(
    draft: PersonDraft, *, username: str, fresh: str, origin: str, at: datetime
) -> Account:
    """`register_person` with everything checked and the hash made."""
    person = new_person(draft, at=at)
    account = Account(
        username=username, password=fresh, face=Face.CITIZEN, person=person, created_at=at
    )
    person.save(force_insert=True)
    insert(account)
    version = str(notice()["version"])
    Consent.objects.create(
        person=person,
        purpose="registration",
        notice=version,
        notice_digest=notice_digest(),
        given_at=at,
    )
    by = _self(account, person, origin)
    event = PersonRegistered(person=str(person.pk), id_kind=person.id_kind, consent=version)
    subject = f"person/{person.pk}"
    record(person, event, by=by, at=at, personal=personal_of(person), personal_subject=subject)
    created = AccountCreated(account=str(account.pk), face=account.face, staff="")
    record(account, created, by=by, at=at)
    return account


def _self(account: Account, person: Person, origin: str) -> Actor:
    # The journal's clear columns hold no name of a citizen: it is in the encrypted part.
    return Actor(kind=ActorKind.CITIZEN, id=str(person.pk), account=str(account.pk), origin=origin)


@action
def change_phone(person: Person, *, phone: str, by: Actor, at: datetime) -> Person:
    """Another telephone number, by the person."""
    number = compact(phone)
    if not is_phone(number):
        raise FieldsRefused(fields={"phone": ["手机号码是 11 位数字，请核对。"]})
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by.kind is not ActorKind.CITIZEN or by.id != str(person.pk):
        raise NotPermitted
    old = person.phone
    set_phone(person, number)
    person.save(update_fields=["phone_sealed"])
    event = PersonCorrected(person=str(person.pk), fields=["phone"])
    personal = {"phone": [masked_number(old), masked_number(number)]}
    subject = f"person/{person.pk}"
    record(person, event, by=by, at=at, personal=personal, personal_subject=subject)
    return person


@action
def register_firm(draft: FirmDraft, *, by: Actor, at: datetime) -> Firm:
    """A firm declared by a citizen, who becomes its handler. Others may declare it as well."""
    draft = draft.tidied()
    if errors := firm_errors(draft):
        raise FieldsRefused(fields=errors)
    if not policy.is_person(by):
        raise NotPermitted
    person = Person.objects.get(pk=by.id)
    held = queries.memberships(person, local_day(at)).filter(firm__uscc=draft.uscc).first()
    if held is not None:
        return held.firm
    firm = Firm.objects.create(
        name=draft.name,
        uscc=draft.uscc,
        legal_representative=draft.legal_representative,
        created_at=at,
    )
    event = FirmRegistered(firm=str(firm.pk), uscc=firm.uscc, person=by.id)
    record(firm, event, by=by, at=at)
    join(firm, person, role=MemberRole.HANDLER, by=by, at=at)
    return firm


def join(firm: Firm, person: Person, *, role: MemberRole, by: Actor, at: datetime) -> FirmMember:
    """Inside an action of this domain, on a locked firm: the person may act for it."""
    present = FirmMember.objects.filter(firm=firm, person=person, removed_at=None).first()
    if present is not None:
        return present
    member = FirmMember.objects.create(firm=firm, person=person, role=role, since=local_day(at))
    event = MemberAdded(firm=str(firm.pk), person=str(person.pk), role=role.value)
    record(firm, event, by=by, at=at)
    return member


@action
def leave_firm(firm: Firm, *, person_id: str, by: Actor, at: datetime) -> FirmMember:
    """A person leaves, or the legal representative of a verified firm removes a handler."""
    firm = Firm.objects.select_for_update().get(pk=firm.pk)
    members = FirmMember.objects.filter(firm=firm, removed_at=None)
    mine = members.filter(person_id=by.id).first() if policy.is_person(by) else None
    if mine is None:
        raise NotMember
    if by.id != person_id and not (
        firm.is_verified and mine.role == MemberRole.LEGAL_REPRESENTATIVE
    ):
        raise NotPermitted
    member = next((one for one in members if str(one.person_id) == person_id), None)
    if member is None:
        raise NotThere
    member.removed_at = at
    member.save(update_fields=["removed_at"])
    record(firm, MemberRemoved(firm=str(firm.pk), person=person_id), by=by, at=at)
    return member
