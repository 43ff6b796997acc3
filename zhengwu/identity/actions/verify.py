"""Verification: at the counter by a clerk, or by a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password

from zhengwu.identity import policy, queries
from zhengwu.identity.actions.gate import spend_or_refuse
from zhengwu.identity.actions.register import join, new_person, personal_of, set_phone
from zhengwu.identity.actions.sign_in import end_seats
from zhengwu.identity.enums import AccountState, Answer, How, Level, MemberRole
from zhengwu.identity.events import (
    AccountMoved,
    AccountReset,
    FirmChecked,
    PersonChecked,
    PersonCorrected,
)
from zhengwu.identity.models import Account, Factor, Firm, Person, Verification
from zhengwu.identity.registry import Claim, Verdict, VerificationProvider
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.refusals import (
    AccountClosed,
    AlreadyVerified,
    FactsMissing,
    FieldsRefused,
    HeldByOther,
    LevelTooLow,
    NumberDiffers,
    ReasonMissing,
    VerifiedElsewhere,
)
from zhengwu.identity.rules.registration import (
    FirmDraft,
    PersonDraft,
    firm_errors,
    person_errors,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted

FACE = "本人与证件照片一致"
DATA = "姓名、号码与证件原件一致"
LICENCE = "营业执照（登记证书）原件与登记一致"
AUTHORISED = "法定代表人到场，或经办人持法定代表人签字盖章的授权书"


@dataclass(frozen=True, slots=True)
class Look:
    """What a clerk saw. `correct` lets the paper's data replace what was declared; `take_over`
    closes the account that held the number before."""

    answer: Answer
    face_matches: bool = False
    data_matches: bool = False
    reason: str = ""
    evidence_id: UUID | None = None
    correct: bool = False
    take_over: bool = False

    @property
    def facts(self) -> list[str]:
        """The facts confirmed, in words."""
        pairs = ((self.face_matches, FACE), (self.data_matches, DATA))
        return [words for seen, words in pairs if seen]


@action
def verify_at_counter(
    account: Account, *, paper: PersonDraft, look: Look, by: Actor, at: datetime
) -> Verification:
    """A clerk compares the person, the paper and the declaration of an account.

    A yes needs both facts, and the paper's data as declared (or `look.correct`). Where another
    account holds the number, the clerk decides with `look.take_over`. Refusals: FactsMissing,
    ReasonMissing, NumberDiffers, HeldByOther, AlreadyVerified, NotPermitted.
    """
    if not policy.may_verify_at_counter(by):
        raise NotPermitted
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    person = _person_of(account)
    _check_look(look)
    if look.answer is not Answer.YES:
        return _noted(person, look, by=by, at=at)
    if person.is_verified:
        raise AlreadyVerified
    paper = _checked(paper)
    _agree(person, paper, look, by=by, at=at)
    owner = queries.verified_person(paper.id_kind, paper.id_number)
    if owner is None:
        return _raised(person, look.facts, How.COUNTER, look=look, by=by, at=at)
    return _joined(account, owner, look, by=by, at=at)


def _person_of(account: Account) -> Person:
    """The person of an account, locked; an account that lost its person is closed."""
    if account.person_id is None:
        raise AccountClosed
    return Person.objects.select_for_update().get(pk=account.person_id)


def _check_look(look: Look) -> None:
    if look.answer is Answer.YES and not (look.face_matches and look.data_matches):
        raise FactsMissing
    if look.answer is not Answer.YES and not look.reason.strip():
        raise ReasonMissing(fields={"reason": ["核验不通过时请写明理由。"]})


def _checked(paper: PersonDraft) -> PersonDraft:
    paper = paper.tidied()
    if errors := person_errors(paper):
        raise FieldsRefused(fields=errors)
    return paper


def _agree(person: Person, paper: PersonDraft, look: Look, *, by: Actor, at: datetime) -> None:
    """The declaration is as the paper says, or is corrected to it (declared data only)."""
    same_number = person.id_digest == queries.number_digest(paper.id_kind, paper.id_number)
    if same_number and person.name == paper.name:
        return
    if not look.correct:
        raise NumberDiffers
    old = personal_of(person)
    person.name, person.id_kind = paper.name, paper.id_kind
    person.id_digest = queries.number_digest(paper.id_kind, paper.id_number)
    person.id_sealed = sealed_number(person, paper.id_number)
    person.save(update_fields=["name", "id_kind", "id_digest", "id_sealed"])
    event = PersonCorrected(person=str(person.pk), fields=["name", "number"])
    personal = {"old": old, "new": personal_of(person)}
    subject = f"person/{person.pk}"
    record(person, event, by=by, at=at, personal=personal, personal_subject=subject)


def sealed_number(person: Person, number: str) -> bytes:
    """An identity number sealed for this person's row."""
    return settings.VAULT.seal(number, f"person/{person.id}/id")


