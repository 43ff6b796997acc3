"""CASE-21, CASE-29: the systems of a town, each walked at one town and read on its page."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tools.worlds import standing
from zhengwu.assessment import actions as assessment
from zhengwu.assessment.enums import PeriodKind
from zhengwu.assessment.models import Line, Scheme, Score
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Acceptance, CaseState, Channel
from zhengwu.cases.models import Case
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import SMALL, application, as_staff, at, with_town
from zhengwu.cases.tests.test_upward import step
from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.complaints import actions as complaints
from zhengwu.complaints.actions import Letter, Outcome, Proposal
from zhengwu.complaints.enums import CauseKind, Finding, Naming, RecordKind, RecordState
from zhengwu.evaluation import actions as evaluation
from zhengwu.evaluation.enums import Panel, Scope
from zhengwu.identity.tests.factories import make_mandate, make_person
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Delivery
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Region, Staff
from zhengwu.org.tests.web.acting import acting
from zhengwu.personnel import actions as personnel
from zhengwu.personnel import registry
from zhengwu.personnel.models import AttendanceDay
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.models import Card
from zhengwu.township import actions as township
from zhengwu.township.actions import Held, Place
from zhengwu.township.enums import (
    Grade,
    OccasionKind,
    PlaceKind,
    ReceptionKind,
    ReceptionState,
    Register,
    StationState,
)
from zhengwu.township.web.citizen.views import towns as page
from zhengwu.township.web.staff.views import network as desk_page

pytestmark = pytest.mark.django_db
_NEXT = at(12, month=10)


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        found = with_town(found)
        found.office._service_quality()
        centre = found.people.centre
        found.assessor, found.overseer, found.quality = (
            as_staff(centre[key]) for key in ("assessor", "supervisor", "quality")
        )
        # What a test enters is entered today: the rule on late entry would see that, too.
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        assessment.load_shipped(since=date(2026, 1, 1), by=SYSTEM, at=at(1))
        personnel.load_shift(valid_from=date(2026, 1, 1), by=SYSTEM, at=at(1))
        yield found


@pytest.fixture(autouse=True)
def read_in_october(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhengwu.desks import registry as desks

    for module in (page, desk_page, desks):
        monkeypatch.setattr(module, "now", lambda: _NEXT)


def figures_of(world: SimpleNamespace) -> dict[str, str]:
    """What the public page says of each system of the town, in words."""
    text = Client().get(f"/towns/{world.town.organ.pk}/systems/").content.decode()
    parts = re.findall(r'<h2 class="h3">(.*?)</h2>(.*?)</section>', text, re.DOTALL)
    bare = [re.sub(r"<[^>]+>", " ", one) for part in parts for one in part]
    names, told = bare[::2], bare[1::2]
    return {
        name.split()[0]: re.sub(r"\s+", " ", words) for name, words in zip(names, told, strict=True)
    }


def delivered() -> None:
    """What follows, but for the papers: nobody reads them here."""
    Delivery.objects.filter(reaction__startswith="documents").delete()
    deliver_all()


def asked_first(world: SimpleNamespace) -> None:
    """首问负责: the first asked passes it on and stays named until there is an answer."""
    clerk = world.town.clerk
    row = cases.register_question(question="低保怎么办", by=clerk, at=at(17))
    row = cases.pass_question(row, to_organ="GA-RSJ", to_name="王科长", by=clerk, at=at(17, 11))
    assert (row.staff_id, row.closed_at) == (clerk.id, None)
    row = cases.answer_question(row, outcome="已由人社局答复", by=clerk, at=at(18))
    assert (row.staff_id, row.closed_by) == (clerk.id, clerk.name)


def told_once(world: SimpleNamespace) -> Case:
    """一次性告知: everything at once; nothing outside the list, and never a second time."""
    clerk = world.town.clerk
    whole = application(world, "planning_town")
    lacking = whole.papers[0].code
    case = cases.receive(
        application(world, "planning_town", without=(lacking,)), by=clerk, at=at(17)
    )
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交证明")], by=clerk, at=at(17, 11)
        )
    defects = [Defect(lacking, "没有提交", "请补交")]
    cases.request_supplement(case, defects=defects, by=clerk, at=at(17, 12))
    with pytest.raises(checks.SecondSupplement):
        cases.request_supplement(case, defects=defects, by=clerk, at=at(17, 15))
    return case


def carried_by_an_agent(world: SimpleNamespace) -> Case:
    """全程代办: the village's agent hands in, the result is brought and signed for."""
    agent = world.town.agent
    mandate = make_mandate(world.account.person, make_person(name=agent.name))
    mandate.valid_from = date(2026, 1, 1)
    mandate.save()
    case = cases.receive(
        application(world, "planning_town", channel=Channel.AGENT, mandate=mandate),
        by=agent, at=at(17),
    )  # fmt: skip
    line = township.write_line(
        township.Line(world.town.organ, Register.AGENCY, "刘建国", "结果送到", case=case),
        by=agent, at=at(18),
    )  # fmt: skip
    township.close_line(line, result="已送到", signed_by="刘建国", by=agent, at=at(19))
    return case


