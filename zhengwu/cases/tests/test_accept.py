"""From receipt to acceptance: the ways of article 32 and no other."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Acceptance, CaseState, Channel, Decline
from zhengwu.cases.models import Case
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Clock
from zhengwu.documents.queries import of_matter
from zhengwu.identity.tests.factories import make_citizen, make_mandate, make_person
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

from .factories import AT, application, as_citizen, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def receive(world, name="hygiene", when=AT, **more) -> Case:
    return cases.receive(application(world, name, **more), by=world.clerk, at=when)


def papers(case) -> list[str]:
    return [document.template_code for document in of_matter(case.matter_id)]


def clock(case, label) -> Clock:
    return Clock.objects.get(matter=case.matter_id, label=label)


def test_receipt_has_number_time_digest_and_starts_the_notice_clock(world):
    case = receive(world)
    (receipt,) = of_matter(case.matter_id)
    entry = Entry.objects.get(matter_id=case.matter_id, code="cases.case.received")
    assert receipt.template_code == "receipt"
    assert receipt.values["receipt_digest"] == entry.digest
    assert case.matter.number.startswith("GA-XK-2026-")
    assert case.matter.query_code
    assert clock(case, "acceptance").due_on == date(2026, 9, 23), "9-20 Sunday is a working day"


@pytest.mark.req("CASE-18")
def test_accepted_case_runs_statutory_and_promised_clock_from_its_day(world):
    case = cases.accept(receive(world), by=world.clerk, at=at(18))
    assert (case.state, case.acceptance) == (CaseState.ACCEPTED, Acceptance.ORDINARY)
    assert case.accepted_on == date(2026, 9, 17), "the day on which it was complete"
    assert clock(case, "statutory").due_on == date(2026, 10, 21)
    assert clock(case, "acceptance").state == "met"
    assert clock(case, "promised").due_on < clock(case, "statutory").due_on
    assert papers(case) == ["receipt", "acceptance"]
    assert case.undertaker_name == world.clerk.name


@pytest.mark.req("CASE-07", "CASE-46")
def test_one_notice_one_supplement_accepted_as_of_the_day_it_was_complete(world):
    first = next(iter(queries.terms_of(world.editions["hygiene"].pk).required_materials))
    case = receive(world, without=(first,))
    with pytest.raises(checks.MaterialsMissing):
        cases.accept(case, by=world.clerk, at=at(17, 11))
    defect = Defect(first, "没有提交", "请补交")
    cases.request_supplement(case, defects=[defect], by=world.clerk, at=at(18))
    with pytest.raises(checks.NotInTray):
        cases.deliver_supplement(
            receive(world), papers=[cases.HandedIn(first)], by=world.clerk, at=at(18)
        )
    with pytest.raises(checks.SupplementOutstanding):
        cases.accept(case, by=world.clerk, at=at(18, 11))
    with pytest.raises(checks.SecondSupplement):
        cases.request_supplement(case, defects=[defect], by=world.clerk, at=at(18, 12))
    case = cases.deliver_supplement(
        case, papers=[cases.HandedIn(first)], by=world.for_firm, at=at(22)
    )
    with pytest.raises(checks.SecondSupplement):
        cases.request_supplement(case, defects=[defect], by=world.clerk, at=at(22, 12))
    case = cases.accept(case, by=world.clerk, at=at(24))
    assert case.acceptance == Acceptance.SUPPLEMENTED
    assert case.accepted_on == date(2026, 9, 22)
    assert papers(case) == ["receipt", "supplement", "acceptance"]


def test_nothing_outside_the_list_is_asked_or_taken(world):
    case = receive(world)
    defects = [Defect("X99", "没有提交", "请提交无犯罪证明")]
    with pytest.raises(checks.OutsideTheList) as caught:
        cases.request_supplement(case, defects=defects, by=world.clerk, at=at(18))
    assert "第30条" in caught.value.article
    refused = Entry.objects.filter(matter_id=case.matter_id, refused=True).latest("seq")
    assert refused.payload["refusal"] == "outside_the_list"


def test_without_notice_in_five_days_it_is_accepted_since_receipt(world):
    case = receive(world)
    sweep(at=at(24, 0, 1))
    deliver_all()
    case.refresh_from_db()
    assert (case.state, case.acceptance) == (CaseState.ACCEPTED, Acceptance.DEEMED)
    assert case.accepted_on == date(2026, 9, 17)
    assert clock(case, "statutory").started_on == date(2026, 9, 17)
    assert papers(case) == ["receipt", "deemed_acceptance", "task_sheet"]


def test_act_after_the_due_instant_counts_although_no_sweep_has_come(world):
    case = receive(world)
    last_minute = at(23, 23, 59)
    defect = Defect("form", "没有签名", "请签名")
    too_late = at(24, 0, 0)
    with pytest.raises(checks.SupplementLate) as caught:
        cases.request_supplement(case, defects=[defect], by=world.clerk, at=too_late)
    assert "2026年9月17日" in caught.value.message
    cases.request_supplement(case, defects=[defect], by=world.clerk, at=last_minute)


@pytest.mark.parametrize(
    ("why", "organ"), [(Decline.NOT_REQUIRED, ""), (Decline.NO_JURISDICTION, "前锋区卫生健康局")]
)
@pytest.mark.req("CASE-08")
def test_not_accepted_is_told_in_writing(world, why, organ):
    case = cases.decline(
        receive(world), why=why, reasons="申请的场所不在本区。", competent_organ=organ,
        by=world.clerk, at=at(17, 11),
    )  # fmt: skip
    assert case.state == CaseState.DECLINED
    assert papers(case)[-1] == "non_acceptance"
    assert case.matter.closed_at or Case.objects.get(pk=case.pk).matter.closed_at
    with pytest.raises(checks.NotInTray):
        cases.accept(case, by=world.clerk, at=at(17, 12))


def test_no_jurisdiction_must_name_the_competent_organ(world):
    with pytest.raises(cases.CompetentOrganMissing):
        cases.decline(
            receive(world), why=Decline.NO_JURISDICTION, reasons="不归我们", by=world.clerk, at=AT
        )


def test_slips_are_put_right_on_the_spot_and_kept(world):
    case = receive(world)
    answers = {**case.answers, "note": "更正后"}
    case = cases.correct(case, answers=answers, by=world.clerk, at=at(17, 11))
    assert case.answers["note"] == "更正后"
    assert papers(case)[-1] == "on_the_spot_fix"
    entry = Entry.objects.filter(matter_id=case.matter_id).get(code="cases.case.corrected")
    assert "更正后" not in entry.canonical


def test_applicant_withdraws_and_nobody_else(world):
    case = receive(world)
    stranger = as_citizen(make_citizen(name="外人"))
    with pytest.raises(NotPermitted):
        cases.withdraw(case, reason="", by=stranger, at=at(18))
    case = cases.withdraw(case, reason="改日再办", by=world.for_firm, at=at(18))
    assert case.state == CaseState.WITHDRAWN
    assert papers(case)[-1] == "withdrawal"
    assert clock(case, "acceptance").state == "cancelled"


def test_misregistration_is_put_right_by_the_head_only_in_the_tray(world):
    case = receive(world)
    with pytest.raises(NotPermitted):
        cases.void(case, reason="重复登记", by=world.clerk, at=at(18))
    case = cases.void(case, reason="重复登记", by=world.head, at=at(18))
    assert case.state == CaseState.MISREGISTERED
    accepted = cases.accept(receive(world), by=world.clerk, at=at(18))
    with pytest.raises(checks.NotInTray):
        cases.void(accepted, reason="想撤销", by=world.head, at=at(19))


@pytest.mark.parametrize("who", ["reviewer", "stranger", "citizen", "director"])
def test_only_the_window_of_the_organ_accepts(world, who):
    case = receive(world)
    with pytest.raises(NotPermitted):
        cases.accept(case, by=getattr(world, who), at=at(18))


def test_declared_identity_may_not_apply(world):
    person = make_person("declared", name="陈小雨")
    with pytest.raises(checks.LevelTooLow):
        receive(world, "nurse", person=person)


def test_truth_must_be_declared(world):
    with pytest.raises(checks.TruthNotDeclared):
        receive(world, truth_declared=False)


def test_agent_applies_with_a_mandate_that_covers_item_and_day(world):
    principal = world.account.person
    applied = {"channel": Channel.AGENT}
    with pytest.raises(checks.MandateMissing):
        cases.receive(application(world, "nurse", **applied), by=world.agent, at=AT)
    mandate = make_mandate(principal, make_person(name="代办员"), items=("别的事项",))
    with pytest.raises(checks.MandateMissing):
        cases.receive(
            application(world, "nurse", mandate=mandate, **applied), by=world.agent, at=AT
        )
    mandate = make_mandate(principal, make_person(name="代办员"))
    mandate.valid_from, mandate.valid_to = date(2026, 9, 1), date(2026, 9, 30)
    case = cases.receive(
        application(world, "nurse", mandate=mandate, **applied), by=world.agent, at=AT
    )
    assert case.agent_name == world.agent.name
    assert queries.case_for(world.agent, case.matter.number) == case


def test_likely_duplicates_are_named(world):
    first = receive(world)
    second = receive(world)
    entry = Entry.objects.get(matter_id=second.matter_id, code="cases.case.received")
    assert first.matter.number in entry.payload["likely_duplicates"]


def test_stranger_sees_no_case(world):
    case = receive(world)
    number = case.matter.number
    assert queries.case_for(world.stranger, number) is None
    assert queries.case_for(as_citizen(make_citizen(name="外人")), number) is None
    for actor in (world.clerk, world.for_firm, world.director, world.a):
        assert queries.case_for(actor, number) == case


def test_case_keeps_the_edition_of_its_filing_day(world):
    case = receive(world)
    assert queries.terms_of(case.edition_id).edition_id == str(world.editions["hygiene"].pk)
    assert case.edition_id == world.editions["hygiene"].pk


def test_system_deems_only_once(world):
    case = receive(world)
    for _ in range(2):
        cases.deem_accepted(case, by=SYSTEM, at=at(24))
    codes = Entry.objects.filter(matter_id=case.matter_id).values_list("code", flat=True)
    assert list(codes).count("cases.case.accepted") == 1
