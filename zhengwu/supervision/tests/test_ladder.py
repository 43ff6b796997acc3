"""Three levels of a card, hearings, causes of overdue matters, cards about no matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action, deliver_all, record
from zhengwu.journal.models import Entry, Stream
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message
from zhengwu.org.models import Staff
from zhengwu.supervision import actions, queries
from zhengwu.supervision.enums import CardState, Cause, Verdict
from zhengwu.supervision.events import FindingMade
from zhengwu.supervision.models import Card, Finding, OverdueCause, ProbeVersion, Sighting
from zhengwu.supervision.rules import refusals
from zhengwu.supervision.tests.test_cards import (  # noqa: F401
    card_of,
    county,
    outside_the_list,
    receive,
)

pytestmark = pytest.mark.django_db


def test_a_card_nobody_answers_goes_to_the_centre_and_then_to_the_office(county):  # noqa: F811
    _, card = outside_the_list(county)
    assert card.desk == "unit"
    for desk in ("centre", "office"):
        running = card.matter.clocks.get(label="explain", state="running")
        sweep(at=running.due_at + timedelta(minutes=1))
        deliver_all()
        card.refresh_from_db()
        assert card.desk == desk
        assert Message.objects.filter(dedupe__startswith=f"supervision.escalated/{card.pk}/{desk}")
    late = card.matter.clocks.order_by("-due_at").first().due_at + timedelta(hours=1)
    assert actions.escalate_card(card, by=SYSTEM, at=late).desk == "office"  # there is no higher
    judged = actions.judge_card(
        card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="一直没有说明",
        by=county.supervisor, at=late,
    )  # fmt: skip
    assert judged.state == CardState.JUDGED


def test_an_answered_card_stays_where_it_is(county):  # noqa: F811
    _, card = outside_the_list(county)
    card = actions.explain(
        card, text="误点。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    later = card.dealt_at + timedelta(days=30)
    assert actions.escalate_card(card, by=SYSTEM, at=later).desk == "unit"


def test_the_hearing_is_recorded_and_the_centre_gives_its_opinion(county):  # noqa: F811
    _, card = outside_the_list(county)
    when = card.dealt_at + timedelta(hours=1)
    with pytest.raises(refusals.CardNotOpen):
        actions.hear(card, present="王倩", text="误点", by=county.supervisor, at=when)
    card = actions.explain(card, text="误点。", by=county.clerk, at=when)
    with pytest.raises(NotPermitted):
        actions.hear(card, present="王倩", text="误点", by=county.clerk, at=when)
    with pytest.raises(refusals.Missing):
        actions.hear(card, present="", text="误点", by=county.supervisor, at=when)
    card = actions.hear(card, present="王倩", text="选错了一行", by=county.supervisor, at=when)
    manager = replace(county.manager, organ_code="CENTRE")
    card = actions.review(card, text="情况属实，建议维持", by=manager, at=when)
    with pytest.raises(NotPermitted):
        actions.review(card, text="x", by=county.clerk, at=when)
    told = Entry.objects.filter(matter_id=card.pk).values_list("code", flat=True)
    assert {"supervision.card.heard", "supervision.card.reviewed"} <= set(told)


def test_who_is_supervised_does_not_judge_even_with_the_duty(county):  # noqa: F811
    _, card = outside_the_list(county)
    card = actions.explain(
        card, text="误点。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    both = replace(county.supervisor, id=card.staff_id)
    colleague = replace(county.supervisor, id="x", organ_code=card.organ_code)
    for judge in (both, colleague):
        with pytest.raises(refusals.OwnCard):
            actions.judge_card(
                card, verdict=Verdict.WITHDRAWN, cause=None, reason="x", by=judge,
                at=card.dealt_at + timedelta(hours=2),
            )  # fmt: skip
        with pytest.raises(refusals.OwnCard):
            actions.hear(card, present="x", text="x", by=judge, at=card.dealt_at)


@pytest.mark.req("CASE-31", "ESV-04")
def test_an_overdue_matter_carries_its_cause(county):  # noqa: F811
    case = receive(county)
    sweep(at=at(24, 0, 1))
    deliver_all()
    card = card_of(case, "acceptance_overdue")
    assert not OverdueCause.objects.filter(matter=case.matter).exists()
    organ = card.organ_code
    head = as_staff(Staff.objects.filter(organ=organ, holdings__post__duties__duty="head").first())
    card = actions.explain(card, text="窗口忘了。", by=head, at=card.dealt_at + timedelta(hours=1))
    actions.judge_card(
        card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="窗口没有转交",
        by=county.supervisor, at=card.dealt_at + timedelta(hours=2),
    )  # fmt: skip
    settled = OverdueCause.objects.get(matter=case.matter)
    assert (settled.cause, settled.decided_by) == ("window", county.supervisor.name)
    own = replace(county.supervisor, organ_code=case.organ_code)
    with pytest.raises(NotPermitted):
        actions.decide_cause(case.matter, cause=Cause.SYSTEM, reason="x", by=own, at=at(25))
    again = actions.decide_cause(
        case.matter, cause=Cause.APPLICANT, reason="申请人要求暂缓", by=county.supervisor,
        at=at(25, 15),
    )  # fmt: skip
    entry = Entry.objects.get(object_id=str(settled.pk), code="supervision.cause.decided",
                              seq=again.journal_seq)  # fmt: skip
    assert entry.changes["cause"] == ["window", "applicant"]


def test_figures_lead_to_exactly_the_matters_they_count(county):  # noqa: F811
    case = receive(county)
    Clock.objects.filter(matter=case.matter).update(stage="overdue", label="statutory")
    for one in queries.late_matters():
        assert queries.late_rows(one.organ, one.cause).count() == one.count
    mine = [one for one in queries.late_matters() if one.organ == case.organ_code]
    assert [one.cause for one in mine] == [queries.UNDECIDED]
    actions.decide_cause(
        case.matter, cause=Cause.SECTION, reason="科室压件", by=county.supervisor, at=at(25)
    )
    mine = [one for one in queries.late_matters() if one.organ == case.organ_code]
    assert {one.cause for one in mine} >= {"section"}
    assert case.matter in queries.late_rows(case.organ_code, "section")
    for place in queries.bottlenecks(at(25)):
        assert queries.waiting_at(place.name, place.organ).count() == place.count


@action
def tell(stream: Stream, event: FindingMade, *, by, at):
    return record(Stream.objects.select_for_update().get(pk=stream.pk), event, by=by, at=at)


def reminder(county, when, number):  # noqa: F811
    stream, _ = Stream.objects.get_or_create(key=f"test/{number}")
    clerk = county.clerk
    event = FindingMade(
        probe="near_limit", level="warning", watched=f"GA-{number}", organ=clerk.organ_code,
        staff=clerk.id, staff_name=clerk.name, who=clerk.id,
    )  # fmt: skip
    tell(stream, event, by=SYSTEM, at=when)


def test_three_reminders_are_a_deduction_about_a_person_and_live_equals_replay(county):  # noqa: F811
    for number, day in enumerate((1, 9, 17)):
        reminder(county, at(day), number)
    deliver_all()
    deliver_all()
    found = Finding.objects.get(probe_code="three_reminders")
    assert found.watched is None
    assert found.subject_name == county.clerk.name
    assert (found.staff_id, found.organ_code) == (county.clerk.id, county.clerk.organ_code)
    assert len(found.evidence) == 3
    card = Card.objects.get(finding=found)
    assert (card.level, card.points, card.subject) == ("score", 3, county.clerk.name)
    assert county.clerk.name in card.matter.title
    version = ProbeVersion.objects.get(probe_id="three_reminders")
    replayed = [hit.key for _, hit, _ in queries.replay_groups([version], at(1), at(28))]
    assert replayed == [found.key]
    entry = Entry.objects.get(pk=found.entry_id)
    from zhengwu.supervision.reactions import watch

    watch([entry])
    assert Sighting.objects.filter(probe_code="three_reminders").count() == 3
    assert Finding.objects.filter(probe_code="three_reminders").count() == 1
    explained = actions.explain(
        card, text="三件都在等外省函调。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    assert explained.state == CardState.EXPLAINED


def test_an_act_entered_late_is_counted_where_it_happened(county):  # noqa: F811
    for number, day in enumerate((1, 25)):
        reminder(county, at(day), number)
    deliver_all()
    assert not Finding.objects.filter(probe_code="three_reminders").exists()
    reminder(county, at(3), 9)  # recorded after the one of the 25th
    deliver_all()
    found = Finding.objects.get(probe_code="three_reminders")
    assert len(found.evidence) == 3


def test_points_of_a_period_with_the_cards_behind(county):  # noqa: F811
    _, card = outside_the_list(county)
    day = card.finding.occurred_at.date()
    open_now = queries.open_cards()
    unit = next(one for one in queries.points((day, day)) if one.key == card.organ_code)
    assert (unit.final, unit.pending) == (0, 5)
    assert card.matter.number in [one.number for one in unit.cards]
    card = actions.explain(
        card, text="误点。", by=county.clerk, at=card.dealt_at + timedelta(hours=1)
    )
    actions.judge_card(
        card, verdict=Verdict.CONFIRMED, cause=Cause.WINDOW, reason="属实", by=county.supervisor,
        at=card.dealt_at + timedelta(hours=2),
    )  # fmt: skip
    person = next(one for one in queries.points((day, day), by="staff"))
    assert (person.key, person.final, person.pending) == (county.clerk.id, 5, 0)
    before = day - timedelta(days=9)
    assert not queries.points((before, before))
    assert queries.open_cards() == open_now


def test_which_items_must_enter_is_registered_with_its_paper(county):  # noqa: F811
    supervisor, day = county.supervisor, at(1).date()
    with pytest.raises(refusals.Missing):
        actions.order_entry("X", name="甲", organ_code=county.clerk.organ_code, ordered=True,
                            basis="", valid_from=day, by=supervisor, at=at(1))  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.order_entry("X", name="甲", organ_code=county.clerk.organ_code, ordered=True,
                            basis="文件", valid_from=day, by=county.clerk, at=at(1))  # fmt: skip
    actions.order_entry("X", name="甲", organ_code=county.clerk.organ_code, ordered=True,
                        basis="文件", valid_from=day, by=supervisor, at=at(1))  # fmt: skip
    row = actions.order_entry("X", name="甲", organ_code=county.clerk.organ_code, ordered=False,
                              basis="", valid_from=day, by=supervisor, at=at(2))  # fmt: skip
    entry = Entry.objects.get(object_id=str(row.pk), seq=row.journal_seq)
    assert entry.changes["ordered"] == ["True", "False"]
    assert not queries.world().is_ordered("X", at(9))
