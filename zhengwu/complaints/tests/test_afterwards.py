"""Time, review, rectification, the archive; a town's complaints; the running case."""

from __future__ import annotations

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import application, at
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Clock
from zhengwu.complaints import actions, queries
from zhengwu.complaints.enums import Channel, Finding, Naming, Satisfaction, State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.complaints.tests.factories import (
    OUTCOME,
    accepted,
    decided,
    investigated,
    letter,
    received,
)
from zhengwu.documents.models import Document
from zhengwu.flow.queries import waiting
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db


def clock_of(row: Complaint, label: str) -> Clock:
    return row.matter.clocks.get(label=label)


def test_the_fifth_working_day_is_in_time_and_the_day_after_is_late(world):
    # Thursday 17: 18, 20 (make-up Sunday), 21, 22, 23 are the five working days.
    row, other = received(world), received(world)
    due = clock_of(row, "decide").due_on
    assert due.isoformat() == "2026-09-23"
    actions.accept(row, gist="第五天受理", by=world.officer, at=at(23, 23, 59))
    assert clock_of(row, "decide").in_time is True
    sweep(at=at(24, 0, 1))
    actions.accept(other, gist="第六天受理", by=world.officer, at=at(24))
    assert clock_of(other, "decide").in_time is False
    expired = Entry.objects.filter(matter_id=other.pk, code="clock.clock.expired")
    assert expired.count() == 1
    found = queries.figures(queries.Period(at(1).date(), at(30).date()))
    assert found["late"] >= 1


def test_more_time_only_with_the_approval_of_another(world):
    row = investigated(world)
    with pytest.raises(refusals.Missing):
        actions.ask_extension(row, days=5, reason=" ", by=world.officer, at=at(21))
    actions.ask_extension(row, days=5, reason="要调取监控", by=world.officer, at=at(21))
    with pytest.raises(NotPermitted):
        actions.decide_extension(row, granted=True, by=world.officer, at=at(21))
    before = clock_of(row, "finish").due_on
    actions.decide_extension(row, granted=True, by=world.manager, at=at(21, 11))
    assert clock_of(row, "finish").due_on > before
    assert Document.objects.filter(matter=row.matter, template_code="complaint_extension").exists()
    with pytest.raises(refusals.NotOpen):
        actions.decide_extension(row, granted=True, by=world.manager, at=at(21, 12))


def test_put_right_rated_and_filed(world):
    row = decided(world)
    with pytest.raises(refusals.NotOpen):
        actions.archive(row, by=world.officer, at=at(22))
    with pytest.raises(NotPermitted):
        actions.rectify(row, text="改好了", by=world.clerk, at=at(22))
    actions.rectify(row, text="已组织培训，补发一次性告知书。", by=world.head, at=at(22))
    actions.say_satisfied(row, satisfaction=Satisfaction.SATISFIED, by=SENDER, at=at(22))
    with pytest.raises(refusals.NotOpen):
        actions.say_satisfied(row, satisfaction=Satisfaction.FAIR, by=SENDER, at=at(22))
    row = actions.archive(row, by=world.officer, at=at(23))
    assert row.state == State.CLOSED
    index = Document.objects.get(matter=row.matter, template_code="archive_index")
    assert "投诉人" not in str(index.content).replace("投诉人提交", "")
    assert not row.matter.clocks.filter(state="running").exists()


def test_reviewed_once_by_another(world):
    row = decided(world)
    actions.ask_review(row, reason="没有退还多收的钱", by=SENDER, at=at(22))
    with pytest.raises(refusals.SamePerson):
        actions.review(row, finding=Finding.UPHELD, text="维持", by=world.officer, at=at(23))
    row = actions.review(row, finding=Finding.PARTLY, text="部分属实", by=world.supervisor,
                         at=at(23))  # fmt: skip
    assert (row.state, row.finding, row.reviewed_by) == ("decided", "partly", world.supervisor.name)
    with pytest.raises(refusals.ReviewedOnce):
        actions.ask_review(row, reason="还是不服", by=SENDER, at=at(24))
    late = decided(world)
    with pytest.raises(refusals.ReviewTooLate):
        actions.ask_review(late, reason="晚了", by=SENDER, at=at(20, month=10))