def limited(world: SimpleNamespace, case: Case) -> Case:
    """限时办结: the clocks of the law and of the promise run, and the review is done in time."""
    cases.accept(case, by=world.town.clerk, at=at(17, 11))
    running = Clock.objects.filter(matter=case.pk, label__in=("statutory", "promised"))
    assert running.exists()
    assert all(one.due_on > at(18).date() for one in running)
    step(case, world.town.reviewer, "agree", at(18))
    return case


def silent_in_time(world: SimpleNamespace, case: Case) -> None:
    """超时默认: a visit goes to the director, a case sent up counts as accepted; nothing more."""
    visit = township.Visit(world.town.organ, ReceptionKind.CONSULT, "路灯不亮", "罗大山")
    row = township.register_visit(visit, by=world.town.clerk, at=at(17))
    referral = cases.submit_upward(case, opinion="拟同意", by=world.town.clerk, at=at(18, 15))
    clock.sweep(at(8, month=10))
    for _ in range(2):
        delivered()
    row.refresh_from_db()
    assert (row.state, row.late) == (ReceptionState.TO_DIRECTOR, True)
    above = cases.deem_accepted(referral.upper, by=SYSTEM, at=at(8, month=10))
    assert (above.acceptance, above.accepted_on) == (Acceptance.DEEMED, at(18).date())
    assert (above.state, above.verdict) == (CaseState.ACCEPTED, ""), "never a licence"


def appraised(world: SimpleNamespace) -> None:
    """群众评议: four panels on the centres of the towns, published."""
    quality = world.quality
    survey = evaluation.draw_up(
        "PY-XZ-2026", name="乡镇便民服务中心评议", closes_on=date(2026, 9, 30),
        scope=Scope.TOWNS, by=quality, at=at(17),
    )  # fmt: skip
    members = [evaluation.Member(panel, f"{panel}{n}") for panel in Panel for n in range(3)]
    evaluation.list_panel(survey, members, by=quality, at=at(17))
    survey = evaluation.open_survey(survey, by=quality, at=at(17))
    town = world.town.organ.pk
    assert set(survey.organs) == set(world.places.towns), "each town's centre, no department"
    codes = [one["code"] for one in survey.questions]
    for one in survey.slips.all():
        given = evaluation.Answer({town: dict.fromkeys(codes, 4)}, {})
        evaluation.answer(survey, one.token, given, at=at(18))
    survey = evaluation.freeze(survey, by=quality, at=at(18))
    evaluation.publish_survey(survey, by=quality, at=at(18))


