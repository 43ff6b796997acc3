"""Hard cases of rules and cards: amended twice, given up, taken back, counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import at
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Applied, Clock, Interval
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.notices.models import Message
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.supervision import actions, queries
from zhengwu.supervision.enums import CardState, Cause, Verdict
from zhengwu.supervision.jobs import withdraw_false_cards
from zhengwu.supervision.models import Finding, ProbeVersion
from zhengwu.supervision.tests.test_cards import (  # noqa: F401
    card_of,
    county,
    outside_the_list,
    receive,
)
from zhengwu.supervision.tests.test_ladder import reminder

pytestmark = pytest.mark.django_db
START = at(21)


def amended(county, days, **values):  # noqa: F811
    """A further version of one rule, approved now, in force so many days later."""
    author, when = county.supervisor, START + timedelta(days=days)
    rule = {
        "triggers": ["cases.case.received"], "condition": "entered_late_hours >= 0",
        "level": "yellow", "points": 1, "basis": "本地规定", "reason": "试验",
    }  # fmt: skip
    draft = actions.write_version(code="amended", name="试", effective_at=when, by=author, at=START)
    actions.edit(draft, values=rule | values, effective_at=when, by=author, at=START)
    actions.propose(draft, by=author, at=START)
    return actions.approve(draft, by=county.manager, at=START)


def judging(days):
    return [one.number for one in queries.in_force(START + timedelta(days=days))
            .filter(probe_id="amended")]  # fmt: skip


def test_a_rule_amended_for_an_earlier_day_leaves_one_version_at_any_instant(county):  # noqa: F811
    for days in (1, 20, 9):
        amended(county, days)
    assert [judging(days) for days in (0, 2, 10, 21)] == [[], [1], [3], [3]]


def test_an_amendment_given_up_before_its_day_leaves_the_rule_in_force(county):  # noqa: F811
    amended(county, 1)
    second = amended(county, 20)
    early = START + timedelta(days=5)
    actions.retire(second, reason="不改了", by=county.manager, at=early)
    assert [judging(days) for days in (2, 30)] == [[1], [1]]


def test_a_version_that_ended_is_not_brought_back_by_retiring_it(county):  # noqa: F811
    first = amended(county, 1)
    amended(county, 9)
    actions.retire(first, reason="清理", by=county.manager, at=START + timedelta(days=30))
    assert judging(10) == [2]


def judged(card, county, verdict=Verdict.CONFIRMED, by=None, hours=2):  # noqa: F811
    return actions.judge_card(
        card, verdict=verdict, cause=Cause.WINDOW, reason="审议", by=by or county.supervisor,
        at=card.dealt_at + timedelta(hours=hours),
    )  # fmt: skip


def test_a_card_withdrawn_on_appeal_leaves_no_clock_and_all_concerned_are_told(county):  # noqa: F811
    _, card = outside_the_list(county)
    dealt = card.dealt_at
    card = actions.explain(card, text="误点。", by=county.clerk, at=dealt + timedelta(hours=1))
    card = judged(card, county)
    concerned = {county.clerk.id} | {
        str(one.pk) for one in org.holders(Duty.HEAD, card.organ_code, dealt.date())
    }
    assert len(concerned) > 1
    for person in concerned:
        told = Message.objects.filter(dedupe__startswith=f"supervision/{card.pk}/")
        assert told.filter(recipient__endswith=person).count() == 1
    card = actions.appeal(card, text="没有发出", by=county.clerk, at=dealt + timedelta(hours=3))
    card = judged(card, county, Verdict.WITHDRAWN, county.second_supervisor, 4)
    assert card.state == CardState.WITHDRAWN
    assert not card.matter.clocks.filter(state="running").exists()


def test_half_points_are_told_as_such(county):  # noqa: F811
    _, card = outside_the_list(county)
    type(card).objects.filter(pk=card.pk).update(level="red", points=5)
    card = actions.explain(
        card, text="误点。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    judged(card, county, Verdict.REDUCED)
    entry = Entry.objects.get(matter_id=card.pk, code="supervision.card.judged")
    assert entry.payload["points"] == "2.5"


@pytest.mark.parametrize(("entered", "state"), [(-1, "withdrawn"), (1, "dealt")])
def test_a_stop_entered_after_the_card_does_not_clear_it_unjudged(county, entered, state):  # noqa: F811
    case = receive(county)
    sweep(at=at(24, 0, 1))
    deliver_all()
    card = card_of(case, "acceptance_overdue")
    ran_out = Clock.objects.get(pk=card.finding.clock)
    when = card.finding.occurred_at
    interval = Interval.objects.create(
        matter=case.matter, what="suspension", kind="专家评审", notice_no="1",
        served_on=ran_out.started_on, started_on=ran_out.started_on,
        entered_at=when + timedelta(days=entered),
    )  # fmt: skip
    Applied.objects.create(clock=ran_out, interval=interval)
    Clock.objects.filter(pk=ran_out.pk).update(due_at=ran_out.due_at + timedelta(days=2))
    withdraw_false_cards()
    card.refresh_from_db()
    assert card.state == state
    told = Message.objects.filter(dedupe__startswith=f"supervision/{card.pk}/")
    assert told.exists() == (state == "withdrawn")


def test_no_reminder_is_counted_twice_and_live_equals_replay(county):  # noqa: F811
    days = (1, 3, 5, 7, 9, 11, 13)
    for number, day in enumerate(days):
        reminder(county, at(day), number)
        deliver_all()
    found = Finding.objects.filter(probe_code="three_reminders").order_by("occurred_at")
    assert [one.occurred_at for one in found] == [at(5), at(11)]
    version = ProbeVersion.objects.get(probe_id="three_reminders")
    replayed = [hit.key for _, hit, _ in queries.replay_groups([version], at(1), at(28))]
    assert replayed == [one.key for one in found]


def test_the_live_face_moves_when_a_late_matter_is_finished(county):  # noqa: F811
    receive(county)
    deliver_all()
    before = queries.fingerprint(at(22))
    assert queries.fingerprint(at(22)) == before
    sweep(at=at(24, 0, 1))  # limits run out: entries, whether a rule looks at them or not
    assert queries.fingerprint(at(22)) != before
