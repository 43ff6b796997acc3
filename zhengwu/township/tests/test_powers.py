"""Powers per item and place, the nearest place that has them, and one code through all levels."""

from __future__ import annotations

import pytest
from django.test import Client

from zhengwu.authority.models import Letter
from zhengwu.cases import actions as cases
from zhengwu.cases import rules as case_rules
from zhengwu.cases.enums import CaseState, Channel, Verdict
from zhengwu.cases.tests.conftest import world  # noqa: F401
from zhengwu.cases.tests.factories import SINCE, application, as_staff, at, with_town
from zhengwu.catalogue.actions.editions import Contradictory
from zhengwu.catalogue.models import Item
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.models import Organ
from zhengwu.township import actions, queries, rules
from zhengwu.township.enums import PowerKind, Section, StationState

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def county(world):  # noqa: F811
    return with_town(world, community=True)


def empower(organ: Organ, code: str, kind: PowerKind, **more) -> None:
    actions.set_power(
        organ, item=Item.objects.get(code=code), kind=kind, section=Section.SOCIAL,
        by=SYSTEM, at=at(1), **more,
    )  # fmt: skip


def refused(code: str) -> list[Entry]:
    return [
        one for one in Entry.objects.filter(code="journal.attempt.refused")
        if one.payload["refusal"] == code
    ]  # fmt: skip


@pytest.mark.req("ITM-27")
@pytest.mark.parametrize(
    ("kind", "received", "accepted", "decided"),
    [
        (PowerKind.PROVIDE, False, False, False),
        (PowerKind.AGENT, True, False, False),
        (PowerKind.ACCEPT, True, True, False),
        (PowerKind.HANDLE, True, True, True),
    ],
)
def test_an_act_beyond_the_kind_of_power_is_refused_and_recorded(
    county, kind, received, accepted, decided
):
    town = county.town
    acts = {"receive": received, "accept": accepted, "decide": decided}
    for act, allowed in acts.items():
        if allowed:
            rules.check_act(kind, act, item="x", place="y")
        else:
            with pytest.raises(rules.NoPowerHere):
                rules.check_act(kind, act, item="x", place="y")
    empower(town.organ, "GA-GSZ-0005", kind)
    if not received:
        with pytest.raises(rules.NoPowerHere) as told:
            cases.receive(application(county, "town_road"), by=town.clerk, at=at(17))
        assert "提供信息和咨询" in told.value.message
        assert refused("NoPowerHere") or Entry.objects.filter(refused=True).exists()
        return
    case = cases.receive(application(county, "town_road"), by=town.clerk, at=at(17))
    if not accepted:
        with pytest.raises(rules.NoPowerHere):
            cases.accept(case, by=town.clerk, at=at(17, 11))
        assert Entry.objects.filter(matter_id=case.pk, refused=True).count() == 1
        return
    cases.accept(case, by=town.clerk, at=at(17, 11))
    if not decided:
        with pytest.raises(rules.NoPowerHere):
            cases.decide(
                case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=town.A, at=at(18)
            )
        assert Entry.objects.filter(matter_id=case.pk, refused=True).count() == 1


def test_a_power_may_not_go_beyond_the_published_edition(county):
    for code, kind in (("GA-GSZ-0001", PowerKind.HANDLE), ("GA-GSZ-0003", PowerKind.ACCEPT)):
        with pytest.raises(rules.PowerBeyondItem):
            empower(county.town.organ, code, kind)
    empower(county.town.organ, "GA-GSZ-0001", PowerKind.ACCEPT)
    empower(county.town.organ, "GA-GSZ-0003", PowerKind.AGENT)
    with pytest.raises(rules.NoPowerListed):
        cases.receive(application(county, "town_road"), by=county.town.clerk, at=at(17))


def test_an_agent_applies_only_for_what_is_given_to_the_villages(county):
    from zhengwu.identity.tests.factories import make_mandate, make_person

    mandate = make_mandate(county.account.person, make_person(name=county.town.agent.name))
    mandate.valid_from = SINCE
    mandate.save()
    asked = application(county, "planning_town", channel=Channel.AGENT, mandate=mandate)
    empower(county.town.organ, "GA-GSZ-0001", PowerKind.ACCEPT)
    with pytest.raises(rules.NotForAgents):
        cases.receive(asked, by=county.town.agent, at=at(17))
    empower(county.town.organ, "GA-GSZ-0001", PowerKind.ACCEPT, in_villages=True)
    assert cases.receive(asked, by=county.town.agent, at=at(17)).channel == Channel.AGENT


