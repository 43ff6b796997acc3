"""A town's centre: registered first, solved or put up; four registers; reports; the network."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Channel
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, at, with_town
from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.identity.tests.factories import make_mandate, make_person
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.models import Matter
from zhengwu.notices.models import Message
from zhengwu.org.models import Region
from zhengwu.org.tests.web.acting import acting
from zhengwu.township import actions, queries, registry, rules
from zhengwu.township.enums import (
    SERVICES,
    OvertimeDefault,
    ReceptionKind,
    ReceptionState,
    Register,
    ReportKind,
    Section,
    StationState,
)
from zhengwu.township.models import Reception, RegisterRow, Station, TownReport

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def county(world):  # noqa: F811
    return with_town(world)


@pytest.fixture
def town(county):
    return county.town


def visit(town, kind=ReceptionKind.PROBLEM, by=None, **more) -> Reception:
    return actions.register_visit(
        actions.Visit(town.organ, kind, "村道路灯不亮，请修", "罗大山", "13900000001", **more),
        by=by or town.clerk, at=at(17),
    )  # fmt: skip


@pytest.mark.req("CASE-16")
def test_a_problem_is_registered_then_solved_or_put_to_the_director_with_an_opinion(town):
    row = visit(town)
    assert row.matter.kind == "reception"
    assert row.state == ReceptionState.REGISTERED
    assert b"\xe7\xbd\x97" not in bytes(row.person)
    done = actions.finish(row, outcome="当场联系电工，已修好。", by=town.clerk, at=at(17, 11))
    assert done.state == ReceptionState.DONE
    assert (
        Entry.objects.filter(matter_id=row.pk, code="township.reception.done")
        .get()
        .payload["at_once"]
        is True
    )
    with pytest.raises(rules.DoneAlready):
        actions.put_to_director(row, opinion="x", by=town.clerk, at=at(17, 12))

    hard = visit(town)
    with pytest.raises(rules.Missing):
        actions.put_to_director(hard, opinion=" ", by=town.clerk, at=at(17))
    actions.put_to_director(hard, opinion="建议列入年度计划", by=town.clerk, at=at(17))
    with pytest.raises(NotPermitted):
        actions.direct(hard, word="同意", section=Section.ECONOMY, by=town.clerk, at=at(18))
    hard = actions.direct(hard, word="同意", section=Section.ECONOMY, by=town.director, at=at(18))
    assert (hard.state, hard.section) == (ReceptionState.ASSIGNED, Section.ECONOMY)
    actions.finish(hard, outcome="已列入计划并答复本人。", by=town.reviewer, at=at(21))
    assert Matter.objects.get(pk=hard.pk).closed_at == at(21)


@pytest.mark.req("CASE-17", "ORG-32")
def test_classified_and_passed_to_one_of_three_service_departments(town):
    row = visit(town)
    assert row.section_name == "咨询受理服务部"
    for wrong in (Section.OFFICE, Section.INTAKE):
        with pytest.raises(rules.Missing):
            actions.assign(row, section=wrong, by=town.clerk, at=at(17))
    row = actions.assign(row, section=Section.SOCIAL, by=town.clerk, at=at(17))
    assert row.section_name == "社会事务服务部"
    assert len(Section) == 5


@pytest.mark.req("CASE-37", "CASE-38", "ITM-37")
def test_every_kind_of_the_scope_is_received_handled_answered_and_counted(town):
    kinds = list(ReceptionKind)
    assert set(registry.scope()) == set(kinds)
    rows = [visit(town, kind) for kind in kinds]
    assert len({row.matter.number for row in rows}) == len(kinds)
    names = {row.kind_name for row in rows}
    assert {
        "信访投诉", "纠纷调解", "党组织关系转移", "民政优抚", "劳动保障", "农业服务", "养老保险",
        "合作医疗（居民医保）", "计划生育", "村镇建设", "惠民帮扶", "人员审查登记", "医疗救助登记",
    } <= names  # fmt: skip
    rules_of = {row.kind: Clock.objects.get(matter=row.pk).rule.code for row in rows}
    assert rules_of[ReceptionKind.CONSULT] == "box.consult"
    assert rules_of[ReceptionKind.PETITION] == "xf.inform", "信访工作条例 23, not a local habit"
    for row, kind in zip(rows, kinds, strict=True):
        section = Section(registry.scope()[kind]["section"])
        if section in SERVICES:
            actions.assign(row, section=section, by=town.clerk, at=at(17, 11))
        done = actions.finish(row, outcome="已办理并答复本人。", by=town.clerk, at=at(18))
        assert done.state == ReceptionState.DONE
    counted = queries.figures(town.organ, date(2026, 9, 1), date(2026, 10, 1))
    assert counted["receptions"] == dict.fromkeys(kinds, 1)
    laws = {kind: row["law"] for kind, row in registry.scope().items()}
    assert laws["petition"].startswith("《信访工作条例》")
    assert laws["problem"] == "", "no law known: visibly empty, none is borrowed"


@pytest.mark.parametrize("chosen", [None, OvertimeDefault.REMIND])
@pytest.mark.req("CASE-22")
def test_overtime_default_is_a_choice_of_the_town(town, chosen):
    if chosen:
        with pytest.raises(NotPermitted):
            actions.choose_overtime(
                town.organ, overtime=chosen, reason="试行", by=town.clerk, at=at(17)
            )
        with pytest.raises(rules.Missing):
            actions.choose_overtime(
                town.organ, overtime=chosen, reason=" ", by=town.director, at=at(17)
            )
        actions.choose_overtime(
            town.organ, overtime=chosen, reason="试行", by=town.director, at=at(17)
        )
    row = visit(town, ReceptionKind.CONSULT)
    clock.sweep(at(30, month=10))
    deliver_all()
    deliver_all()
    row.refresh_from_db()
    assert row.late
    expected = ReceptionState.REGISTERED if chosen else ReceptionState.TO_DIRECTOR
    assert row.state == expected


@pytest.mark.req("CASE-20")
def test_the_four_registers_each_with_what_it_needs(town, county):
    home = {"name": "罗大山", "text": "上门办理社保认证", "planned_at": at(21)}
    for register in Register:
        with pytest.raises(rules.Missing):
            actions.write_line(
                actions.Line(town.organ, register, name="", text=""), by=town.agent, at=at(17)
            )
    with pytest.raises(rules.Missing) as missing:
        actions.write_line(
            actions.Line(town.organ, Register.APPOINTMENT, **home), by=town.agent, at=at(17)
        )
    assert set(missing.value.fields) == {"phone"}
    rows = [
        actions.write_line(
            actions.Line(town.organ, register, phone="13900000001", **home),
            by=town.agent, at=at(17),
        )
        for register in Register
    ]  # fmt: skip
    with pytest.raises(rules.Missing):
        actions.close_line(rows[3], result="已办", signed_by="", by=town.agent, at=at(21))
    closed = actions.close_line(
        rows[3], result="已办", signed_by="罗大山", by=town.agent, at=at(21)
    )
    with pytest.raises(rules.ClosedAlready):
        actions.close_line(closed, result="又办", signed_by="x", by=town.agent, at=at(22))
    assert RegisterRow.objects.filter(town=town.organ).count() == 4
    with pytest.raises(NotPermitted):
        actions.write_line(
            actions.Line(town.organ, Register.AGENCY, **home), by=county.stranger, at=at(17)
        )


@pytest.mark.req("TWN-05", "TWN-06")
def test_reports_by_the_second_handed_in_reminded_of_and_signed_for(town, county):
    assert rules.due_day(ReportKind.MONTH, date(2026, 12, 1), 2) == date(2027, 1, 2)
    assert rules.due_day(ReportKind.QUARTER, date(2026, 7, 1), 2) == date(2026, 10, 2)
    assert rules.period_of(ReportKind.QUARTER, date(2027, 1, 1)) == date(2026, 10, 1)
    assert rules.period_of(ReportKind.MONTH, date(2027, 1, 1)) == date(2026, 12, 1)
    with pytest.raises(rules.NotOver):
        actions.hand_in(
            town.organ, kind=ReportKind.MONTH, first=date(2026, 9, 1), by=town.clerk, at=at(30)
        )
    first = at(1, month=10)
    reminder = actions.remind(town.organ, kind=ReportKind.MONTH, by=SYSTEM, at=first)
    assert reminder is not None
    assert actions.remind(town.organ, kind=ReportKind.MONTH, by=SYSTEM, at=first) is None
    assert Message.objects.filter(recipient=f"staff:{town.director.id}").count() == 1
    with pytest.raises(rules.NotHandedIn):
        actions.read_report(reminder, by=county.director, at=first)
    visit(town)
    row = actions.hand_in(
        town.organ, kind=ReportKind.MONTH, first=date(2026, 9, 1), practice="开展上门服务。",
        by=town.clerk, at=at(3, month=10),
    )  # fmt: skip
    assert (row.due_on, row.late, row.figures["receptions"]) == (
        date(2026, 10, 2), True, {"problem": 1},
    )  # fmt: skip
    with pytest.raises(rules.HandedInAlready):
        actions.hand_in(
            town.organ, kind=ReportKind.MONTH, first=date(2026, 9, 1), by=town.clerk,
            at=at(4, month=10),
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.read_report(row, by=town.clerk, at=at(4, month=10))
    read = actions.read_report(row, by=county.director, at=at(4, month=10))
    again = actions.read_report(row, by=county.director, at=at(5, month=10))
    assert read.read_at == again.read_at
    assert TownReport.objects.count() == 1


@pytest.mark.req("TWN-01", "TWN-02", "TWN-09")
def test_stations_by_village_with_state_agent_and_coverage(town, county):
    villages = list(town.organ.region.children.order_by("code"))
    agent = next(one for one in county.people.agents if str(one.pk) == town.agent.id)
    with pytest.raises(rules.Missing):
        actions.set_station(
            villages[0], town=town.organ, state=StationState.OPEN, by=county.director, at=at(17)
        )
    stranger = Region.objects.filter(level="village").exclude(parent=town.organ.region).first()
    with pytest.raises(rules.Missing):
        actions.set_station(
            stranger, town=town.organ, state=StationState.PLANNED, by=county.director, at=at(17)
        )
    actions.set_station(
        villages[0], town=town.organ, state=StationState.OPEN, agent=agent, cadre="村委会主任",
        pilot=True, opened_on=date(2026, 3, 1), by=county.director, at=at(17),
    )  # fmt: skip
    actions.set_station(
        villages[1], town=town.organ, state=StationState.BUILDING, by=town.director, at=at(17)
    )
    with pytest.raises(NotPermitted):
        actions.set_station(
            villages[2], town=town.organ, state=StationState.BUILDING, by=town.clerk, at=at(17)
        )
    covered = queries.coverage(town.organ)
    assert (covered["villages"], covered["open"]) == (len(villages), 1)
    assert covered["states"] == {"open": 1, "building": 1}
    assert Station.objects.get(village=villages[0]).agent == agent


@pytest.mark.req("JNT-11", "JNT-12")
def test_an_agent_applies_for_a_villager_and_the_town_takes_it_up(town, county):
    mandate = make_mandate(county.account.person, make_person(name=town.agent.name))
    mandate.valid_from = date(2026, 1, 1)
    mandate.save()
    case = cases.receive(
        application(county, "planning_town", channel=Channel.AGENT, mandate=mandate),
        by=town.agent, at=at(17),
    )  # fmt: skip
    assert case.agent_id == town.agent.id
    cases.accept(case, by=town.clerk, at=at(17, 11))
    assert case.pk in queries.cases_of(town.organ).values_list("pk", flat=True)
    assert queries.figures(town.organ, date(2026, 9, 1), date(2026, 10, 1))["by_agents"] == 1


def test_pages_of_the_centre(town, county):
    row = visit(town)
    with acting(town.clerk):
        _walk(Client(), row)
    with acting(county.stranger):
        assert Client().get("/desk/town/").status_code in (403, 404)


def _walk(client: Client, row: Reception) -> None:
    for address in (
        "/desk/town/", "/desk/town/network/", "/desk/town/powers/", "/desk/town/visits/",
        f"/desk/town/visits/{row.matter.number}/", "/desk/town/registers/appointment/",
        "/desk/town/reports/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert client.get("/desk/town/?town=GA-T107").status_code == 404
    given = {"kind": "consult", "name": "张三", "text": "怎样办老年证"}
    answer = client.post("/desk/town/visits/", given)
    assert answer.status_code == 302
    made = Reception.objects.get(text="怎样办老年证")
    page = f"/desk/town/visits/{made.matter.number}/"
    assert client.post(page, {"act": "finish", "outcome": ""}).status_code == 422
    assert client.post(page, {"act": "finish", "outcome": "已告知"}).status_code == 302
    made.refresh_from_db()
    assert made.state == ReceptionState.DONE