def _noted(person: Person, look: Look, *, by: Actor, at: datetime) -> Verification:
    """A look that ended with no: it stays on record, the level stays."""
    row = _row(by, at, how=How.COUNTER, answer=look.answer, facts=look.facts, reason=look.reason)
    row.person, row.evidence_id = person, look.evidence_id
    row.save(force_insert=True)
    _announce(person, row, by=by, at=at)
    return row


def _raised(
    person: Person, facts: list[str], how: How, *, look: Look, by: Actor, at: datetime,
    provider: str = "",
) -> Verification:  # fmt: skip
    person.level, person.verified_at, person.verified_how = Level.VERIFIED, at, how
    person.save(update_fields=["level", "verified_at", "verified_how"])
    row = _row(by, at, how=how, answer=Answer.YES, facts=facts, reason=look.reason)
    row.person, row.evidence_id, row.provider = person, look.evidence_id, provider
    row.save(force_insert=True)
    _announce(person, row, by=by, at=at)
    return row


def _row(
    by: Actor, at: datetime, *, how: How, answer: Answer, facts: list[str], reason: str
) -> Verification:
    return Verification(
        how=how,
        answer=answer,
        facts=facts,
        reason=reason[:300],
        by_id=by.id,
        by_name=by.name if by.is_staff else "",
        organ_code=by.organ_code,
        at=at,
    )


def _announce(person: Person, row: Verification, *, by: Actor, at: datetime) -> None:
    event = PersonChecked(
        person=str(person.pk),
        verification=str(row.pk),
        how=row.how,
        answer=row.answer,
        level=person.level,
    )
    subject = f"person/{person.pk}"
    personal = personal_of(person)
    record(
        person, event, by=by, at=at, reason=row.reason, personal=personal, personal_subject=subject
    )


def _joined(
    account: Account, owner: Person, look: Look, *, by: Actor, at: datetime
) -> Verification:
    """The number was proven before: this account now belongs to that person."""
    other = Account.objects.select_for_update(of=("self",)).filter(person=owner).first()
    if other is not None and not look.take_over:
        raise HeldByOther
    owner = _moved(account, owner, other, reason=look.reason, by=by, at=at)
    return _raised(owner, look.facts, How.COUNTER, look=look, by=by, at=at)


def _moved(
    account: Account, owner: Person, other: Account | None, *, reason: str, by: Actor, at: datetime
) -> Person:
    """The account (locked) gets the proven person; the one that had it before is closed."""
    owner = Person.objects.select_for_update().get(pk=owner.pk)
    if other is not None:
        other.state, other.person = AccountState.DISABLED, None
        other.epoch += 1
        other.save(update_fields=["state", "person", "epoch"])
    account.person = owner
    account.save(update_fields=["person"])
    event = AccountMoved(
        account=str(account.pk),
        person=str(owner.pk),
        replaced=str(other.pk) if other is not None else "",
    )
    record(account, event, by=by, at=at, reason=reason)
    if other is not None:
        record(other, event, by=by, at=at, reason=reason)
    return owner


def ask_provider(
    account: Account, provider: VerificationProvider, *, by: Actor, at: datetime
) -> Verification:
    """Ask a provider about the declaration of one's own account. Call it outside of any action:
    the question may travel. Refusals: AlreadyVerified, VerifiedElsewhere, TooManyAttempts."""
    person = account.person
    if person is None or by.id != str(person.pk):
        raise NotPermitted
    if person.is_verified:
        raise AlreadyVerified
    spend_or_refuse(str(person.pk), "verify.provider", at=at)
    verdict = provider.verify(Claim(person.name, person.id_kind, person.id_number))
    return store_verdict(account, verdict, provider=provider.code, by=by, at=at)


