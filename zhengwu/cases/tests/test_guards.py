"""Acts are refused at the act itself, whatever page they come from."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from zhengwu.cases import actions as cases
from zhengwu.cases import policy, queries
from zhengwu.cases.actions.decide import NotTheDecidingStep
from zhengwu.cases.actions.handle import DeliveryIsAnActOfItsOwn
from zhengwu.cases.actions.quota import take_place
from zhengwu.cases.actions.recusal import Recused
from zhengwu.cases.enums import CaseState, Channel, TaskKind, Verdict
from zhengwu.cases.models import Case, Quota
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.catalogue.models import Item
from zhengwu.identity.models import Mandate
from zhengwu.identity.tests.factories import make_mandate, make_person
from zhengwu.kernel.errors import NotPermitted, NotThere
from zhengwu.web.paging import paged

from .factories import AT, application, at
from .test_decide import accepted, decide, ready, step

pytestmark = pytest.mark.django_db


def letter_of(principal) -> Mandate:
    mandate = make_mandate(principal, make_person(name="代办员"))
    mandate.valid_from, mandate.valid_to = date(2026, 9, 1), date(2026, 9, 30)
    mandate.save()
    return mandate


def by_agent(world):
    mandate = letter_of(world.account.person)
    handed_in = application(world, "nurse", mandate=mandate, channel=Channel.AGENT)
    return cases.receive(handed_in, by=world.agent, at=AT), mandate


def test_a_letter_of_somebody_else_lets_nobody_apply(world):
    mandate = letter_of(make_person(name="别人"))
    handed_in = application(world, "nurse", mandate=mandate, channel=Channel.AGENT)
    with pytest.raises(checks.MandateMissing):
        cases.receive(handed_in, by=world.agent, at=AT)


def test_an_agent_whose_letter_ended_withdraws_nothing(world):
    case, mandate = by_agent(world)
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=date(2026, 9, 17))
    with pytest.raises(checks.MandateMissing):
        cases.withdraw(case, reason="不办了", by=world.agent, at=at(18))
    case.refresh_from_db()
    assert case.state == CaseState.RECEIVED
    assert cases.withdraw(case, reason="不办了", by=world.agent, at=AT).state == "withdrawn"


def test_an_agent_whose_letter_was_revoked_hands_in_no_supplement(world):
    case, mandate = by_agent(world)
    code = next(iter(queries.terms_of(case.edition_id).material_names))
    defect = Defect(code, "不清晰", "请重新提交")
    cases.request_supplement(case, defects=[defect], by=world.clerk, at=at(18))
    Mandate.objects.filter(pk=mandate.pk).update(state="revoked")
    with pytest.raises(checks.MandateMissing):
        cases.deliver_supplement(
            case, papers=[cases.HandedIn(code, form="original")], by=world.agent, at=at(18, 11)
        )


def test_the_clerk_who_took_in_an_agents_papers_is_no_applicant(world):
    mandate = letter_of(world.account.person)
    case = cases.receive(application(world, "nurse", mandate=mandate), by=world.clerk, at=AT)
    assert not policy.may_act_for_applicant(world.clerk, case)
    with pytest.raises(NotPermitted):
        cases.withdraw(case, reason="嫌麻烦", by=world.clerk, at=AT)


@pytest.mark.parametrize("who", ["reviewer", "head", "agent", "director"])
def test_only_a_window_takes_in(world, who):
    with pytest.raises(NotPermitted):
        cases.receive(application(world, "nurse"), by=getattr(world, who), at=AT)


def test_a_suspended_item_takes_no_application_although_its_terms_are_remembered(world):
    queries.terms_of(world.editions["nurse"].pk)
    Item.objects.filter(pk=world.editions["nurse"].item_id).update(state="suspended")
    with pytest.raises(checks.NotOpen, match="暂停"):
        cases.receive(application(world, "nurse"), by=world.clerk, at=AT)


def test_what_was_missing_when_first_asked_is_asked_again(world):
    item = Item.objects.filter(pk=world.editions["shop"].item_id)
    queries._terms.cache_clear()
    item.update(state="suspended")
    assert queries.terms_of(world.editions["shop"].pk).missing
    item.update(state="active")
    assert not queries.terms_of(world.editions["shop"].pk).missing


def test_lists_ordered_by_their_matter_have_a_second_page(world):
    numbers = {accepted(world).matter.number for _ in range(3)}
    query, seen = QueryDict(), []
    rows = Case.objects.filter(matter__number__in=numbers).select_related("matter")
    for _ in range(3):
        page = paged(rows, ["-matter"], query, 1)
        seen += [row.matter.number for row in page.rows]
        query = QueryDict(page.next.lstrip("?"))
    assert set(seen) == numbers
    assert not page.next


def test_a_step_of_another_case_completes_and_decides_nothing(world):
    mine, other = ready(world), accepted(world)
    (foreign,) = queries.open_tasks(other)
    with pytest.raises(NotThere):
        cases.complete_step(
            mine, task=foreign, outcome="pass", opinion="同意", by=world.reviewer, at=at(21)
        )
    theirs = queries.deciding_task(ready(world))
    with pytest.raises(NotTheDecidingStep):
        cases.decide(mine, task=theirs, ruling=cases.Ruling(Verdict.GRANTED), by=world.b, at=at(22))


def test_delivery_is_not_done_by_ticking_the_step_off(world):
    case = ready(world)
    decide(case, world.b, at(22))
    step(case, world, TaskKind.ISSUE, by=world.clerk, when=at(22, 15), outcome="")
    with pytest.raises(DeliveryIsAnActOfItsOwn):
        step(case, world, TaskKind.DELIVER, by=world.clerk, when=at(22, 16), outcome="delivered")


def test_who_keeps_out_of_a_case_neither_accepts_nor_declines_nor_stops_its_clock(world):
    case = cases.receive(application(world, "nurse"), by=world.clerk, at=AT)
    cases.recuse(
        case, staff_id=world.clerk.id, staff_name="王倩", asked_by="本人", ground="近亲属",
        by=world.clerk, at=AT,
    )  # fmt: skip
    with pytest.raises(Recused):
        cases.accept(case, by=world.clerk, at=AT)
    with pytest.raises(Recused):
        cases.request_supplement(case, defects=[], by=world.clerk, at=AT)
    with pytest.raises(Recused):
        cases.start_procedure(
            case,
            kind="听证",
            reason="需要",
            doing_body="本局",
            planned_days=5,
            by=world.clerk,
            at=AT,
        )


def test_a_larger_number_published_later_opens_places(world):
    take_place("X", 1)
    with pytest.raises(checks.QuotaExhausted):
        take_place("X", 1)
    take_place("X", 2)
    assert (Quota.objects.get(key="X").limit, Quota.objects.get(key="X").taken) == (2, 2)