def test_taken_back_before_the_answer_only(world):
    row = actions.withdraw(accepted(world), reason="已经解决", by=SENDER, at=at(19))
    assert row.state == State.WITHDRAWN
    with pytest.raises(refusals.NotOpen):
        actions.withdraw(decided(world), by=SENDER, at=at(22))
    with pytest.raises(NotPermitted):
        actions.withdraw(accepted(world), by=world.clerk, at=at(19))


@pytest.mark.req("CMP-03")
def test_a_question_is_answered_without_a_finding_against_anybody(world):
    row = received(world, kind="consultation", text="几点上班", staff_id="")
    row = actions.accept(row, gist="咨询上班时间", by=world.officer, at=at(18))
    assert clock_of(row, "finish").rule_code == "complaint.answer"
    row = actions.answer(row, text="周一至周五 9:00—17:00", by=world.officer, at=at(18))
    assert (row.finding, row.state) == (Finding.ANSWERED, State.DECIDED)
    with pytest.raises(refusals.NotInvestigated):
        actions.answer(accepted(world), text="x", by=world.officer, at=at(18))


@pytest.mark.req("CMP-01")
def test_the_case_is_seen_and_urged_while_it_runs(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(14))
    case = cases.accept(case, by=world.clerk, at=at(15))
    row = accepted(world, case=case.matter.number)
    assert row.about_matter_id == case.pk
    task = waiting().filter(matter_id=case.pk).first()
    actions.urge_case(row, task=task, reason="群众等了三天", by=world.officer, at=at(18))
    task.refresh_from_db()
    assert task.urged == 1
    assert Entry.objects.filter(matter_id=case.pk, code="flow.task.urged").exists()
    with pytest.raises(NotPermitted):
        actions.urge_case(row, task=task, reason="x", by=world.clerk, at=at(18))


@pytest.mark.req("CMP-06")
def test_a_town_decides_about_its_own_windows(world):
    about = {"organ": world.town.pk, "staff_id": world.town_clerk.id, "channel": Channel.TOWN}
    row = actions.receive(letter(world, **about), by=world.town_director, at=at(17))
    assert (row.desk, row.office, row.town) == ("town_manager", world.town.pk, world.town.pk)
    director = world.town_director
    row = actions.accept(row, gist="窗口没人", fault="inaction", by=director, at=at(17, 11))
    staff = Staff.objects.get(pk=director.id)
    actions.name_investigator(row, staff=staff, by=director, at=at(17, 12))
    actions.add_record(row, what="evidence", text="监控", by=director, at=at(17, 12))
    actions.ask_opinion(row, by=director, at=at(17, 13))
    actions.give_opinion(row, text="去开会了", by=world.town_clerk, at=at(17, 14))
    outcome = actions.Outcome(
        finding=Finding.UPHELD, found="擅自离岗两小时", answer="属实，已批评", fault="inaction",
        disposals=("educate",),
    )  # fmt: skip
    row = actions.decide(row, outcome=outcome, by=director, at=at(18))
    assert row.state == State.DECIDED


@pytest.mark.req("CMP-06")
def test_about_its_director_the_county_decides(world):
    about = {"organ": world.town.pk, "staff_id": world.town_director.id, "channel": Channel.TOWN}
    row = actions.receive(letter(world, **about), by=world.town_clerk, at=at(17))
    assert (row.desk, row.office) == ("complaint_officer", world.places.centre.pk)
    assert not queries.complaints_of(world.town_director).filter(pk=row.pk).exists()
    own = actions.receive(
        letter(world, organ=world.town.pk, staff_id=world.town_clerk.id, channel=Channel.TOWN),
        by=world.town_director, at=at(17),
    )  # fmt: skip
    own = actions.pass_up(own, reason="本镇人手不够", by=world.town_director, at=at(17, 11))
    assert own.desk == "complaint_officer"
    actions.accept(own, gist="镇里报来", by=world.officer, at=at(18))