@pytest.mark.req("ITM-30")
def test_a_community_accepts_and_approves_itself_what_it_has_the_power_for(county):
    approver = as_staff(county.community["A"])
    organ = Organ.objects.get(pk=approver.organ_code)
    assert organ.kind == "village"
    asked = application(county, "elder_community")
    done = cases.Ruling(Verdict.DONE)
    with pytest.raises(rules.NoPowerListed):
        cases.finish_on_the_spot(asked, ruling=done, by=approver, at=at(17))
    empower(organ, "GA-SQ-0001", PowerKind.ACCEPT)
    with pytest.raises(rules.NoPowerHere):
        cases.finish_on_the_spot(asked, ruling=done, by=approver, at=at(17))
    empower(organ, "GA-SQ-0001", PowerKind.HANDLE)
    case = cases.finish_on_the_spot(asked, ruling=done, by=approver, at=at(17))
    assert (case.state, case.organ_code) == (CaseState.COMPLETED, organ.pk)
    letter = Letter.objects.get(number=case.decision.letter_number)
    assert letter.organ_id == organ.pk, "by the community's own authority, nobody else's"


@pytest.mark.req("TWN-18", "TWN-10")
def test_the_nearest_place_with_the_power_stands_first(county):
    street, community = county.places.towns["GA-T001"], Organ.objects.get(pk="GA-V001")
    empower(street, "GA-NHJD-0001", PowerKind.HANDLE, in_villages=True)
    empower(community, "GA-SQ-0001", PowerKind.HANDLE)
    other = street.region.children.order_by("code")[1]
    actions.set_station(
        other, town=street, state=StationState.OPEN, opened_on=SINCE, by=SYSTEM, at=at(1)
    )

    def names(region: str) -> list[str]:
        return [
            "station" if one["station"] else one["organ"].pk
            for one in queries.nearest("GA-SQ-0001", region)
        ]

    assert names(community.region_id)[0] == "GA-V001"
    assert names(other.pk)[:2] == ["station", "GA-T001"], "either place: the village or the town"
    empower(community, "GA-SQ-0001", PowerKind.PROVIDE)
    assert "GA-V001" not in names(community.region_id)
    client = Client()
    whole = client.get("/near/").context["towns"]
    assert len(whole) >= 13, "every street and town of the county, and below each its communities"
    assert sum(one.children.count() for one in whole) >= 102
    page = client.get("/near/", {"town": street.region_id, "item": "GA-SQ-0001"})
    assert "浓洄街道便民服务中心" in page.content.decode()
    for address in ("/near/?q=老年证", "/near/?q=𠮷·&town=x&village=y&item=z", "/towns/"):
        assert client.get(address).status_code == 200, address
    town = client.get("/towns/GA-T001/").content.decode()
    for word in ("公开", "办事", "效能", "老年人优待证办理", "信访工作条例"):
        assert word in town
    assert client.get("/towns/GA-ZWZX/").status_code == 404


@pytest.mark.req("CASE-53")
def test_the_declaration_processes_carried_are_counted(county):
    counted = queries.carried()
    live = Item.objects.filter(open_for_application=True)
    assert counted["items"] == live.count() > len(county.editions) - 2
    assert sum(number for _, number in counted["kinds"]) == counted["items"]
    assert len(counted["kinds"]) >= 3
    assert counted["flows"] >= 3
    assert counted["forms"] >= 10


@pytest.mark.req("TWN-15")
def test_one_code_links_all_levels_and_the_way_up_follows_it(county):
    linked = {one.code for one in queries.linked("GA-GSZ-0004")}
    assert linked == {"GA-GSZ-0004", "GA-NZY-0002", "GA-NZY-0001"}
    case = cases.receive(application(county, "homestead_town"), by=county.town.clerk, at=at(17))
    cases.accept(case, by=county.town.clerk, at=at(17, 11))
    from zhengwu.cases.tests.test_upward import step

    step(case, county.town.reviewer, "agree", at(18))
    upper = county.editions["homestead_county"]
    changed = type(upper).objects.get(pk=upper.pk)
    with pytest.MonkeyPatch.context() as patched:
        terms = case_queries_terms(changed)
        patched.setattr("zhengwu.cases.actions.upward.queries.terms_of", lambda pk: terms)
        with pytest.raises(case_rules.CodeMismatch):
            cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(18, 11))


def case_queries_terms(edition):
    """The terms above under another code than the one below."""
    from dataclasses import replace

    from zhengwu.cases.queries import terms_of

    return replace(terms_of(edition.pk), basic_code="OTHER")


def test_an_edition_may_not_contradict_the_one_above(county):
    import yaml

    from zhengwu.catalogue.actions.shipped import publish_shipped
    from zhengwu.catalogue.registry import DATA
    from zhengwu.catalogue.rules.shipped import composed

    folder = DATA / "township" / "editions"
    plan = yaml.safe_load((folder / "08_homestead_town.yaml").read_text(encoding="utf-8"))
    shared = yaml.safe_load((DATA / "editions" / "_shared.yaml").read_text(encoding="utf-8"))
    plan["document"] |= {"main_name": "别的主项", "charged": True, "basic_code": "GA-JB-X"}
    plan["document"]["fees"] = [{"name": "费", "basis": "x", "rate": "1 元"}]
    plan["document"]["basis"] = [{"law": "某规定", "article": "第一条"}]
    with pytest.raises(Contradictory) as told:
        publish_shipped(composed(plan, shared), by=SYSTEM, at=at(2))
    for word in ("基本编码", "主项名称", "不得收费", "缺少上级公布的设定依据"):
        assert word in told.value.message