def held_to_account(world: SimpleNamespace) -> None:
    """监督举报, 责任追究: a complaint about one of the town, found true, ends with a measure."""
    director, clerk = world.town.director, world.town.clerk
    about = Letter(
        kind="complaint", text="让我跑了三趟", organ=world.town.organ.pk,
        naming=Naming.ANONYMOUS, staff_id=clerk.id,
    )  # fmt: skip
    row = complaints.receive(about, by=ANONYMOUS, at=at(17))
    row = complaints.accept(row, gist="反映没有一次告知", fault="again", by=director, at=at(18))
    leader = Staff.objects.get(pk=director.id)
    row = complaints.name_investigator(row, staff=leader, by=director, at=at(18, 11))
    complaints.add_record(
        row, what=RecordKind.TALK, person="受理岗", text="查看了告知书", by=director, at=at(18, 14)
    )
    complaints.ask_opinion(row, by=director, at=at(18, 15))
    complaints.give_opinion(row, text="没有说清楚", by=clerk, at=at(18, 16))
    found = Outcome(
        finding=Finding.UPHELD, found="没有出具告知书", answer="情况属实，已改正", fault="again",
        disposals=("educate",), disposal="组织培训",
    )  # fmt: skip
    row = complaints.decide(row, outcome=found, by=director, at=at(21))
    concerned = Staff.objects.get(pk=clerk.id)
    made = complaints.propose(
        Proposal(concerned, CauseKind.COMPLAINT, row.matter.number, "talk", "让群众跑了三趟"),
        by=director, at=at(21),
    )  # fmt: skip
    complaints.hear(made, statement="接受", by=clerk, at=at(21, 15))
    made = complaints.record_measure(made, decision="谈话提醒", by=director, at=at(22))
    assert (made.state, made.organ_code) == (RecordState.DECIDED, world.town.organ.pk)


def attended(world: SimpleNamespace) -> None:
    """考勤考核: whoever did not come to the town's centre is absent, and it takes points."""
    town, hours = world.town.organ, registry.shipped_shift()
    own = personnel.Hours(
        name=f"{town.short_name}作息", parts=hours["parts"], valid_from=date(2026, 9, 1),
        organ=town, source="镇政府通知", confidence="sure",
    )  # fmt: skip
    personnel.set_shift(own, by=world.director, at=at(16))
    personnel.judge_day(date(2026, 9, 17), by=SYSTEM, at=at(18))
    day = AttendanceDay.objects.get(staff_id=world.town.clerk.id)
    assert (day.state, day.organ_id) == ("absent", world.town.organ.pk)


def assessed(world: SimpleNamespace) -> dict[str, Score]:
    """全员考核: everybody of the town, the agents of its villages included; by person."""
    delivered()
    scheme = Scheme.objects.get(pk="town_staff")
    period = assessment.compute(
        scheme, kind=PeriodKind.MONTH, first=date(2026, 9, 1), by=SYSTEM, at=at(9, month=10)
    )
    period = assessment.review(period, opinion="属实", by=world.overseer, at=at(9, 11, month=10))
    period = assessment.publish(period, by=world.assessor, at=at(9, 12, month=10))
    return {one.staff_id: one for one in period.scores.filter(organ_code=world.town.organ.pk)}


