"""Onto a post and off it; training, examination, cards and the public column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.actions import end_holding
from zhengwu.org.tests.factories import AT
from zhengwu.personnel import actions, queries, registry
from zhengwu.personnel.enums import CandidateState, CourseKind, CourseResult
from zhengwu.personnel.models import Course
from zhengwu.personnel.rules import qualifying, refusals

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
GOOD = actions.Particulars("本科", date(1990, 5, 1), regular=True, computer=True, business=True)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


def failed(education="大专", born=date(1990, 1, 1), regular=True, computer=True, business=True):
    rules = registry.qualification()
    known = qualifying.Known(education, born, regular, computer, business)
    return qualifying.failed(registry.entry_rules(DAY), rules["education"], known, DAY)


@pytest.mark.req("ORG-13")
def test_the_five_rules_are_evaluated_and_only_the_centre_excepts_with_a_reason(world):
    assert failed() == []
    assert failed(education="高中（中专）") == ["education"]
    assert failed(born=date(1981, 3, 10)) == []  # 44 until tomorrow
    assert failed(born=date(1981, 3, 9)) == ["age"]
    assert failed(regular=False, computer=False, business=False) == [
        "regular", "computer", "business",
    ]  # fmt: skip
    old = actions.Particulars("研究生", date(1975, 1, 1), regular=True, computer=True)
    row = actions.propose(
        world.li, window=world.window, particulars=old, by=world.actors["head"], at=at(9)
    )
    assert row.failed == ["age", "business"]
    with pytest.raises(NotPermitted):
        actions.examine(row, fit=True, opinion="好", by=world.actors["keeper"], at=at(10))
    with pytest.raises(refusals.NotQualified) as refused:
        actions.examine(row, fit=True, opinion="好", by=world.actors["manager"], at=at(10))
    assert "45岁以下、熟悉审批业务" in refused.value.message
    row = actions.examine(
        row, fit=True, opinion="好", exception="业务骨干，本单位无其他人选",
        by=world.actors["manager"], at=at(10),
    )  # fmt: skip
    assert row.state == CandidateState.EXAMINED
    told = Entry.objects.get(code="personnel.candidate.examined").payload
    assert told["exception"] is True


def examined(world, staff="li"):
    row = actions.propose(
        getattr(world, staff), window=world.window, particulars=GOOD,
        by=world.actors["head"], at=at(9),
    )  # fmt: skip
    return actions.examine(row, fit=True, opinion="符合条件", by=world.actors["manager"], at=at(10))


def course(world, kind=CourseKind.PRE_POST, day=11, **results) -> Course:
    held = actions.Held(
        kind, "窗口上岗培训", date(2026, 3, day), 8, "三楼会议室", "某老师",
        subjects=["审批应用系统使用", "普通话", "服务礼仪"], hall=world.hall,
        results={getattr(world, name).pk: result for name, result in results.items()},
    )  # fmt: skip
    return actions.hold_course(held, by=world.actors["keeper"], at=at(day, 18))


@pytest.mark.req("ORG-14")
@pytest.mark.req("ORG-15")
def test_examined_then_trained_then_on_post_and_off_it_with_a_reason(world):
    row = examined(world)
    with pytest.raises(refusals.StepOutOfOrder):
        actions.enter_post(row, on=DAY, by=world.actors["keeper"], at=at(10))
    with pytest.raises(refusals.StepOutOfOrder):
        actions.confirm_training(row, by=world.actors["keeper"], at=at(10))
    course(world, day=11, li=CourseResult.FAILED)
    course(world, kind=CourseKind.REGULAR, day=12, li=CourseResult.PASSED)
    with pytest.raises(refusals.StepOutOfOrder):
        actions.confirm_training(row, by=world.actors["keeper"], at=at(12, 19))
    course(world, day=13, li=CourseResult.PASSED)
    row = actions.confirm_training(row, by=world.actors["keeper"], at=at(13, 19))
    assert [one.staff.number for one in queries.without_entry(world.actors["head"], DAY)] == [
        "1001", "1002",
    ]  # fmt: skip
    row = actions.enter_post(row, on=date(2026, 3, 16), by=world.actors["keeper"], at=at(16))
    assert [one.staff.number for one in queries.without_entry(world.actors["head"], DAY)] == [
        "1001"
    ]
    with pytest.raises(refusals.InTheWayAlready):
        examined(world)
    with pytest.raises(refusals.Missing) as refused:
        actions.exit_post(
            row, kind="x", reason="", on=date(2026, 3, 1), by=world.actors["manager"], at=at(20)
        )
    assert set(refused.value.fields) == {"kind", "reason", "on"}
    row = actions.exit_post(
        row, kind="unfit", reason="季度考核不称职", on=date(2026, 3, 20),
        by=world.actors["manager"], at=at(20),
    )  # fmt: skip
    assert row.state == CandidateState.EXITED
    assert examined(world).pk != row.pk  # the way may be gone again
    codes = list(
        Entry.objects.filter(object_id=str(row.pk)).order_by("seq").values_list("code", flat=True)
    )
    assert [one.rpartition(".")[2] for one in codes if "refus" not in one] == [
        "proposed", "examined", "trained", "entered", "exited",
    ]  # fmt: skip


def test_the_centre_refuses_and_nobody_examines_his_own_candidate(world):
    row = actions.propose(
        world.li, window=world.window, particulars=GOOD, by=world.actors["manager"], at=at(9)
    )
    with pytest.raises(refusals.OwnDecision):
        actions.examine(row, fit=True, opinion="好", by=world.actors["manager"], at=at(10))
    with pytest.raises(NotPermitted):
        actions.propose(
            world.stranger, window=world.window, particulars=GOOD, by=world.actors["head"],
            at=at(9),
        )  # fmt: skip
    second = actions.propose(
        world.zhang, window=world.window, particulars=GOOD, by=world.actors["head"], at=at(9)
    )
    second = actions.examine(
        second, fit=False, opinion="不熟悉业务", by=world.actors["manager"], at=at(10)
    )
    assert second.state == CandidateState.REFUSED


@pytest.mark.req("ORG-44")
@pytest.mark.req("ORG-45")
def test_courses_with_subjects_and_how_each_took_part_before_the_post_and_after(world):
    offered = registry.qualification()["subjects"]
    assert {"审批应用系统使用", "普通话", "服务礼仪"} <= set(offered)
    with pytest.raises(refusals.Missing) as refused:
        actions.hold_course(
            actions.Held(CourseKind.REGULAR, "", date(2026, 4, 1), 2, "", ""),
            by=world.actors["keeper"], at=at(9),
        )  # fmt: skip
    assert set(refused.value.fields) == {
        "title", "place", "teacher", "held_on", "subjects", "results",
    }  # fmt: skip
    course(world, day=2, zhang=CourseResult.PASSED, li=CourseResult.AWAY)
    course(world, kind=CourseKind.REGULAR, day=9, li=CourseResult.PASSED)
    rows = queries.courses_of(date(2026, 3, 1), date(2026, 3, 31))
    assert [(one.course.kind, one.staff.name, one.result) for one in rows] == [
        ("pre_post", "张一", "passed"), ("pre_post", "李二", "away"),
        ("regular", "李二", "passed"),
    ]  # fmt: skip


@pytest.mark.req("ORG-43")
def test_the_yearly_examination_is_written_whole_and_the_best_are_rewarded_once(world):
    def write(marks: str):
        return actions.write_exam(
            "2026年业务考试", held_on=DAY, full=100, least=60, marks=marks,
            by=world.actors["keeper"], at=at(9),
        )  # fmt: skip

    with pytest.raises(refusals.RowsFaulty) as refused:
        write("1001 95\n7777 90\n1002 120\n1001 80\n1003 很好")
    assert refused.value.fields["marks"] == [
        "第 2 行没有工号 7777", "第 3 行分数应在 0 至 100 之间", "第 4 行工号 1001 重复",
        "第 5 行分数“很好”读不懂",
    ]  # fmt: skip
    exam = write("1001 95\n1002，88.5\n1003\t88.5\n1004 88.5\n9101 59")
    results = queries.exam_results(DAY, DAY)
    best = results[0]
    assert (best.staff_name, Decimal(best.marks), best.passed) == ("张一", Decimal("95.0"), True)
    assert [one.passed for one in results] == [True, True, True, True, False]
    with pytest.raises(NotPermitted):
        actions.reward_best(exam, by=world.actors["keeper"], at=at(10))
    made = actions.reward_best(exam, by=world.actors["manager"], at=at(10))
    # Three are rewarded; the fourth has as many marks as the third.
    assert [one.staff.name for one in made] == ["张一", "李二", "王局", "赵外"]
    assert queries.register_rows("reward", date(2026, 3, 10), date(2026, 3, 10)).count() == 4
    with pytest.raises(refusals.RewardedAlready):
        actions.reward_best(exam, by=world.actors["manager"], at=at(11))


@pytest.mark.req("ORG-46")
def test_work_card_plate_and_public_column(world):
    def issue(staff, number, phone="0826-1"):
        return actions.issue_card(
            staff, number=number, plate=f"台{number}", phone=phone, by=world.actors["keeper"],
            at=at(9),
        )  # fmt: skip

    card = issue(world.zhang, "GZ-001")
    with pytest.raises(refusals.CardThere):
        issue(world.zhang, "GZ-002")
    with pytest.raises(refusals.Missing):
        issue(world.li, "GZ-001", phone="")
    issue(world.li, "GZ-002")
    found = queries.public_column(DAY)
    assert [(one["staff"].name, one["card"].number, one["window"].name) for one in found] == [
        ("张一", "GZ-001", "卫健窗口"), ("李二", "GZ-002", "卫健窗口"),
    ]  # fmt: skip
    assert [one["staff"].name for one in queries.public_column(DAY, text="李")] == ["李二"]
    actions.return_card(card, by=world.actors["keeper"], at=at(10))
    assert [one["staff"].name for one in queries.public_column(DAY)] == ["李二"]
    # Who no longer holds a post leaves the column, card or not.
    end_holding(world.li.holdings.get(), on=date(2026, 3, 8), reason="调出", by=SYSTEM, at=AT)
    assert queries.public_column(DAY) == []
