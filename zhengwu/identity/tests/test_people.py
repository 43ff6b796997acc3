"""Declared and verified: registration, counter, provider, firms, mandates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhengwu.identity import actions, policy, queries
from zhengwu.identity.actions import Look, Terms
from zhengwu.identity.enums import AccountState, Answer, IdKind, Level, MemberRole
from zhengwu.identity.models import Account, Consent, Mandate, Person, Verification
from zhengwu.identity.registry import (
    Claim,
    Verdict,
    VerificationProvider,
    provider_named,
    providers,
)
from zhengwu.identity.rules.refusals import (
    AlreadyVerified,
    EvidenceMissing,
    FactsMissing,
    FieldsRefused,
    HeldByOther,
    LevelTooLow,
    MandateDates,
    MandateToOneself,
    NotMember,
    NumberDiffers,
    PasswordRefused,
    ReasonMissing,
    TooManyAttempts,
    UsernameTaken,
    VerifiedElsewhere,
)
from zhengwu.identity.rules.registration import FirmDraft, PersonDraft
from zhengwu.identity.tests.factories import (
    PASSWORD,
    actor,
    actor_of,
    credit_code,
    id_number,
    make_citizen,
    make_file,
    make_firm,
    make_mandate,
    make_person,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day, now

pytestmark = pytest.mark.django_db
CLERK = actor("window_clerk")
YES = Look(answer=Answer.YES, face_matches=True, data_matches=True)


def register(username: str = "liujianguo", number: str = "", **other: Any) -> Account:
    draft = PersonDraft(
        other.pop("name", "刘建国"), IdKind.RESIDENT, number or id_number(), "13800138000"
    )
    values = {"password": PASSWORD, "consent": True, "origin": "203.0.113.7", "at": now()} | other
    return actions.register_person(draft, username=username, **values)


def paper_of(account: Account) -> PersonDraft:
    person = account.person
    assert person is not None
    return PersonDraft(person.name, person.id_kind, person.id_number)


def test_registering_proves_nothing() -> None:
    account = register()
    assert account.person.level == Level.DECLARED
    by = actor_of(account)
    assert policy.reaches(by, "declared")
    assert not policy.reaches(by, "verified")


def test_registering_keeps_the_consent() -> None:
    account = register()
    consent = Consent.objects.get(person=account.person)
    assert len(consent.notice_digest) == 64
    with pytest.raises(FieldsRefused) as refused:
        register("another", consent=False)
    assert "consent" in refused.value.fields


def test_numbers_are_sealed_and_not_in_the_journal() -> None:
    number = id_number(777)
    account = register(number=number, name="𠮷田·买买提")
    person = Person.objects.get(pk=account.person_id)
    assert (person.id_number, person.phone, person.name) == (number, "13800138000", "𠮷田·买买提")
    assert number.encode() not in bytes(person.id_sealed)
    for entry in Entry.objects.all():
        assert number not in entry.canonical
        assert "13800138000" not in entry.canonical
        assert "买买提" not in entry.canonical


def test_the_second_claim_of_a_number_learns_nothing() -> None:
    number = id_number()
    first = register("the-first", number=number)
    actions.verify_at_counter(first, paper=paper_of(first), look=YES, by=CLERK, at=now())
    second = register("the-second", number=number)
    assert second.person_id != first.person_id
    assert second.person.level == Level.DECLARED
    assert Person.objects.get(pk=first.person_id).level == Level.VERIFIED


def test_taken_names_and_bad_fields() -> None:
    register("liujianguo")
    with pytest.raises(UsernameTaken):
        register("ＬiuJianGuo")
    with pytest.raises(FieldsRefused) as refused:
        register("x", number="110105194912310020", name="")
    assert {"name", "id_number", "username"} <= set(refused.value.fields)
    with pytest.raises(PasswordRefused):
        register("somebody", password="太短")
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "look",
    [
        Look(answer=Answer.YES),
        Look(answer=Answer.YES, face_matches=True),
        Look(answer=Answer.YES, data_matches=True),
    ],
)
def test_the_counter_checks_two_facts(look: Look) -> None:
    account = register()
    with pytest.raises(FactsMissing):
        actions.verify_at_counter(account, paper=paper_of(account), look=look, by=CLERK, at=now())
    assert Person.objects.get().level == Level.DECLARED


def test_a_no_at_the_counter_stays_on_record() -> None:
    account = register()
    with pytest.raises(ReasonMissing):
        actions.verify_at_counter(
            account, paper=paper_of(account), look=Look(Answer.NO), by=CLERK, at=now()
        )
    look = Look(Answer.NO, reason="照片与本人不符")
    actions.verify_at_counter(account, paper=paper_of(account), look=look, by=CLERK, at=now())
    row = Verification.objects.get()
    assert (row.answer, row.reason, row.by_name) == ("no", "照片与本人不符", "张敏")
    assert Person.objects.get().level == Level.DECLARED


def test_only_the_counter_verifies() -> None:
    account = register()
    for by in (actor_of(account), actor("reviewer"), actor("system_admin")):
        with pytest.raises(NotPermitted):
            actions.verify_at_counter(account, paper=paper_of(account), look=YES, by=by, at=now())


def test_the_paper_must_be_the_declared_one_or_corrects_it() -> None:
    account = register(name="刘建囯")
    right = PersonDraft("刘建国", IdKind.RESIDENT, account.person.id_number)
    with pytest.raises(NumberDiffers):
        actions.verify_at_counter(account, paper=right, look=YES, by=CLERK, at=now())
    look = Look(Answer.YES, face_matches=True, data_matches=True, correct=True)
    actions.verify_at_counter(account, paper=right, look=look, by=CLERK, at=now())
    person = Person.objects.get()
    assert (person.name, person.level) == ("刘建国", Level.VERIFIED)
    with pytest.raises(AlreadyVerified):
        actions.verify_at_counter(account, paper=right, look=YES, by=CLERK, at=now())


def test_the_counter_resolves_a_doubled_claim() -> None:
    number = id_number()
    thief = register("the-thief", number=number)
    actions.verify_at_counter(thief, paper=paper_of(thief), look=YES, by=CLERK, at=now())
    owner = register("the-owner", number=number)
    with pytest.raises(HeldByOther):
        actions.verify_at_counter(owner, paper=paper_of(owner), look=YES, by=CLERK, at=now())
    look = Look(Answer.YES, face_matches=True, data_matches=True, take_over=True)
    actions.verify_at_counter(owner, paper=paper_of(owner), look=look, by=CLERK, at=now())
    owner.refresh_from_db()
    thief.refresh_from_db()
    assert owner.person.level == Level.VERIFIED
    assert (thief.state, thief.person_id) == (AccountState.DISABLED, None)
    assert queries.verified_person(IdKind.RESIDENT, number).account == owner


@pytest.mark.pg
def test_one_verified_person_a_number_whatever_code_forgets() -> None:
    number = id_number()
    make_person(number=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(number=number)


def test_somebody_known_from_the_window_keeps_being_the_same(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    number = id_number(123)
    known = actions.receive_person(
        PersonDraft("刘建国", IdKind.RESIDENT, number, "13900139000"), by=CLERK, at=now()
    )
    assert known.is_verified
    account = register(number=number)
    demonstration = provider_named("demonstration")
    actions.ask_provider(account, demonstration, by=actor_of(account), at=now())
    account.refresh_from_db()
    assert account.person_id == known.pk


def test_the_window_finds_the_person_again() -> None:
    number = id_number()
    paper = PersonDraft("刘建国", IdKind.RESIDENT, number, "13900139000")
    first = actions.receive_person(paper, by=CLERK, at=now())
    again = PersonDraft("刘建囯", IdKind.RESIDENT, number.lower(), "13700137000")
    second = actions.receive_person(again, by=CLERK, at=now())
    assert (second.pk, second.name, second.phone) == (first.pk, "刘建囯", "13700137000")
    with pytest.raises(NotPermitted):
        actions.receive_person(paper, by=actor("reviewer"), at=now())


@pytest.mark.parametrize(
    ("serial", "answer", "level"),
    [
        (123, Answer.YES, Level.VERIFIED),
        (901, Answer.NO, Level.DECLARED),
        (902, Answer.NO, Level.DECLARED),
        (903, Answer.UNAVAILABLE, Level.DECLARED),
    ],
)
def test_the_demonstration_provider_answers_by_number(
    serial: int, answer: Answer, level: Level, settings: Any
) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    account = register(number=id_number(serial))
    row = actions.ask_provider(
        account, provider_named("demonstration"), by=actor_of(account), at=now()
    )
    assert row.answer == answer
    assert Person.objects.get().level == level


def test_a_provider_cannot_move_a_number_between_accounts(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    number = id_number(123)
    make_citizen(number=number)
    second = register(number=number)
    with pytest.raises(VerifiedElsewhere) as refused:
        actions.ask_provider(second, provider_named("demonstration"), by=actor_of(second), at=now())
    assert "账号" not in refused.value.message
    assert "窗口" in refused.value.message


def test_a_provider_is_asked_a_few_times_only(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    account = register(number=id_number(901))
    by, demonstration = actor_of(account), provider_named("demonstration")
    for _ in range(5):
        actions.ask_provider(account, demonstration, by=by, at=now())
    with pytest.raises(TooManyAttempts):
        actions.ask_provider(account, demonstration, by=by, at=now())


def test_providers_are_a_setting(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = []
    assert providers() == []
    assert provider_named("demonstration") is None
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    assert [one.code for one in providers()] == ["demonstration"]
    foreign = Claim("张三", IdKind.PASSPORT, "E12345678")
    assert providers()[0].verify(foreign).answer is Answer.NO


def test_another_provider_is_a_class(settings: Any) -> None:
    class Away(VerificationProvider):
        code, name = "away", "不在线"

        def verify(self, claim: Claim) -> Verdict:
            return Verdict(Answer.UNAVAILABLE, "线路故障")

    account = register()
    row = actions.ask_provider(account, Away(), by=actor_of(account), at=now())
    assert (row.answer, row.provider) == ("unavailable", "away")


# Firms


def test_a_declared_firm_proves_nothing_and_blocks_nobody() -> None:
    one, two, code = make_citizen(), make_citizen(), credit_code()
    draft = FirmDraft("广安渠江餐饮有限公司", code.lower(), "王秀兰")
    first = actions.register_firm(draft, by=actor_of(one), at=now())
    second = actions.register_firm(draft, by=actor_of(two), at=now())
    assert first.pk != second.pk
    assert actions.register_firm(draft, by=actor_of(one), at=now()).pk == first.pk
    acting = actor_of(one, behalf=f"firm:{first.pk}")
    assert (acting.behalf, acting.level) == (f"firm:{first.pk}", Level.DECLARED)


def test_a_firm_needs_a_right_code() -> None:
    account = make_citizen()
    with pytest.raises(FieldsRefused) as refused:
        actions.register_firm(
            FirmDraft("有限公司", "91511602MA0000000X", ""), by=actor_of(account), at=now()
        )
    assert {"uscc", "legal_representative"} <= set(refused.value.fields)


def test_the_counter_verifies_a_firm_and_lets_a_person_act() -> None:
    account = make_citizen()
    values: dict[str, Any] = {
        "paper": FirmDraft("广安渠江餐饮有限公司", credit_code(), "刘建国"),
        "licence_seen": True,
        "authority_seen": True,
        "as_representative": True,
        "evidence_id": None,
        "by": CLERK,
        "at": now(),
    }
    with pytest.raises(FactsMissing):
        actions.verify_firm_at_counter(account.person, **values | {"authority_seen": False})
    firm = actions.verify_firm_at_counter(account.person, **values)
    acting = actor_of(account, behalf=f"firm:{firm.pk}")
    party = queries.party_of(acting)
    assert (party.kind, party.name, party.level) == ("firm", firm.name, Level.VERIFIED)
    declared = make_citizen(Level.DECLARED)
    with pytest.raises(NumberDiffers):
        actions.verify_firm_at_counter(declared.person, **values)


def test_strangers_do_not_act_for_a_firm() -> None:
    owner, stranger = make_citizen(), make_citizen()
    firm = make_firm(owner)
    assert actor_of(stranger, behalf=f"firm:{firm.pk}").behalf == ""
    with pytest.raises(NotMember):
        actions.leave_firm(firm, person_id=str(owner.person_id), by=actor_of(stranger), at=now())
    actions.leave_firm(firm, person_id=str(owner.person_id), by=actor_of(owner), at=now())
    assert actor_of(owner, behalf=f"firm:{firm.pk}").behalf == ""


def test_a_handler_does_not_remove_others() -> None:
    owner, handler = make_citizen(), make_citizen()
    firm = make_firm(owner)
    firm.members.create(person=handler.person, role=MemberRole.HANDLER, since=local_day(now()))
    with pytest.raises(NotPermitted):
        actions.leave_firm(firm, person_id=str(owner.person_id), by=actor_of(handler), at=now())
    actions.leave_firm(firm, person_id=str(handler.person_id), by=actor_of(owner), at=now())
    assert firm.members.filter(removed_at=None).count() == 1


# Mandates


def terms(agent: Person, **other: Any) -> Terms:
    today = local_day(now())
    values = {"valid_from": today, "valid_to": today + timedelta(days=10)} | other
    return Terms(agent_name=agent.name, agent_number=agent.id_number, **values)


def test_a_mandate_lets_the_agent_act_for_named_items_in_time() -> None:
    principal, agent = make_citizen(name="王大爷"), make_citizen()
    mandate = actions.give_mandate(
        principal.person,
        terms=terms(agent.person, items=("A-1",)),
        by=actor_of(principal),
        at=now(),
    )
    acting = actor_of(agent, behalf=f"mandate:{mandate.pk}")
    party = queries.party_of(acting)
    assert (party.id, party.name, party.agent) == (str(principal.person_id), "王大爷", "刘建国")
    today = local_day(now())
    assert queries.may_act_for(acting, "A-1", today)
    assert not queries.may_act_for(acting, "B-2", today)
    assert not queries.may_act_for(acting, "A-1", today + timedelta(days=11))
    assert not queries.mandates_held(agent.person, today + timedelta(days=11)).exists()
    actions.revoke_mandate(mandate, reason="不再需要", by=actor_of(principal), at=now())
    assert actor_of(agent, behalf=f"mandate:{mandate.pk}").behalf == ""


def test_naming_an_agent_tells_nothing_and_needs_a_proven_number() -> None:
    principal = make_citizen()
    number = id_number()
    today = local_day(now())
    mandate = actions.give_mandate(
        principal.person,
        terms=Terms("陈二", number, today, today),
        by=actor_of(principal),
        at=now(),
    )
    claimant = make_citizen(Level.DECLARED, number=number)
    assert actor_of(claimant, behalf=f"mandate:{mandate.pk}").behalf == ""
    assert number.encode() not in bytes(Mandate.objects.get().agent_sealed)
    entry = Entry.objects.get(code="identity.mandate.given")
    assert "陈二" not in entry.canonical


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"valid_to": local_day(now()) - timedelta(days=1)}, MandateDates),
        ({"valid_to": local_day(now()) + timedelta(days=4000)}, MandateDates),
    ],
)
def test_mandates_have_sensible_dates(change: dict[str, Any], refusal: type[Exception]) -> None:
    principal, agent = make_citizen(), make_person()
    with pytest.raises(refusal):
        actions.give_mandate(
            principal.person, terms=terms(agent, **change), by=actor_of(principal), at=now()
        )


def test_who_may_not_give_a_mandate() -> None:
    declared, agent = make_citizen(Level.DECLARED), make_citizen()
    with pytest.raises(LevelTooLow):
        actions.give_mandate(
            declared.person, terms=terms(agent.person), by=actor_of(declared), at=now()
        )
    with pytest.raises(NotPermitted):
        actions.give_mandate(make_person(), terms=terms(agent.person), by=actor_of(agent), at=now())
    with pytest.raises(MandateToOneself):
        actions.give_mandate(agent.person, terms=terms(agent.person), by=actor_of(agent), at=now())
    with pytest.raises(NotMember):
        actions.give_mandate(make_firm(), terms=terms(make_person()), by=actor_of(agent), at=now())


def test_a_paper_mandate_needs_its_scan() -> None:
    villager, agent = make_person(), make_person()
    with pytest.raises(EvidenceMissing):
        actions.record_paper_mandate(
            villager, terms=terms(agent), evidence_id=None, by=CLERK, at=now()
        )
    mandate = actions.record_paper_mandate(
        villager, terms=terms(agent), evidence_id=make_file().pk, by=CLERK, at=now()
    )
    assert mandate.paper


def test_strangers_do_not_revoke() -> None:
    mandate = make_mandate(make_person(), make_person())
    with pytest.raises(NotPermitted):
        actions.revoke_mandate(mandate, reason="", by=actor_of(make_citizen()), at=now())
