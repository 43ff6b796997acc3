"""From an act to a card, its explanation, judgement, appeal and rectification."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, as_staff, at
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message
from zhengwu.org.models import Organ, Staff
from zhengwu.supervision import actions, queries
from zhengwu.supervision.enums import CardState, Cause, Level, Verdict
from zhengwu.supervision.jobs import withdraw_false_cards
from zhengwu.supervision.models import Card, Finding, Order, ProbeVersion
from zhengwu.supervision.reactions import watch
from zhengwu.supervision.rules import refusals

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def county(world, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        actions.load_shipped(by=SYSTEM, at=at(1))
        one = as_staff(Staff.objects.get(holdings__post__duties__duty="supervisor"))
        world.supervisor = one
        world.second_supervisor = replace(one, id="second", name="另一名监督")
        world.manager = world.director
    return world


def receive(county, name="hygiene"):
    return cases.receive(application(county, name), by=county.clerk, at=at(17))


def outside_the_list(county):
    case = receive(county)
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case,
            defects=[Defect("X99", "没有提交", "请提交无犯罪证明")],
            by=county.clerk,
            at=at(18),
        )
    deliver_all()
    return case, card_of(case, "outside_list")


def card_of(case, probe):
    return Card.objects.get(finding__watched=case.matter, finding__probe_code=probe)


@pytest.mark.req("ESV-02")
def test_a_refused_attempt_is_a_card_once_and_the_clerk_is_told(county):
    _case, card = outside_the_list(county)
    assert (card.level, card.points, card.state) == (Level.YELLOW, 5, CardState.DEALT)
    assert (card.staff_id, card.organ_code) == (county.clerk.id, county.clerk.organ_code)
    entry = Entry.objects.get(pk=card.finding.entry_id)
    assert entry.payload["refusal"] == "outside_the_list"
    assert card.finding.facts == {"refusal": "outside_the_list"}
    told = Message.objects.filter(recipient__endswith=county.clerk.id)
    assert told.filter(link=f"/desk/supervision/cards/{card.matter.number}/").count() == 1
    watch([entry])  # a delivery comes at least once
    assert Finding.objects.filter(entry_id=entry.pk).count() == 1


@pytest.mark.req("ESV-04")
def test_a_limit_that_ran_out_is_a_card_for_whoever_had_the_matter(county):
    case = receive(county)
    sweep(at=at(24, 0, 1))
    deliver_all()
    card = card_of(case, "acceptance_overdue")
    assert card.organ_code == case.organ_code
    assert card.matter.number.startswith("JC-P-2026-")
    explain = card.matter.clocks.get(label="explain")
    assert explain.rule_code == "jc.explain"


def test_the_way_of_a_card(county):
    _, card = outside_the_list(county)
    judge, other = county.supervisor, county.second_supervisor
    dealt = card.dealt_at
    with pytest.raises(refusals.CardNotOpen):
        actions.judge_card(
            card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="属实", by=judge,
            at=dealt + timedelta(hours=1),
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.explain(card, text="误点", by=judge, at=dealt + timedelta(hours=1))
    with pytest.raises(refusals.Missing):
        actions.explain(card, text=" ", by=county.clerk, at=dealt + timedelta(hours=1))
    card = actions.explain(
        card, text="点错了材料，已当场改正。", by=county.clerk, at=dealt + timedelta(hours=2)
    )
    with pytest.raises(NotPermitted):
        actions.judge_card(
            card, verdict=Verdict.WITHDRAWN, cause=None, reason="x", by=county.clerk,
            at=dealt + timedelta(hours=3),
        )  # fmt: skip
    with pytest.raises(refusals.NoLowerLevel):
        actions.judge_card(
            card, verdict=Verdict.REDUCED, cause=Cause.WINDOW, reason="轻微", by=judge,
            at=dealt + timedelta(hours=3),
        )  # fmt: skip
    card = actions.judge_card(
        card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="属实", by=judge,
        at=dealt + timedelta(hours=3),
    )  # fmt: skip
    card = actions.appeal(card, text="没有发出去", by=county.clerk, at=dealt + timedelta(hours=4))
    with pytest.raises(refusals.SameJudge):
        actions.judge_card(
            card, verdict=Verdict.WITHDRAWN, cause=None, reason="x", by=judge,
            at=dealt + timedelta(hours=5),
        )  # fmt: skip
    card = actions.judge_card(
        card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="维持", by=other,
        at=dealt + timedelta(hours=5),
    )  # fmt: skip
    card = actions.rectify(card, text="重新培训。", by=county.clerk, at=dealt + timedelta(hours=6))
    card = actions.accept(card, good=False, reason="没有名单", by=judge,
                          at=dealt + timedelta(hours=7))  # fmt: skip
    card = actions.rectify(card, text="附培训名单。", by=county.clerk,
                           at=dealt + timedelta(hours=8))  # fmt: skip
    card = actions.accept(card, good=True, by=judge, at=dealt + timedelta(hours=9))
    assert card.state == CardState.CLOSED
    assert card.matter.closed_at is not None


def test_a_red_card_is_reduced_to_yellow_with_half_its_points(county):
    case = receive(county)
    defect = Defect("form", "没有签名", "请签名")
    cases.request_supplement(case, defects=[defect], by=county.clerk, at=at(18))
    with pytest.raises(checks.SecondSupplement):
        cases.request_supplement(case, defects=[defect], by=county.clerk, at=at(18, 12))
    deliver_all()
    card = card_of(case, "second_supplement")
    assert card.level == Level.RED
    card = actions.explain(
        card, text="没有看到已发过。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    card = actions.judge_card(
        card, verdict=Verdict.REDUCED, cause=Cause.WINDOW, reason="未造成后果",
        by=county.supervisor, at=card.dealt_at + timedelta(hours=2),
    )  # fmt: skip
    assert (card.level, card.dealt_level, card.points) == (Level.YELLOW, Level.RED, Decimal(5))


def test_a_notice_that_moves_the_limit_withdraws_a_false_card(county):
    case = receive(county)
    sweep(at=at(24, 0, 1))
    deliver_all()
    card = card_of(case, "acceptance_overdue")
    withdraw_false_cards()
    card.refresh_from_db()
    assert card.state == CardState.DEALT  # the limit still ends before the instant of the card
    ran_out = Clock.objects.get(pk=card.finding.clock)
    Clock.objects.filter(pk=ran_out.pk).update(due_at=ran_out.due_at + timedelta(days=2))
    withdraw_false_cards()
    card.refresh_from_db()
    assert (card.state, card.points) == (CardState.WITHDRAWN, Decimal(0))
    assert "放假安排" in card.judgement
    assert not card.matter.clocks.filter(state="running").exists()


def test_a_rule_is_written_by_one_approved_by_another_and_replayed_before(county):
    author = county.supervisor
    start = at(21)
    draft = actions.write_version(
        code="every_receipt", name="每次收件", effective_at=start + timedelta(days=1), by=author,
        at=start,
    )  # fmt: skip
    with pytest.raises(refusals.ProbeFaulty) as caught:
        actions.propose(draft, by=author, at=start)
    assert "触发" in caught.value.message
    values = {
        "triggers": ["cases.case.received"], "condition": "entered_late_hours >= 0",
        "level": "yellow", "points": 1, "basis": "本地规定", "reason": "试验",
    }  # fmt: skip
    draft = actions.edit(
        draft, values=values, effective_at=start + timedelta(days=1), by=author, at=start
    )
    case = receive(county)
    hits = list(queries.replay([draft], at(17), at(18)))
    assert case.matter.number in [number for number, *_ in hits]
    deliver_all()
    assert not Finding.objects.filter(version=draft).exists()  # a draft deals nothing
    draft = actions.propose(draft, by=author, at=start)
    with pytest.raises(refusals.OwnProposal):
        actions.approve(draft, by=author, at=start)
    active = actions.approve(draft, by=county.manager, at=start)
    assert active.state == "active"
    with pytest.raises(refusals.ProbeFixed):
        actions.edit(active, values={"points": 9}, effective_at=start, by=author, at=start)
    following = actions.write_version(
        code="every_receipt", effective_at=start + timedelta(days=9), by=author, at=start
    )
    assert (following.number, following.condition) == (2, active.condition)
    actions.edit(following, values={"reason": "改"}, effective_at=start + timedelta(days=9),
                 by=author, at=start)  # fmt: skip
    actions.propose(following, by=author, at=start)
    actions.approve(following, by=county.manager, at=start)
    active.refresh_from_db()
    assert active.ended_at == start + timedelta(days=9)  # the old one judges until then
    judging_now = queries.in_force(start + timedelta(days=2)).get(probe_id="every_receipt")
    assert judging_now.pk == active.pk


@pytest.mark.req("ORG-11")
def test_an_order_not_answered_becomes_a_rectification_notice(county):
    supervisor = county.supervisor
    organ = Organ.objects.get(pk=county.clerk.organ_code)
    order = actions.issue(
        organ, facts="窗口无人值守", wanted="说明情况并补派人员", by=supervisor, at=at(17)
    )
    assert order.matter.clocks.get().rule_code == "jc.explain"
    with pytest.raises(refusals.OrderRuns):
        actions.escalate(order, reason="逾期", by=supervisor, at=at(18))
    with pytest.raises(NotPermitted):
        actions.answer(order, text="好", by=county.clerk, at=at(18))
    notice = actions.escalate(order, reason="逾期未回复", by=supervisor, at=at(24))
    assert (notice.kind, notice.before_id) == ("rectification", order.pk)
    order.refresh_from_db()
    assert order.state == "escalated"
    head = as_staff(Staff.objects.filter(organ=organ, holdings__post__duties__duty="head").first())
    answered = actions.answer(notice, text="已补派。", by=head, at=at(24, 15))
    closed = actions.close_order(answered, by=supervisor, at=at(25))
    assert (closed.state, closed.late) == ("closed", False)
    assert Order.objects.count() == 2


def test_shipped_probes_are_loaded_once(county):
    assert actions.load_shipped(by=SYSTEM, at=at(2)) == 0
    assert ProbeVersion.objects.filter(probe_id="second_supplement").count() == 1
