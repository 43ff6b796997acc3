"""A negative rating from the citizen to the second satisfaction, and every other way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.clock.actions import sweep
from zhengwu.evaluation import actions, policy, queries
from zhengwu.evaluation.actions import EVALUATOR
from zhengwu.evaluation.enums import Complexity, Finding, FollowUpState, Reached, Standing
from zhengwu.evaluation.models import FollowUp, Rating
from zhengwu.evaluation.rules import refusals
from zhengwu.evaluation.tests.factories import assigned, rated, rectifying, served
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def bad(world):
    """A bad rating of the seventeenth, with a telephone number."""
    rating = rated(served(world, at(17)), 4, at(17), text="窗口没有人", phone="13812345678")
    return FollowUp.objects.get(rating=rating)


def test_a_good_rating_opens_nothing(world):
    rating = rated(served(world, at(17)), 3, at(17))
    assert not FollowUp.objects.filter(rating=rating).exists()


def test_the_whole_way(world, bad):
    row = bad
    assert row.matter.kind == "rating"
    assert row.matter.number.startswith("HP-2026-")
    clocks = {one.label: one.rule_code for one in row.matter.clocks.all()}
    assert clocks == {"contact": "hcp.contact", "handle": "hcp.ordinary"}
    row = rectifying(world, row, at(17, 15))
    assert row.state == FollowUpState.RECTIFYING
    with pytest.raises(NotPermitted):
        actions.rectify(row, text="已整改", by=world.clerk, at=at(18))
    row = actions.rectify(row, text="已安排 B 角", by=world.head, at=at(18))
    row = actions.review(row, good=False, reason="没有名单", by=world.quality, at=at(18))
    assert row.state == FollowUpState.RECTIFYING
    row = actions.rectify(row, text="附名单", by=world.head, at=at(18, 15))
    row = actions.review(row, good=True, reason="到位", by=world.quality, at=at(18, 16))
    with pytest.raises(refusals.LevelMissing):
        actions.call_back(
            row, outcome=Reached.REACHED, level=None, text="问了", by=world.hall, at=at(18, 17)
        )
    with pytest.raises(refusals.Missing):
        actions.call_back(
            row, outcome=Reached.UNREACHED, level=2, text="无人接听", by=world.hall, at=at(18, 17)
        )
    row = actions.call_back(
        row, outcome=Reached.REACHED, level=2, text="表示满意", by=world.hall, at=at(18, 17)
    )
    row = actions.close_followup(row, by=world.quality, at=at(19))
    assert (row.state, row.second_level, row.late) == (FollowUpState.CLOSED, 2, False)
    assert row.matter.closed_at == at(19)
    assert not any(one.open for one in row.matter.clocks.all())
    codes = list(
        Entry.objects.filter(matter_id=row.pk, code__startswith="evaluation.")
        .order_by("seq")
        .values_list("code", flat=True)
    )
    assert codes == [
        f"evaluation.followup.{name}"
        for name in (
            "opened", "assigned", "contacted", "verified", "judged", "rectified", "reviewed",
            "rectified", "reviewed", "contacted", "closed",
        )
    ]  # fmt: skip
    figures = queries.followup_figures((at(17).date(), at(17).date()))
    assert (figures.contact_rate, figures.rectified_rate) == (100.0, 100.0)
    assert (figures.second_asked, figures.second_satisfied) == (1, 1)


def test_it_is_not_assigned_to_whom_it_concerns(world, bad):
    clerk = Staff.objects.get(pk=world.clerk.id)
    with pytest.raises(refusals.OwnRating):
        actions.assign(
            bad, staff=clerk, complexity=Complexity.ORDINARY, by=world.quality, at=at(17)
        )
    offered = {str(one.pk) for one in queries.handlers(bad.rating, at(17))}
    assert world.hall.id in offered
    assert world.clerk.id not in offered
    with pytest.raises(NotPermitted):
        actions.assign(bad, staff=clerk, complexity=Complexity.ORDINARY, by=world.head, at=at(17))
    # The person rated is one of the centre: the colleague may, the person may not.
    own = rated(
        served(world, at(17), staff_id=world.hall.id, organ_code=world.hall.organ_code), 5, at(17)
    )
    assert not policy.may_handle(world.hall, own)
    assert policy.may_handle(world.quality, own)


def test_a_complex_one_has_its_limit_from_the_same_day(world, bad):
    row = assigned(world, bad, at(18), complexity=Complexity.COMPLEX)
    handle = row.matter.clocks.get(label="handle", state="running")
    assert (handle.rule_code, handle.started_on) == ("hcp.complex", at(17).date())


def test_who_is_not_reached_is_tried_as_often_as_the_rule_asks(world, bad):
    row = assigned(world, bad, at(17))
    with pytest.raises(refusals.Missing):
        actions.contact(row, outcome=Reached.NO_ADDRESS, text="没有", by=world.hall, at=at(17))
    for hour in (11, 14):
        row = actions.contact(
            row, outcome=Reached.UNREACHED, text="无人接听", by=world.hall, at=at(17, hour)
        )
        assert row.state == FollowUpState.ASSIGNED
    with pytest.raises(NotPermitted):
        actions.contact(
            row, outcome=Reached.UNREACHED, text="无人接听", by=world.quality, at=at(17, 15)
        )
    row = actions.contact(
        row, outcome=Reached.UNREACHED, text="无人接听", by=world.hall, at=at(17, 16)
    )
    assert (row.state, row.contacts.count()) == (FollowUpState.CONTACTED, 3)


def test_an_anonymous_one_without_a_number_goes_on(world):
    rating = rated(served(world, at(17)), 5, at(17))
    row = assigned(world, FollowUp.objects.get(rating=rating), at(17))
    row = actions.contact(
        row, outcome=Reached.NO_ADDRESS, text="匿名，无联系方式", by=world.hall, at=at(17)
    )
    assert row.state == FollowUpState.CONTACTED


@pytest.mark.parametrize("finding", [Finding.MISTAKEN, Finding.MALICIOUS])
def test_mistaken_or_malicious_needs_evidence_and_the_centre(world, bad, finding):
    row = assigned(world, bad, at(17))
    row = actions.contact(row, outcome=Reached.REACHED, text="说点错了", by=world.hall, at=at(17))
    with pytest.raises(refusals.EvidenceMissing):
        actions.verify(
            row, facts="评价人称点错", proposed=finding, evidence=" ", by=world.hall, at=at(17)
        )
    row = actions.verify(
        row, facts="评价人称点错", proposed=finding, evidence="录音编号 17", by=world.hall,
        at=at(17),
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.judge(row, finding=finding, reason="属误评", by=world.head, at=at(18))
    row = actions.judge(row, finding=finding, reason="有录音", by=world.quality, at=at(18))
    rating = Rating.objects.get(pk=row.rating_id)
    assert (row.state, rating.standing, rating.level) == (
        FollowUpState.SETTLED, Standing.VOID, 4,
    )  # fmt: skip
    with pytest.raises(refusals.AppealRuns):
        actions.close_followup(row, by=world.quality, at=at(18))
    with pytest.raises(NotPermitted):
        actions.appeal(row, text="不是误评", by=world.clerk, at=at(19))
    row = actions.appeal(row, text="我没有点错", by=EVALUATOR, at=at(19))
    with pytest.raises(refusals.SameJudge):
        actions.judge(row, finding=finding, reason="维持", by=world.quality, at=at(20))
    row = actions.judge(
        row, finding=Finding.TRUE, reason="录音不完整", by=world.director, at=at(20)
    )
    rating.refresh_from_db()
    assert (row.state, rating.standing) == (FollowUpState.RECTIFYING, Standing.COUNTED)
    assert row.matter.clocks.filter(label="handle", state="running").exists()


def test_a_settled_one_is_closed_when_the_appeal_has_run_out(world, bad):
    row = assigned(world, bad, at(17))
    row = actions.contact(row, outcome=Reached.REACHED, text="说点错了", by=world.hall, at=at(17))
    row = actions.verify(
        row, facts="点错", proposed=Finding.MISTAKEN, evidence="录音", by=world.hall, at=at(17)
    )
    row = actions.judge(row, finding=Finding.MISTAKEN, reason="录音", by=world.quality, at=at(17))
    due = row.matter.clocks.get(label="appeal").due_at
    sweep(at=due)
    with pytest.raises(refusals.NotOpen):
        actions.appeal(row, text="我没有点错", by=EVALUATOR, at=due)
    row = actions.close_followup(row, by=world.quality, at=due)
    assert (row.state, row.late) == (FollowUpState.CLOSED, False)


def test_the_unit_may_appeal_once_and_goes_on_meanwhile(world, bad):
    row = rectifying(world, bad, at(17))
    row = actions.appeal(row, text="当天停电", by=world.head, at=at(18))
    row = actions.judge(row, finding=Finding.TRUE, reason="维持", by=world.director, at=at(18, 15))
    assert row.state == FollowUpState.RECTIFYING
    with pytest.raises(refusals.NotOpen):
        actions.appeal(row, text="再申诉", by=world.head, at=at(18, 16))


def test_a_late_one_is_late_and_supervision_can_see_it(world, bad):
    due = bad.matter.clocks.get(label="contact").due_at
    sweep(at=due)
    expired = Entry.objects.filter(matter_id=bad.pk, code="clock.clock.expired")
    assert {entry.payload["label"] for entry in expired} == {"contact"}
    row = assigned(world, bad, due)
    row = actions.contact(row, outcome=Reached.REACHED, text="迟了", by=world.hall, at=due)
    assert row.late


def test_still_not_satisfied_goes_back_or_is_closed_with_a_reason(world, bad):
    row = rectifying(world, bad, at(17))
    row = actions.rectify(row, text="已整改", by=world.head, at=at(18))
    row = actions.review(row, good=True, reason="到位", by=world.quality, at=at(18))
    row = actions.call_back(
        row, outcome=Reached.REACHED, level=5, text="没有道歉", by=world.hall, at=at(18)
    )
    with pytest.raises(refusals.Missing):
        actions.close_followup(row, by=world.quality, at=at(18))
    row = actions.return_to_unit(row, reason="请当面道歉", by=world.quality, at=at(18))
    assert row.state == FollowUpState.RECTIFYING


def test_the_centre_does_not_judge_itself(world):
    organ = world.quality.organ_code
    rating = rated(served(world, at(17), organ_code=organ, staff_id="x"), 4, at(17))
    row = assigned(world, FollowUp.objects.get(rating=rating), at(17))
    row = actions.contact(row, outcome=Reached.NO_ADDRESS, text="匿名", by=world.hall, at=at(17))
    row = actions.verify(
        row, facts="属实", proposed=Finding.TRUE, evidence="", by=world.hall, at=at(17)
    )
    with pytest.raises(refusals.OwnRating):
        actions.judge(row, finding=Finding.TRUE, reason="属实", by=world.quality, at=at(17))
    outside = replace(world.quality, id="up", organ_code="511600000000")
    row = actions.judge(row, finding=Finding.TRUE, reason="属实", by=outside, at=at(17))
    assert row.state == FollowUpState.RECTIFYING


def test_the_unit_sees_its_own_when_assigned_and_never_the_evaluator(world, bad):
    assert bad not in queries.followups_of(world.head)
    row = assigned(world, bad, at(17))
    assert row in queries.followups_of(world.head)
    assert row not in queries.followups_of(world.stranger)
    assert row not in queries.followups_of(world.clerk)
    assert not policy.may_see_evaluator(world.head, row)
    assert policy.may_see_evaluator(world.hall, row)
    assert queries.phone_of(row.rating) == "13812345678"
    assert as_staff(Staff.objects.get(pk=world.head.id)).name not in row.matter.title
