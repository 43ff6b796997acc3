"""The levels of government work together on one matter, as far as they share one node.

Between nodes the same referral goes by exchange; until then these organs stand on one node.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tools.county import levels
from tools.county.names import Names
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.models import Case, CasePaper
from zhengwu.cases.tests.factories import AT, SINCE, application, as_staff, at, with_town
from zhengwu.cases.tests.test_upward import step
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import midnight
from zhengwu.org import actions as org
from zhengwu.org.enums import OrganKind, StaffKind
from zhengwu.org.models import Organ, Region
from zhengwu.township import actions as township
from zhengwu.township import queries as towns
from zhengwu.township.enums import PowerKind, Section
from zhengwu.township.models import CaseCopy

pytestmark = pytest.mark.django_db
_TOP = "SC-NZY-0001"
_HANDED = {"receiver": "刘建国", "place": "政务服务中心", "deliverer": "窗口"}


@pytest.fixture(scope="module")
def county(world: SimpleNamespace) -> SimpleNamespace:
    """Community, town, county, city; above them a bureau of the province that decides."""
    world = with_town(world, community=True)
    world.employer = levels.Employer(SYSTEM, AT, SINCE, 9600, Names(51))
    world.province = province_bureau(world.employer)
    province_decides(world)
    levels._across(world.places, world.people, world.employer)
    return world


def province_bureau(employer: levels.Employer) -> SimpleNamespace:
    """An organ of the province with those who receive, review, check and decide."""
    organ = org.found_organ(
        "SC-ZRZY", name="四川省自然资源厅（演示）", short_name="省自然资源厅",
        kind=OrganKind.DEPARTMENT, region=Region.objects.get(pk=levels.PROVINCE),
        document_mark="川自然资", position=899, **employer.acts,
    )  # fmt: skip
    team = employer.team(organ, levels._BUREAU, StaffKind.SECTION)
    employer.empower(organ, team["A"], team["head"])
    return SimpleNamespace(organ=organ, **{key: as_staff(one) for key, one in team.items()})


def province_decides(world: SimpleNamespace) -> None:
    """The city no longer decides the item but reviews it and sends it on to the province."""
    row = f"窗口,事项名称,编码,事项类型\n省自然资源厅,农用地转用审批（省级）,{_TOP},01\n"
    apply(begin_import("p.csv", row.encode(), by=SYSTEM, at=midnight(SINCE)), by=SYSTEM, at=AT)
    top, middle = plan("06_homestead_city"), plan("06_homestead_city")
    reviewing = plan("07_homestead_county")
    top["item"] = _TOP
    top["document"] |= {"level": "2", "area_code": levels.PROVINCE, "exercise": "四川省"}
    middle["flow"] = reviewing["flow"]
    for name in ("statutory", "promised", "steps"):
        middle["document"][name] = reviewing["document"][name]
    middle["document"].pop("two_person_review")
    middle["document"]["results"] = reviewing["document"]["results"]
    middle["document"]["upward"] = {
        "item": _TOP, "organ_name": world.province.organ.name, "basis": "《土地管理法》第四十四条",
    }  # fmt: skip
    shared = yaml.safe_load((DATA / "editions" / "_shared.yaml").read_text(encoding="utf-8"))
    for one in (top, middle):
        publish_shipped(composed(one, shared), by=SYSTEM, at=at(1))


def plan(name: str) -> dict[str, Any]:
    """A shipped plan of the township's items."""
    text = (DATA / "township" / "editions" / f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def fresh(case: Case) -> Case:
    return Case.objects.select_related("matter").get(pk=case.pk)


def sent_up(case: Case, *, clerk: Actor, reviewer: Actor, day: int) -> Case:
    """Accepted and reviewed here, then with opinion and all papers to the organ above."""
    cases.accept(case, by=clerk, at=at(day, 9))
    step(case, reviewer, "agree", at(day, 11))
    referral = cases.submit_upward(case, opinion="同意上报。", by=clerk, at=at(day, 15))
    return fresh(referral.upper)


@pytest.mark.req("TWN-12")
def test_district_city_province_and_the_answer_back(county: SimpleNamespace) -> None:
    below = cases.receive(application(county, "homestead_county"), by=county.clerk, at=at(17))
    middle = sent_up(below, clerk=county.clerk, reviewer=county.reviewer, day=18)
    top = sent_up(middle, clerk=county.city.clerk, reviewer=county.city.reviewer, day=21)
    chain = [below, middle, top]
    regions = [Organ.objects.get(pk=fresh(one).organ_code).region_id for one in chain]
    assert [code.rstrip("0") for code in regions] == ["511602", "5116", "51"]
    papers = [set(CasePaper.objects.filter(case=one).values_list("name", "file")) for one in chain]
    assert papers[0] == papers[1] == papers[2]
    assert {one.code for one in towns.linked(_TOP)} >= {"GA-NZY-0002", "GA-NZY-0001", _TOP}
    cases.accept(top, by=county.province.clerk, at=at(22))
    step(top, county.province.reviewer, "pass", at(22, 11))
    step(top, county.province.checker, "pass", at(22, 15))
    ruling = cases.Ruling(Verdict.GRANTED, content="准予转用")
    cases.decide(top, task=None, ruling=ruling, by=county.province.A, at=at(23))
    deliver_all()
    deliver_all()
    assert [fresh(one).verdict for one in chain] == [Verdict.GRANTED] * 3
    step(top, county.province.clerk, "", at(24))
    cases.deliver(
        fresh(below), way="direct", on=at(24).date(), detail=_HANDED, by=county.clerk, at=at(24, 11)
    )
    deliver_all()
    deliver_all()
    deliver_all()
    assert {fresh(one).state for one in chain} == {CaseState.COMPLETED}
    running = Clock.objects.filter(matter__in=[one.pk for one in chain], state="running")
    assert not running.exists()


@pytest.mark.req("TWN-11")
def test_up_down_and_across(county: SimpleNamespace) -> None:
    """Province and city above, town and community below, party, congress and CPPCC beside."""
    below = cases.receive(application(county, "homestead_town"), by=county.town.clerk, at=at(17))
    district = sent_up(below, clerk=county.town.clerk, reviewer=county.town.reviewer, day=18)
    city = sent_up(district, clerk=county.clerk, reviewer=county.reviewer, day=21)
    province = sent_up(city, clerk=county.city.clerk, reviewer=county.city.reviewer, day=22)
    walked = [fresh(one).organ_code for one in (below, district, city, province)]
    assert walked == ["GA-T101", "GA-XZSP", "GAS-ZRZY", "SC-ZRZY"]
    # down to the community: what it has the power for is accepted and done there
    approver = as_staff(county.community["A"])
    community = Organ.objects.get(pk=approver.organ_code)
    item = county.editions["elder_community"].item
    township.set_power(
        community, item=item, kind=PowerKind.HANDLE, section=Section.SOCIAL, by=SYSTEM, at=at(1)
    )
    done = cases.finish_on_the_spot(
        application(county, "elder_community"), ruling=cases.Ruling(Verdict.DONE), by=approver,
        at=at(17),
    )  # fmt: skip
    assert (done.state, done.organ_code) == (CaseState.COMPLETED, community.pk)
    # across: each office signs for what it was shown
    beside = [code for code, _, _ in levels.ACROSS] + ["GA-XZSP"]
    for code in beside:
        to = Organ.objects.get(pk=code)
        row = township.send_copy(below, to=to, note="请知悉", by=county.town.clerk, at=at(18, 16))
        reader = county.people.staff[code]["clerk"]
        township.read_copy(row, answer="收悉", by=as_staff(reader), at=at(18, 17))
    signed = CaseCopy.objects.filter(case=below, read_at__isnull=False)
    assert {row.to_organ_id for row in signed} == set(beside)