@pytest.mark.req("CMP-07")
def test_the_three_faults_of_a_town_are_reported_and_dealt_with_jointly(world):
    about = {"organ": world.town.pk, "staff_id": world.town_clerk.id}
    row = actions.receive(letter(world, **about), by=SENDER, at=at(17))
    director = world.town_director
    row = actions.accept(row, gist="拖着不办", fault="slow", by=director, at=at(17, 11))
    staff = Staff.objects.get(pk=director.id)
    actions.name_investigator(row, staff=staff, by=director, at=at(17, 12))
    actions.add_record(row, what="evidence", text="台账", by=director, at=at(17, 12))
    actions.ask_opinion(row, by=director, at=at(17, 13))
    actions.give_opinion(row, text="忙", by=world.town_clerk, at=at(17, 14))
    outcome = actions.Outcome(
        finding=Finding.PARTLY, found="拖了五天", answer="部分属实", fault="slow",
        disposals=("educate",),
    )  # fmt: skip
    actions.decide(row, outcome=outcome, by=director, at=at(18))
    deliver_all()
    row = Complaint.objects.get(pk=row.pk)
    assert row.joint is True
    assert row.reported_at is not None
    row = actions.deal_jointly(row, opinion="会同优化办约谈镇中心", by=world.officer, at=at(21))
    assert row.joint_by == world.officer.name
    told = Entry.objects.get(matter_id=row.pk, code="complaints.complaint.dealt_jointly")
    assert "优化" in told.payload["office"]


@pytest.mark.req("CMP-02")
def test_counted_by_kind_channel_unit_and_result(world):
    period = queries.Period(at(1).date(), at(1, month=10).date())
    before = queries.figures(period)
    decided(world)
    received(world, kind="burden", naming=Naming.ANONYMOUS)
    box = letter(world, channel=Channel.BOX, kind="suggestion")
    actions.receive(box, by=world.officer, at=at(17))
    after = queries.figures(period)
    gained = {
        kind: after["kinds"].get(kind, 0) - before["kinds"].get(kind, 0)
        for kind in ("complaint", "burden", "suggestion", "report")
    }
    assert gained == {"complaint": 1, "burden": 1, "suggestion": 1, "report": 0}
    assert after["total"] - before["total"] == 3
    assert after["channels"]["box"] - before["channels"].get("box", 0) == 1
    assert sum(number for _, number in after["months"]) == after["total"]
    assert OUTCOME.fault in after["faults"]
    assert after["organs"][world.clerk.organ_code] >= 3


@pytest.mark.req("HALL-11", "CMP-11", "CMP-13")
@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (Channel.HOTLINE, "complaint"), (Channel.TOWN, "dispute"), (Channel.TOWN, "burden"),
        (Channel.LETTER, "complaint"), (Channel.VISIT, "report"), (Channel.TOWN, "consultation"),
    ],
)  # fmt: skip
def test_a_town_takes_every_channel_and_kind(world, channel, kind):
    row = actions.receive(
        letter(world, organ=world.town.pk, staff_id="", channel=channel, kind=kind),
        by=world.town_clerk, at=at(17),
    )  # fmt: skip
    assert (row.desk, row.channel, row.kind) == ("town_manager", channel, kind)
    row = actions.accept(row, gist="群众反映", by=world.town_director, at=at(18))
    assert row.state == State.ACCEPTED


@pytest.mark.req("CMP-04")
def test_a_town_mediates_hands_petitions_on_and_takes_complaints(world):
    about = {"organ": world.town.pk, "staff_id": "", "channel": Channel.VISIT}
    director = world.town_director
    row = actions.receive(letter(world, kind="dispute", **about), by=world.town_clerk, at=at(17))
    row = actions.accept(row, gist="宅基地边界纠纷", by=director, at=at(17, 11))
    row = actions.answer(row, text="经调解，双方同意以老墙为界。", by=director, at=at(18))
    assert row.state == State.DECIDED
    petition = actions.receive(letter(world, **about), by=world.town_clerk, at=at(17))
    petition = actions.hand_on(petition, way="petition", reason="反映征地补偿", by=director,
                               at=at(17, 12))  # fmt: skip
    assert petition.state == State.HANDED_ON
    paper = Document.objects.get(matter=petition.matter)
    assert "信访局" in str(paper.content)
    own = actions.receive(letter(world, **about), by=world.town_clerk, at=at(17))
    assert actions.accept(own, gist="等了一小时", by=director, at=at(18)).state == State.ACCEPTED