@action
def store_verdict(
    account: Account, verdict: Verdict, *, provider: str, by: Actor, at: datetime
) -> Verification:
    """Keep a provider's answer; a yes raises the level unless somebody else holds the number."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    person = _person_of(account)
    look = Look(answer=verdict.answer, reason=verdict.reason)
    if verdict.answer is not Answer.YES:
        row = _row(by, at, how=How.PROVIDER, answer=verdict.answer, facts=[], reason=look.reason)
        row.person, row.provider = person, provider
        row.save(force_insert=True)
        _announce(person, row, by=by, at=at)
        return row
    owner = queries.verified_person(person.id_kind, person.id_number)
    if owner is not None:
        # Known from a window but without an account: joined. Another's account: the counter.
        if Account.objects.filter(person=owner).exists():
            raise VerifiedElsewhere
        person = _moved(account, owner, None, reason="", by=by, at=at)
    facts = [f"核验服务回执 {verdict.reference}"]
    return _raised(person, facts, How.PROVIDER, look=look, by=by, at=at, provider=provider)


def reset_at_counter(
    account: Account, *, paper: PersonDraft, look: Look, by: Actor, at: datetime
) -> str:
    """A forgotten password: the verified owner stands at the counter with the paper.

    Returns a one-time password to be handed over; second factors and sign-ins are gone. Call it
    outside of any action (it hashes). Refusals: FactsMissing, NumberDiffers, LevelTooLow.
    """
    initial = codes.spoken_code(16)
    store_reset(account, make_password(initial), paper=paper, look=look, by=by, at=at)
    return initial


@action
def store_reset(
    account: Account, fresh: str, *, paper: PersonDraft, look: Look, by: Actor, at: datetime
) -> Account:
    """`reset_at_counter` with the hash already made."""
    if not policy.may_verify_at_counter(by):
        raise NotPermitted
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    person = _person_of(account)
    if not (look.face_matches and look.data_matches):
        raise FactsMissing
    if not person.is_verified:
        raise LevelTooLow
    paper = _checked(paper)
    same = person.id_digest == queries.number_digest(paper.id_kind, paper.id_number)
    if not same or person.name != paper.name:
        raise NumberDiffers
    Factor.objects.filter(account=account).delete()
    account.password, account.must_change_password = fresh, True
    account.password_until = at + timedelta(days=queries.figure("password.initial_days"))
    account.epoch += 1
    account.save()
    record(account, AccountReset(account=str(account.pk)), by=by, at=at)
    end_seats(account, how="reset", by=by, at=at)
    return account


@action
def receive_person(paper: PersonDraft, *, by: Actor, at: datetime) -> Person:
    """The person whose paper lies on the counter: found by the number, or made, and verified.

    For applications at a window; no account is needed. The clerk's identity card reading is the
    evidence. A changed name or telephone is corrected.
    """
    if not policy.may_receive_persons(by):
        raise NotPermitted
    paper = _checked(paper)
    found = queries.verified_person(paper.id_kind, paper.id_number)
    if found is not None:
        return _refreshed(Person.objects.select_for_update().get(pk=found.pk), paper, by=by, at=at)
    person = new_person(paper, at=at)
    person.save(force_insert=True)
    look = Look(answer=Answer.YES, face_matches=True, data_matches=True)
    _raised(person, look.facts, How.COUNTER, look=look, by=by, at=at)
    return person


def _refreshed(person: Person, paper: PersonDraft, *, by: Actor, at: datetime) -> Person:
    old, changed = personal_of(person), []
    if person.name != paper.name:
        person.name = paper.name
        changed.append("name")
    if paper.phone and person.phone != paper.phone:
        set_phone(person, paper.phone)
        changed.append("phone")
    if changed:
        person.save(update_fields=["name", "phone_sealed"])
        event = PersonCorrected(person=str(person.pk), fields=changed)
        personal = {"old": old, "new": personal_of(person)}
        subject = f"person/{person.pk}"
        record(person, event, by=by, at=at, personal=personal, personal_subject=subject)
    return person


@action
def receive_firm(paper: FirmDraft, *, by: Actor, at: datetime) -> Firm:
    """The firm whose licence lies on the counter: found by its code, or made, and verified."""
    if not policy.may_verify_at_counter(by):
        raise NotPermitted
    paper = paper.tidied()
    if errors := firm_errors(paper):
        raise FieldsRefused(fields=errors)
    firm = Firm.objects.filter(uscc=paper.uscc, level=Level.VERIFIED).first()
    if firm is not None:
        return firm
    firm = Firm.objects.create(
        name=paper.name,
        uscc=paper.uscc,
        legal_representative=paper.legal_representative,
        created_at=at,
    )
    _firm_raised(firm, [LICENCE], None, by=by, at=at)
    return firm


def _firm_raised(
    firm: Firm, facts: list[str], evidence_id: UUID | None, *, by: Actor, at: datetime
) -> Verification:
    firm.level, firm.verified_at = Level.VERIFIED, at
    firm.save(update_fields=["level", "verified_at"])
    row = _row(by, at, how=How.COUNTER, answer=Answer.YES, facts=facts, reason="")
    row.firm, row.evidence_id = firm, evidence_id
    row.save(force_insert=True)
    event = FirmChecked(
        firm=str(firm.pk),
        uscc=firm.uscc,
        verification=str(row.pk),
        answer=row.answer,
        level=firm.level,
    )
    record(firm, event, by=by, at=at)
    return row


@action
def verify_firm_at_counter(
    person: Person,
    *,
    paper: FirmDraft,
    licence_seen: bool,
    authority_seen: bool,
    as_representative: bool,
    evidence_id: UUID | None,
    by: Actor,
    at: datetime,
) -> Firm:
    """A clerk saw the licence and that this verified person may act: firm verified, person joined.

    Declarations of the same code by others stay what they are: declarations.
    """
    if not policy.may_verify_at_counter(by):
        raise NotPermitted
    if not (licence_seen and authority_seen):
        raise FactsMissing
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_verified:
        raise NumberDiffers
    firm = receive_firm(paper, by=by, at=at)
    firm = Firm.objects.select_for_update().get(pk=firm.pk)
    _firm_raised(firm, [LICENCE, AUTHORISED], evidence_id, by=by, at=at)
    role = MemberRole.LEGAL_REPRESENTATIVE if as_representative else MemberRole.HANDLER
    join(firm, person, role=role, by=by, at=at)
    return firm
