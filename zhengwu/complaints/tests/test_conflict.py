"""Who must keep out, and whose a complaint then is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.cases.tests.factories import at
from zhengwu.complaints import actions, queries
from zhengwu.complaints.enums import Naming, State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.rules.conflict import Concern, Standing, Why, conflict, leaks, mentioned
from zhengwu.complaints.tests.factories import accepted, investigated, letter, received
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff

CLERK = Standing("1", "王倩", "A", frozenset({"window:1"}))
BOSS = Standing("2", "李主任", "CENTRE", frozenset({"post:2"}), frozenset({"CENTRE"}))
OFFICER = Standing("3", "赵受理", "CENTRE", frozenset({"post:3"}))


@pytest.mark.parametrize(
    ("one", "about", "why"),
    [
        (CLERK, Concern("A", "CENTRE", CLERK), Why.SELF),
        (CLERK, Concern("A", "CENTRE", name="三号窗口王倩"), Why.NAMED),
        (OFFICER, Concern("A", "CENTRE", mentioned=frozenset({"3"})), Why.NAMED),
        (OFFICER, Concern("A", "CENTRE", complainant="3"), Why.COMPLAINANT),
        (Standing("9", "同事", "A"), Concern("A", "CENTRE", CLERK), Why.SECTION),
        (Standing("9", "同事", "A"), Concern("A", "CENTRE"), Why.SECTION),
        (OFFICER, Concern("CENTRE", "CENTRE", BOSS), Why.SUPERIOR),
        (OFFICER, Concern("CENTRE", "CENTRE", Standing("4", "大厅", "CENTRE")), None),
        (Standing("5", "同岗", "CENTRE", frozenset({"post:3"})),
         Concern("CENTRE", "CENTRE", OFFICER), Why.SECTION),
        (OFFICER, Concern("A", "CENTRE", CLERK), None),
    ],
)  # fmt: skip
def test_reasons_to_keep_out(one, about, why):
    assert conflict(one, about) == why


def test_names_in_a_text_and_particulars_that_leak():
    assert mentioned([CLERK, OFFICER, Standing("7", "王", "A")], "赵受理和王某") == {"3"}
    assert leaks("电话 138 0013 8000", ["", "13800138000"])
    assert not leaks("窗口没人", ["邓小秋", "138"])


ON_ROWS = pytest.mark.django_db


@ON_ROWS
@pytest.mark.parametrize("naming", [Naming.ANONYMOUS, Naming.REAL])
def test_about_the_complaint_officer_goes_to_somebody_above(world, naming):
    row = received(
        world, organ=world.places.centre.pk, staff_id=world.officer.id, naming=naming,
        text="投诉岗把我的信压了半个月",
    )  # fmt: skip
    # The second officer holds the same post: not free either.
    assert row.desk == "centre_manager"
    assert not queries.complaints_of(world.officer).filter(pk=row.pk).exists()
    for hidden in (world.officer, world.officer2):
        with pytest.raises(NotPermitted):
            actions.accept(row, gist="压信", by=hidden, at=at(18))
    row = actions.accept(row, gist="压信", by=world.manager, at=at(18))
    assert row.state == State.ACCEPTED


@ON_ROWS
def test_a_name_in_an_anonymous_text_hides_it_from_the_one_named(world):
    row = received(world, text=f"{world.officer.name}收了礼才办", naming=Naming.ANONYMOUS,
                   staff_id="", about_name="")  # fmt: skip
    assert row.desk == "complaint_officer"  # the second officer is free
    assert not queries.complaints_of(world.officer).filter(pk=row.pk).exists()
    assert queries.complaints_of(world.officer2).filter(pk=row.pk).exists()
    with pytest.raises(refusals.Conflicted):
        actions.accept(row, gist="收礼", by=world.officer, at=at(18))
    refused = Entry.objects.get(matter_id=row.pk, code="journal.attempt.refused")
    assert refused.payload["refusal"] == "conflicted"
    actions.accept(row, gist="收礼", by=world.officer2, at=at(18))


@ON_ROWS
def test_about_the_head_of_the_centre_goes_to_the_supervision(world):
    row = received(world, organ=world.places.centre.pk, staff_id=world.manager.id)
    assert row.desk in ("supervisor", "government_head")
    assert not queries.complaints_of(world.manager).filter(pk=row.pk).exists()
    assert row.desk != "complaint_officer"


@ON_ROWS
def test_the_staff_member_who_complains_does_not_decide_on_it(world):
    row = actions.receive(
        letter(world, staff=world.officer.id, naming=Naming.ANONYMOUS), by=ANONYMOUS, at=at(17)
    )
    with pytest.raises(refusals.Conflicted):
        actions.accept(row, gist="同事反映", by=world.officer, at=at(18))
    actions.accept(row, gist="同事反映", by=world.officer2, at=at(18))
    assert Complaint.objects.get(pk=row.pk).who == {"staff": world.officer.id}


@ON_ROWS
def test_a_person_of_another_organ_turns_out_to_be_meant(world):
    row = accepted(world, staff_id="", about_name="三号窗口的高个子")
    assert row.staff_id == ""
    elsewhere = Staff.objects.get(pk=world.people.staff["GA-RSJ"]["reviewer"].pk)
    row = actions.name_person(row, staff=elsewhere, by=world.officer, at=at(18, 12))
    assert (row.about_organ, row.staff_name) == (elsewhere.organ_id, elsewhere.name)
    # It turns out to be the officer's own colleague: another desk has it from now on.
    colleague = Staff.objects.get(pk=world.officer2.id)
    row = actions.name_person(row, staff=colleague, by=world.officer, at=at(18, 13))
    assert row.desk == "centre_manager"
    with pytest.raises(NotPermitted):
        actions.name_investigator(row, staff=colleague, by=world.officer, at=at(18, 14))


@ON_ROWS
def test_nobody_of_the_section_investigates_and_the_refusal_stands(world):
    row = accepted(world)
    for concerned in (world.clerk, world.reviewer):
        with pytest.raises(refusals.Conflicted):
            actions.name_investigator(
                row, staff=Staff.objects.get(pk=concerned.id), by=world.officer, at=at(18)
            )
    attempts = Entry.objects.filter(matter_id=row.pk, code="journal.attempt.refused")
    assert [one.payload["refusal"] for one in attempts] == ["conflicted", "conflicted"]
    free = queries.free_to_investigate(row, at(18).date())
    assert str(world.officer.id) in {str(one.pk) for one in free}
    assert str(world.clerk.id) not in {str(one.pk) for one in free}


@ON_ROWS
def test_no_finding_without_investigation_and_hearing(world):
    from zhengwu.complaints.tests.factories import OUTCOME

    row = accepted(world)
    with pytest.raises(refusals.NotInvestigated):
        actions.decide(row, outcome=OUTCOME, by=world.officer, at=at(18))
    row = investigated(world, kind="complaint")
    asked = accepted(world)
    staff = Staff.objects.get(pk=world.officer.id)
    actions.name_investigator(asked, staff=staff, by=world.officer, at=at(18))
    actions.add_record(asked, what="evidence", text="监控", by=world.officer, at=at(18))
    with pytest.raises(refusals.NotHeard):
        actions.decide(asked, outcome=OUTCOME, by=world.officer, at=at(18))
    actions.ask_opinion(asked, by=world.officer, at=at(18))
    with pytest.raises(refusals.NotHeard):
        actions.decide(asked, outcome=OUTCOME, by=world.officer, at=at(21))
    # Nobody answers: after the days of 9-21, 9-22 and 9-23 it goes on without.
    assert actions.decide(asked, outcome=OUTCOME, by=world.officer, at=at(24)).finding == "upheld"
    with pytest.raises(refusals.Missing):
        actions.decide(row, outcome=replace(OUTCOME, disposals=()), by=world.officer, at=at(21))


@ON_ROWS
def test_a_report_goes_to_nobody_it_accuses(world):
    row = accepted(world, kind="report")
    with pytest.raises(refusals.GuardedReport):
        actions.ask_opinion(row, by=world.officer, at=at(18))
    assert not queries.asked_of(world.clerk).filter(pk=row.pk).exists()
    assert not queries.asked_of(world.head).filter(pk=row.pk).exists()
