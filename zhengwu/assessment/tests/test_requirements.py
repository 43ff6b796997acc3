"""Rows of the requirements that the assessment itself fulfils, each as its whole sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhengwu.assessment import actions
from zhengwu.assessment.enums import BulletinKind, PeriodKind, PeriodState, SelectionState
from zhengwu.assessment.models import Period, Scheme, Selection
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.tests.factories import (
    NEXT,
    UNIT,
    YEAR_END,
    attended,
    computed,
    entered,
    of,
    published,
    year_of,
)
from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.complaints.models import Accountability
from zhengwu.documents.models import Document
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.models import Matter
from zhengwu.org.models import Post, Staff

pytestmark = pytest.mark.django_db
QUARTER = PeriodKind.QUARTER


@pytest.mark.req("EVAL-02")
def test_months_are_summed_up_quarters_reviewed_windows_assessed(county):
    month = published(county, "windows")
    summary = actions.draft_bulletin(month, kind=BulletinKind.SUMMARY, by=county.assessor, at=NEXT)
    assert "主要扣分：流程方面的黄牌、红牌 1 次" in summary.text
    actions.issue_bulletin(summary, by=county.manager, at=NEXT)
    august = computed("windows", first=date(2026, 8, 1))
    Period.objects.filter(pk=august.pk).update(state=PeriodState.PUBLISHED)
    august.scores.update(unranked="")
    quarter = computed("windows", kind=QUARTER, first=date(2026, 7, 1))
    assert quarter.scores.filter(organ_code="GA-XZSP").get().total == Decimal("97.50")
    quarter = actions.review(quarter, opinion="好", by=county.supervisor, at=NEXT)
    quarter = actions.publish(quarter, by=county.assessor, at=NEXT)
    review = actions.draft_bulletin(quarter, kind=BulletinKind.REVIEW, by=county.assessor, at=NEXT)
    actions.issue_bulletin(review, by=county.manager, at=NEXT)
    kinds = Document.objects.filter(template_code="assessment_bulletin").count()
    assert kinds == 2


@pytest.mark.req("EVAL-03")
def test_findings_of_the_year_on_named_persons_make_a_ranking_by_category(county):
    clerk = f"staff:{county.clerk.id}"
    entered(county, "findings", "3", scheme="staff", subject=clerk)
    entered(county, "findings", "4")
    persons = computed("staff").scores.get(staff_id=county.clerk.id)
    assert persons.lines.get(criterion="findings").points == -3
    period = year_of(county, "departments", frozen=False)
    ranked = period.scores.exclude(rank=None)
    assert {row.klass_name for row in ranked} == {"办件较少的部门"}
    unit = of(period)
    assert [one["day"] for one in unit.months] == [f"2026-{n:02d}-01" for n in range(4, 10)]
    assert unit.total == Decimal("98.50")  # five whole months and one of 91
    assert unit.rank == ranked.count()


@pytest.mark.req("EVAL-24")
def test_the_year_commends_criticises_and_ties_the_bonus(county):
    entered(county, "hindrance", "0")
    entered(county, "discipline", "50", subject="organ:GA-RSJ", day=date(2026, 10, 2))
    period = year_of(county, "departments")
    model = period.version.model
    worst = of(period, "organ:GA-RSJ")
    assert worst.present_grade == "不合格"
    assert model.bonus_of(worst.present_grade, vetoed=False) == 0
    assert model.bonus_of("优秀", vetoed=False) == Decimal("1.2")
    assert model.bonus_of("优秀", vetoed=True) == 0
    late = YEAR_END + timedelta(days=30)
    result = actions.draft_bulletin(period, kind=BulletinKind.RESULT, by=county.assessor, at=late)
    assert result.figures["laggards"] == ["区人社局", "区行政审批局"]
    assert "与评先评优和目标奖惩挂钩" in result.text
    assert "目标奖系数 0" in str(result.figures["ranking"])
    actions.issue_bulletin(result, by=county.manager, at=late)
    critique = actions.draft_bulletin(
        period, kind=BulletinKind.CRITICISM, by=county.assessor, at=late
    )
    assert "区人社局、区行政审批局工作滞后，现予通报批评" in critique.text
    actions.issue_bulletin(critique, by=county.manager, at=late)
    # Who misses the deadline of a task is called to account, and that counts.
    called = county.clerk
    matter = Matter.objects.create(
        kind="accountability",
        number="ZR-1",
        title="x",
        organ_code="GA-XZSP",
        region_code="",
        opened_at=at(20),
    )
    Accountability.objects.create(
        matter=matter, state="decided", cause="card", reference="JC-P-1", staff_id=called.id,
        staff_name=called.name, organ_code="GA-XZSP", measure="notice", basis="x", facts="逾期",
        proposed_by_id="x", proposed_by="x", proposed_at=at(20), decided_at=at(21),
    )  # fmt: skip
    line = computed("staff").scores.get(staff_id=called.id).lines.get(criterion="account_heavy")
    assert line.points == -10


@pytest.mark.req("EVAL-06", "EVAL-16")
def test_quality_windows_of_the_month_excellent_windows_and_models_of_the_year(county):
    star = actions.open_selection(published(county, "windows"), by=county.assessor, at=NEXT)
    assert star.honour == "优质服务星级窗口"
    late = YEAR_END + timedelta(days=30)
    for code, title, honour in (
        ("windows", "年度优秀窗口", "文明窗口"), ("staff", "服务模范", "服务模范"),
    ):  # fmt: skip
        row = actions.open_selection(year_of(county, code), by=county.assessor, at=late)
        assert title in row.title
        one = row.candidates.order_by("-position").first()
        voter = row.voters.exclude(organ_code=one.score.organ_code).first()
        actor = as_staff(Staff.objects.get(pk=voter.staff_id), date(2027, 2, 1))
        actions.vote(row, candidate=one, by=actor, at=late)
        row = actions.count_votes(row, by=county.assessor, at=late + timedelta(days=20))
        row = actions.approve_list(row, by=county.manager, at=late + timedelta(days=20))
        assert (row.state, row.honour) == (SelectionState.APPROVED, honour)
        one.refresh_from_db()
        assert (one.vote_points, one.chosen) == (100, True)


@pytest.mark.req("EVAL-10")
def test_collectives_and_persons_are_proposed_to_the_government(county):
    late = YEAR_END + timedelta(days=30)
    government = replace(
        county.manager, id="government", name="副区长", organ_code="GA-ZF",
        duties=frozenset({"government_head@GA-ZF"}),
    )  # fmt: skip
    for code in ("towns", "staff"):
        row = actions.open_selection(year_of(county, code), by=county.assessor, at=late)
        row = actions.count_votes(row, by=county.assessor, at=late + timedelta(days=9))
        with pytest.raises(NotPermitted):
            actions.approve_list(row, by=county.assessor, at=late + timedelta(days=9))
        row = actions.approve_list(row, by=government, at=late + timedelta(days=9))
        assert row.approved_by == "副区长"
        assert row.candidates.filter(chosen=True).exists()
    assert set(Selection.objects.values_list("honour", flat=True)) == {
        "政务服务先进集体", "服务模范",
    }  # fmt: skip


@pytest.mark.req("EVAL-11")
def test_the_towns_posts_have_duties_and_its_attendance_counts(county):
    town = next(iter(county.places.towns.values()))
    posts = Post.objects.filter(organ=town)
    assert posts.exists()
    assert all(post.duty_list for post in posts)
    person = Staff.objects.filter(organ=town).first()
    attended(person, date(2026, 9, 3), "absent")
    score = of(computed("towns"), f"organ:{town.pk}")
    assert score.lines.get(criterion="absent_days").points == -2


@pytest.mark.req("EVAL-12")
def test_who_hinders_is_vetoed_in_the_selection_of_satisfying_stations(county):
    entered(county, "hindrance", "0")
    entered_year = of(year_of(county, "departments"))
    assert entered_year.veto.startswith("阻碍中心工作")
    row = actions.open_selection(
        Period.objects.get(scheme="departments", kind=PeriodKind.YEAR), by=county.assessor,
        at=YEAR_END + timedelta(days=30),
    )  # fmt: skip
    assert "群众满意基层站所" in row.title
    assert UNIT not in set(row.candidates.values_list("score__subject", flat=True))


@pytest.mark.req("EVAL-18")
def test_disclosure_is_an_item_of_the_annual_assessment(county):
    entered(county, "disclosure", "6")
    unit = of(year_of(county, "departments", frozen=False))
    assert unit.total == Decimal("98.17")  # the month of 89 among five of a hundred


@pytest.mark.req("EVAL-19")
def test_information_work_has_incentives_and_constraints(county):
    entered(county, "information", "2")
    entered(county, "information_late", "1")
    unit = of(computed())
    points = dict(unit.lines.values_list("criterion", "points"))
    assert (points["information"], points["information_late"]) == (2, -1)


@pytest.mark.req("EVAL-20", "EVAL-21")
def test_sharing_development_and_use_are_assessed_and_supply_is_compensated(county):
    for criterion, value in (("supply", "5"), ("develop", "3"), ("use", "4")):
        entered(county, criterion, value, scheme="resources")
    assert of(computed("resources")).total == Decimal("88.00")
    entered(county, "sharing_plus", "4", scheme="resources")
    unit = of(computed("resources"))
    assert unit.total == Decimal("92.00")
    assert unit.parts == {"supply": "35.00", "develop": "27.00", "use": "26.00"}


@pytest.mark.req("EVAL-22")
def test_e_government_has_an_assessment_of_its_own(county):
    entered(county, "safety", "5", scheme="egov")
    unit = of(computed("egov"))
    online = unit.lines.get(criterion="online_none")
    assert (online.number, online.of, online.points) == (6, 6, -10)
    assert unit.total == Decimal("85.00")


@pytest.mark.req("EVAL-26")
def test_offices_assess_one_another_and_never_themselves(county):
    scheme = Scheme.objects.get(pk="departments")
    fact = {
        "criterion": "cross", "day": date(2026, 9, 10), "value": Decimal(2),
        "text": "指南没有更新", "evidence": "交叉考核表第3号", "at": NEXT,
    }  # fmt: skip
    other = as_staff(
        Staff.objects.filter(organ="GA-RSJ", holdings__post__duties__duty="head").first()
    )
    with pytest.raises(refusals.OwnScore):
        actions.enter(scheme, **fact, subject="organ:GA-RSJ", by=other)
    with pytest.raises(NotPermitted):
        actions.enter(scheme, **{**fact, "criterion": "findings"}, subject=UNIT, by=other)
    row = actions.enter(scheme, **fact, subject=UNIT, by=other)
    actions.confirm_entry(row, by=county.manager, at=NEXT)
    assert of(computed()).lines.get(criterion="cross").points == -2