def every_record_opens(world: SimpleNamespace) -> None:
    """The director's page leads from each system to its records."""
    with acting(world.town.director):
        client = Client()
        text = client.get("/desk/town/systems/").content.decode()
        links = re.findall(r'<a href="([^"]+)">看记录', text)
        assert len(links) == 11
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.req("CASE-21", "EVAL-07")
def test_nine_rules_of_a_town(world: SimpleNamespace) -> None:
    asked_first(world)
    told_once(world)
    case = limited(world, carried_by_an_agent(world))
    silent_in_time(world, case)
    appraised(world)
    held_to_account(world)
    attended(world)
    scores = assessed(world)
    clerk = scores[world.town.clerk.id]
    points = dict(Line.objects.filter(score=clerk).values_list("criterion", "points"))
    assert (points["absent_days"], points["account_light"]) == (-2, -2)
    cards = Card.objects.filter(organ_code=world.town.organ.pk)
    yellow = cards.filter(level="yellow").exclude(state="withdrawn").count()
    assert yellow
    told = figures_of(world)
    for name, words in {
        "首问负责制": "首问登记 1 次 未答复 0 次", "一次性告知制": "一次性告知 1 件",
        "全程代办制": "代办 1 件 结果已送到并签收 1 件",
        "限时办结制": "收件 2 件 办结 0 件 超过期限 0 件",
        "超时默认制": "来访超时 1 件",
        "群众评议制": "四方评议 12 份答卷 乡镇便民服务中心评议：80.0 分，第 1 名",
        "监督举报制": f"黄牌 {yellow} 张", "责任追究制": "责任追究 1 人次",
        "考勤考核制": "迟到、早退、缺勤",
    }.items():  # fmt: skip
        assert words in told[name], (name, told[name])
    assert "收到投诉举报 1 件 查实 1 件" in told["监督举报制"]
    assert "上报后县里逾期视为受理 1 件" in told["超时默认制"]
    every_record_opens(world)


@pytest.mark.req("CASE-29")
def test_seven_systems_of_a_town(world: SimpleNamespace) -> None:
    town, agent = world.town, Staff.objects.get(pk=world.town.agent.id)
    asked_first(world)
    told_once(world)
    limited(world, carried_by_an_agent(world))
    # 预约服务: written down with its hour, and its result
    booked = township.Line(
        town.organ, Register.APPOINTMENT, "罗大山", "上门认证", "13900000001", planned_at=at(21)
    )
    line = township.write_line(booked, by=town.clerk, at=at(17))
    township.close_line(line, result="已办", signed_by="", by=town.clerk, at=at(21))
    held_to_account(world)
    # 全员考核: the centre's own, who was seconded there, and the agents of its villages
    village = Region.objects.filter(parent=town.organ.region).order_by("code").first()
    township.set_station(
        village, town=town.organ, state=StationState.OPEN, agent=agent,
        opened_on=date(2026, 3, 1), by=world.director, at=at(1),
    )  # fmt: skip
    seconded = Staff.objects.get(pk=world.stranger.id)
    post = org.found_post(
        "GA-T101-PZ", name="派驻岗", organ=town.organ, duties=[Duty.TOWN_CLERK], by=SYSTEM, at=at(1)
    )
    org.appoint(seconded, post, valid_from=date(2026, 8, 1), by=SYSTEM, at=at(1))
    township.hold(
        Place(town.organ, PlaceKind.CENTRE),
        held=Held(
            OccasionKind.ASSESSMENT, date(2026, 9, 17), "主任", "评定", agent=agent,
            grade=Grade.GOOD,
        ),
        by=town.director, at=at(17),
    )  # fmt: skip
    scores = assessed(world)
    own = {str(one) for one in Staff.objects.filter(organ=town.organ).values_list("pk", flat=True)}
    assert set(scores) == own | {str(seconded.pk)}, "all staff, nobody forgotten"
    mine = scores[str(agent.pk)]
    assert (mine.klass_name, mine.lines.get(criterion="agent_good").points) == ("村级代办员", 3)
    assert scores[town.director.id].klass_name == "便民服务中心人员"
    assert scores[town.clerk.id].lines.get(criterion="account_light").points == -2
    told = figures_of(world)
    assert "预约 1 次 还没有结果 0 次" in told["预约服务制"]
    agents = sum(one.klass == "agents" for one in scores.values())
    assert f"全员考核 {len(scores)} 人" in told["全员考核制"]
    assert f"其中村级代办员 {agents} 人" in told["全员考核制"]
    with acting(town.director):
        board = Client().get("/desk/assessment/").content.decode()
    assert agent.name in board, "the director reads the scores of his people"
