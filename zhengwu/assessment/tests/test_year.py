"""A year's end; agents and stations by facts of their own; checks of the intranet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhengwu.assessment import actions, queries
from zhengwu.assessment.enums import BulletinKind, SelectionState
from zhengwu.assessment.tests.factories import (
    NEXT,
    UNIT,
    YEAR_END,
    attended,
    computed,
    entered,
    of,
    year_of,
)
from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.documents.models import Document
from zhengwu.evaluation import actions as evaluation
from zhengwu.evaluation import queries as evaluated
from zhengwu.evaluation.enums import Panel, Reached, SurveyKind
from zhengwu.evaluation.registry import script
from zhengwu.evaluation.rules import drawing, refusals
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import InvalidInput
from zhengwu.notices.models import Message
from zhengwu.org.models import Hall, Organ, Staff
from zhengwu.personnel import actions as personnel
from zhengwu.personnel import queries as attendance
from zhengwu.personnel.models import AttendanceDay, PatrolFinding
from zhengwu.supervision import actions as supervision
from zhengwu.township import actions as township
from zhengwu.township import registry as places
from zhengwu.township.enums import PlaceKind, StationState

pytestmark = pytest.mark.django_db
LATE = YEAR_END + timedelta(days=30)


def commended(county, period):
    """The selection of a year, voted on and approved by the government."""
    government = replace(
        county.manager, id="government", name="副区长", organ_code="GA-ZF",
        duties=frozenset({"government_head@GA-ZF"}),
    )  # fmt: skip
    row = actions.open_selection(period, by=county.assessor, at=LATE)
    row = actions.count_votes(row, by=county.assessor, at=LATE + timedelta(days=9))
    return actions.approve_list(row, by=government, at=LATE + timedelta(days=9))


@pytest.mark.req("EVAL-05", "EVAL-17")
def test_a_years_results_are_announced_units_and_persons_commended_laggards_criticised(county):
    entered(county, "safety", "20", scheme="egov", subject="organ:GA-RSJ")
    entered(county, "findings", "8", day=date(2026, 9, 11))
    entered(county, "discipline", "50", day=date(2026, 10, 2))
    units = commended(county, year_of(county, "egov"))
    persons = commended(county, year_of(county, "egov_staff"))
    assert (units.honour, persons.honour) == ("电子政务先进单位", "电子政务先进个人")
    winners = {
        row.score.name for one in (units, persons) for row in one.candidates.filter(chosen=True)
    }
    assert Staff.objects.filter(name__in=winners).exists()
    period = year_of(county, "departments")
    after = LATE + timedelta(days=10)
    result = actions.draft_bulletin(period, kind=BulletinKind.RESULT, by=county.assessor, at=after)
    assert "予以表彰：电子政务先进单位：" in result.text
    assert all(name in result.text for name in winners)
    listed = {row["name"]: row["total"] for row in result.figures["ranking"]}
    assert listed == {
        row.name: f"{row.present_total:.2f}" for row in period.scores.all()
    }  # fmt: skip
    critique = actions.draft_bulletin(
        period, kind=BulletinKind.CRITICISM, by=county.assessor, at=after
    )
    laggard = of(period)
    assert laggard.present_grade == "不合格"
    assert f"{laggard.name}工作滞后，现予通报批评" in critique.text
    assert [row["name"] for row in critique.figures["ranking"]] == [laggard.name]
    for paper in (result, critique):
        actions.issue_bulletin(paper, by=county.manager, at=after)
    papers = Document.objects.filter(template_code="assessment_bulletin")
    assert {one.number != "" for one in papers} == {True}
    assert papers.count() == 2
    assert period in queries.board(public=True)


def opened_station(county):
    """A village's station with the agent of the world, and hours of duty for the town's agents."""
    town = Organ.objects.get(pk=county.agent.organ_code)
    village = town.region.children.order_by("code").first()
    agent = Staff.objects.get(pk=county.agent.id)
    station = township.set_station(
        village, town=town, state=StationState.OPEN, agent=agent, opened_on=date(2026, 1, 1),
        by=SYSTEM, at=at(1),
    )  # fmt: skip
    for organ, kinds in ((None, ["hall_window"]), (town, ["village"])):
        personnel.set_shift(
            personnel.Hours(
                "作息", [["09:00", "12:00"]], date(2026, 9, 1), organ=organ, kinds=kinds,
                absent_after=60, source="县中心通知", reason="值班",
            ),
            by=county.manager, at=at(1),
        )  # fmt: skip
    return station


@pytest.mark.req("EVAL-08")
def test_window_staff_and_village_agents_attend_daily_and_are_assessed_daily(county):
    opened_station(county)
    for actor, hour in ((county.clerk, 9), (county.agent, 8)):
        personnel.sign_in(by=actor, at=at(15, hour, 30))
        personnel.sign_in(by=actor, at=at(15, 12, 10))
    personnel.sign_in(by=county.clerk, at=at(16, 8, 50))
    personnel.sign_in(by=county.clerk, at=at(16, 12, 10))
    for day in (15, 16):
        personnel.judge_day(date(2026, 9, day), by=SYSTEM, at=at(17))
    states = {
        (str(row.staff_id), row.day.day): row.state
        for row in AttendanceDay.objects.filter(staff__in=[county.clerk.id, county.agent.id])
    }
    assert states == {
        (county.clerk.id, 15): "late", (county.clerk.id, 16): "present",
        (county.agent.id, 15): "present", (county.agent.id, 16): "absent",
    }  # fmt: skip
    clerk = computed("staff", when=at(17)).scores.get(staff_id=county.clerk.id)
    agent = computed("agents", when=at(17)).scores.get(staff_id=county.agent.id)
    assert clerk.lines.get(criterion="late_days").points == Decimal("-0.5")
    line = agent.lines.get(criterion="absent_days")
    assert line.points == -2
    assert line.facts[0]["link"].startswith("/desk/attendance/")
    # The next day another fact of the same month: the running assessment follows at once.
    attended(Staff.objects.get(pk=county.agent.id), date(2026, 9, 18), "late")
    again = computed("agents", when=at(19)).scores.get(staff_id=county.agent.id)
    assert again.total < agent.total


@pytest.mark.req("EVAL-09")
def test_the_county_supervises_and_assesses_towns_and_village_points_and_rewards_them(county):
    station = opened_station(county)
    town = station.town
    order = supervision.issue(
        town, facts="代办点无人", wanted="说明情况", by=county.supervisor, at=at(1)
    )
    place = township.Place(town, PlaceKind.STATION, station.village)
    results = dict.fromkeys(places.standards()[PlaceKind.STATION], False)
    township.inspect(
        place, results=results, rectify_by=date(2026, 9, 20), by=county.manager, at=at(10)
    )
    attended(Staff.objects.get(pk=county.agent.id), date(2026, 9, 3), "absent")
    towns, stations = computed("towns"), computed("stations")
    line = of(towns, f"organ:{town.pk}").lines.get(criterion="orders_late")
    assert order.matter.number in line.facts[0]["text"]
    own = of(stations, f"station:{station.village_id}")
    points = dict(own.lines.values_list("criterion", "points"))
    assert points == {"unfit_place": -3, "overdue_place": -2, "absent_days": -2}
    assert own.organ_code == town.pk
    other = of(towns, f"organ:{town.pk}").lines.filter(criterion="unfit_place")
    assert other.get().points == -3
    # The year's awards: towns and stations by rule and vote, approved by the government.
    for code, honour in (("towns", "政务服务先进集体"), ("stations", "群众满意基层站所")):
        period = year_of(county, code)
        row = commended(county, period)
        assert (row.honour, row.state) == (honour, SelectionState.APPROVED)
        assert row.candidates.filter(chosen=True).exists()


def check(county, sort, day, found="", **more):
    values = {"sort": sort, "seen": "审批系统、办公内网"} | ({"found": found} if found else {})
    line = personnel.Line("intranet_check", date(2026, 9, day), values, **more)
    return personnel.write_register(line, by=county.manager, at=at(day))


@pytest.mark.req("EVAL-27")
def test_regular_and_spot_checks_of_the_intranet_and_problems_dealt_with_at_once(county):
    assert "2026年9月" in attendance.lacking("intranet_check", date(2026, 9, 17))
    check(county, "定期检查", 10)
    assert "2026年9月" not in attendance.lacking("intranet_check", date(2026, 9, 17))
    with pytest.raises(InvalidInput) as refused:
        check(county, "不定期抽查", 14, "收文三天没有签收")
    assert set(refused.value.fields) == {"staff"}
    clerk, unit = Staff.objects.get(pk=county.clerk.id), Organ.objects.get(pk="GA-XZSP")
    row = check(county, "不定期抽查", 14, "收文三天没有签收", staff=clerk, organ=unit)
    assert (row.follow, row.due_on) == ("open", date(2026, 9, 15))
    late = personnel.remind(row, link="/", what="网上办公问题", by=SYSTEM, at=at(16))
    assert late is not None
    deliver_all()
    assert Message.objects.filter(link="/", recipient__contains=county.clerk.id).exists()
    row = personnel.answer(row, text="已签收，设了提醒", by=county.clerk, at=at(16, 11))
    keeper = as_staff(Staff.objects.filter(holdings__post__duties__duty="hall_manager").first())
    row = personnel.check(row, good=True, by=keeper, at=at(17))
    assert (row.follow, row.answer) == ("closed", "已签收，设了提醒")
    lines = of(computed()).lines
    assert lines.get(criterion="intranet").points == Decimal("-0.5")
    assert lines.get(criterion="intranet_late").points == -2
    assert lines.get(criterion="intranet_late").facts[0]["link"].endswith(f"{row.pk}/")


def test_patrols_and_examinations_count_and_are_discreet(county):
    clerk, hall = Staff.objects.get(pk=county.clerk.id), Hall.objects.get(code="GA-HALL")
    seen = personnel.Seen("protocol", "greeting", None, clerk)
    tour = personnel.Tour(hall, date(2026, 9, 14), ["protocol"], [], [seen])
    personnel.record_patrol(tour, by=county.manager, at=at(14))
    personnel.write_exam(
        "业务考试", held_on=date(2026, 9, 11), full=100, least=60, marks=f"{clerk.number} 50",
        by=county.manager, at=at(14),
    )  # fmt: skip
    score = computed("staff").scores.get(staff_id=county.clerk.id)
    points = dict(score.lines.values_list("criterion", "points"))
    assert points["exam_failed"] == -5
    assert "patrol" not in points  # nobody has answered it yet
    row = personnel.answer(PatrolFinding.objects.get(), text="是", by=county.clerk, at=at(15))
    keeper = as_staff(Staff.objects.filter(holdings__post__duties__duty="hall_manager").first())
    personnel.check(row, good=True, by=keeper, at=at(16))
    score = computed("staff").scores.get(staff_id=county.clerk.id)
    line = score.lines.get(criterion="patrol")
    assert (line.points, line.facts[0]["link"]) == (-1, f"/desk/patrols/findings/{row.pk}/")
    assert of(computed("departments"), UNIT).lines.filter(criterion="patrol_late").count() == 0


@pytest.mark.req("EVAL-07")
def test_the_public_appraises_the_town_centres_every_year_and_it_counts(county):
    quality = as_staff(Staff.objects.get(holdings__post__duties__duty="quality_officer"))
    survey = evaluation.draw_up(
        "XZ-2026", name="2026年群众评议", kind=SurveyKind.TOWNS, closes_on=date(2026, 9, 28),
        by=quality, at=at(17),
    )  # fmt: skip
    people = [evaluation.Member(Panel.PUBLIC, f"群众{n}") for n in range(3)]
    evaluation.list_panel(survey, people, by=quality, at=at(17))
    survey = evaluation.open_survey(survey, by=quality, at=at(17))
    assert set(survey.organs) == set(Organ.objects.filter(kind="town").values_list("pk", flat=True))
    bad, good = survey.organs[:2]
    codes = [one["code"] for one in survey.questions]
    given = {bad: dict.fromkeys(codes, 3), good: dict.fromkeys(codes, 5)}
    for slip in survey.slips.all():
        evaluation.answer(survey, slip.token, evaluation.Answer(given, {}), at=at(18))
    survey = evaluation.freeze(survey, by=quality, at=at(18))
    before = year_of(county, "towns", frozen=False)
    assert not of(before, f"organ:{bad}").lines.filter(criterion="appraised").exists()
    total = of(before, f"organ:{bad}").total
    evaluation.publish_survey(survey, by=quality, at=at(21))
    year = year_of(county, "towns", frozen=False)
    line = of(year, f"organ:{bad}").lines.get(criterion="appraised")
    assert (line.points, line.facts[0]["link"]) == (-6, "/ratings/appraisals/XZ-2026/")
    assert of(year, f"organ:{bad}").total == total - 6
    assert not of(year, f"organ:{good}").lines.filter(criterion="appraised").exists()


@pytest.mark.req("EVAL-23")
def test_files_quality_and_satisfaction_are_checked_by_the_program(county):
    quality = as_staff(Staff.objects.get(holdings__post__duties__duty="quality_officer"))
    days = (date(2026, 9, 1), date(2026, 9, 30))
    # Drawn so that anybody draws the same again.
    review = evaluation.draw_files(*days, seed="s1", by=quality, at=at(21))
    population = evaluated.finished_files(days)
    assert review.population_digest == drawing.population_digest(population)
    again = drawing.draw(population, share=review.share, least=review.least, seed="s1")
    drawn = sorted(str(one.case_id) for one in review.files.all())
    assert drawn == sorted(key for one in again for key in one.drawn)
    row = review.files.get(organ_code="GA-XZSP")
    # The program tells what papers and clocks say; who had a hand in it is refused.
    seen = evaluated.seen_beforehand(row)
    assert set(seen) == {"acceptance", "decision", "in_time", "served"}
    assert seen["in_time"] == (True, "各期限都没有超过")
    assert county.a.id in evaluated.hands_of(row.case)
    own = replace(quality, id=county.a.id)
    with pytest.raises(refusals.OwnFile):
        evaluation.review_file(row, faults={}, by=own, at=at(21))
    faults = {"served": "没有送达记录", "materials": "材料清单没有签字"}
    row = evaluation.review_file(row, faults=faults, by=quality, at=at(21))
    assert (row.score, row.state, row.due_on) == (80, "rectifying", date(2026, 9, 29))
    head = as_staff(
        Staff.objects.filter(organ="GA-XZSP", holdings__post__duties__duty="head").first()
    )
    row = evaluation.answer_file(row, text="已补送达回证", by=head, at=at(30))
    row = evaluation.check_file(row, good=True, by=county.supervisor, at=NEXT)
    assert row.state == "closed"
    lines = of(computed()).lines
    assert lines.get(criterion="file_review").points == -2
    assert lines.get(criterion="file_late").points == -2
    assert lines.get(criterion="file_review").facts[0]["link"].endswith(f"{row.pk}/")
    # Satisfaction: who was served is drawn likewise and asked by a script.
    deliver_all()
    sample = evaluation.draw_sample(*days, seed="s2", by=quality, at=at(21))
    call = sample.calls.exclude(service__organ_code=quality.organ_code).first()
    answers = {one["code"]: next(iter(one["answers"])) for one in script()["questions"]}
    call = evaluation.make_call(
        call, outcome=Reached.REACHED, answers=answers, level=2, text="", by=quality, at=at(22)
    )
    assert (call.state, call.level) == ("reached", 2)
