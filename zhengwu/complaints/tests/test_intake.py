"""A complaint comes in and is taken, or told where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.cases.tests.factories import at
from zhengwu.complaints import actions, queries
from zhengwu.complaints.enums import Channel, Naming, State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.tests.factories import (
    NAME,
    PHONE,
    accepted,
    decided,
    letter,
    received,
)
from zhengwu.documents.models import Document
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


def codes(row: Complaint) -> list[str]:
    return list(
        Entry.objects.filter(matter_id=row.pk).order_by("seq").values_list("code", flat=True)
    )


@pytest.mark.req("CMP-03")
def test_the_whole_way_with_its_clocks_and_papers(world):
    row = decided(world)
    assert row.matter.number.startswith("TS-2026-")
    clocks = {one.label: one.rule_code for one in row.matter.clocks.all()}
    assert clocks["decide"] == "jc.complaint_decide"
    assert clocks["finish"] == "complaint.finish"
    papers = Document.objects.filter(matter=row.matter).order_by("issued_at")
    assert [one.template_code for one in papers] == [
        "complaint_accepted", "complaint_answer", "complaint_order",
    ]  # fmt: skip
    kept = [one for one in codes(row) if one.startswith("complaints.")]
    assert kept[0] == "complaints.complaint.received"
    assert "complaints.complaint.accepted" in kept
    entry = Entry.objects.get(matter_id=row.pk, code="complaints.complaint.decided")
    assert entry.payload["finding"] == "upheld"
    assert entry.payload["staff"] == world.clerk.id
    assert entry.payload["fault"] == "again"


def test_identity_is_nowhere_readable(world):
    row = decided(world, naming=Naming.SECRET)
    fresh = Complaint.objects.get(pk=row.pk)
    assert fresh.who["name"] == NAME
    assert NAME.encode() not in bytes(fresh.person)
    for entry in Entry.objects.filter(matter_id=row.pk):
        assert NAME not in entry.canonical
        assert PHONE not in entry.canonical
    for paper in Document.objects.filter(matter=row.matter):
        assert NAME not in str(paper.content)
    first = Entry.objects.get(matter_id=row.pk, code="complaints.complaint.received")
    assert (first.actor_name, first.actor_id) == ("投诉人", "")


def test_what_units_read_may_not_name_the_complainant(world):
    row = received(world)
    with pytest.raises(refusals.IdentityLeaks):
        actions.accept(row, gist=f"{NAME}反映跑了三趟", by=world.officer, at=at(18))
    with pytest.raises(refusals.IdentityLeaks):
        actions.accept(
            row, gist=f"电话 {PHONE[:3]} {PHONE[3:]} 的群众", by=world.officer, at=at(18)
        )


def test_only_the_desk_opens_the_identity_and_that_is_recorded(world):
    row = accepted(world)
    seen = actions.open_identity(row, reason="电话核实", by=world.officer, at=at(18))
    assert seen == {"name": NAME, "phone": PHONE}
    assert "complaints.complaint.identity_opened" in codes(row)
    for other in (world.manager, world.supervisor, world.clerk, world.head):
        with pytest.raises(NotPermitted):
            actions.open_identity(row, reason="看看", by=other, at=at(18))


def test_who_finds_it(world):
    row = accepted(world)
    for sees in (world.officer, world.manager, world.supervisor):
        assert queries.complaints_of(sees).filter(pk=row.pk).exists()
    for blind in (world.clerk, world.head, world.reviewer, world.town_director):
        assert not queries.complaints_of(blind).filter(pk=row.pk).exists()
        assert not queries.asked_of(blind).filter(pk=row.pk).exists()


def test_two_officers_accept_at_once(world):
    row = received(world)
    actions.accept(row, gist="没有一次性告知", by=world.officer, at=at(18))
    with pytest.raises(refusals.NotOpen):
        actions.accept(row, gist="没有一次性告知", by=world.officer2, at=at(18))


def test_the_same_letter_twice_is_one(world):
    first = received(world, once_key="k1")
    assert received(world, once_key="k1").pk == first.pk


def test_declined_with_where_to_go_and_handed_on(world):
    row = actions.decline(
        received(world), reason="对许可决定不服，属于行政复议范围", way="reconsideration",
        by=world.officer, at=at(18),
    )  # fmt: skip
    assert row.state == State.DECLINED
    paper = Document.objects.get(matter=row.matter)
    assert "行政复议法" in str(paper.content)
    assert row.matter.closed_at or Complaint.objects.get(pk=row.pk).matter.closed_at
    row = actions.hand_on(
        received(world, kind="report"), way="discipline", reason="反映收受礼金",
        by=world.officer, at=at(18),
    )  # fmt: skip
    assert row.state == State.HANDED_ON
    with pytest.raises(refusals.Missing):
        actions.hand_on(received(world), way="reconsideration", reason="x", by=world.officer,
                        at=at(18))  # fmt: skip


def test_merged_with_an_earlier_one_about_the_same_fact(world):
    first = accepted(world)
    row = received(world, day=18, name="另一人", phone="13900000000")
    assert list(queries.similar(row)) == [first]
    row = actions.merge(row, into=first, reason="同一天同一窗口", by=world.officer, at=at(18))
    assert row.merged_into == first
    with pytest.raises(refusals.NotOpen):
        actions.merge(row, into=first, reason="x", by=world.officer, at=at(18))
    with pytest.raises(refusals.MergeNotFitting):
        actions.merge(received(world), into=row, reason="x", by=world.officer, at=at(18))


def test_missing_words_are_told_beside_the_fields(world):
    with pytest.raises(refusals.Missing) as told:
        actions.receive(letter(world, text=" ", name="", kind="x"), by=ANONYMOUS, at=at(17))
    assert set(told.value.fields) == {"text", "name", "kind"}
    with pytest.raises(refusals.Missing) as told:
        actions.receive(letter(world, case="没有"), by=ANONYMOUS, at=at(17))
    assert "case" in told.value.fields


@pytest.mark.req("HALL-08")
def test_the_box_is_registered_by_staff_only(world):
    box = letter(world, channel=Channel.BOX, naming=Naming.ANONYMOUS)
    row = actions.receive(box, by=world.officer, at=at(17))
    assert (row.channel, row.registered_by) == ("box", world.officer.name)
    for nobody in (ANONYMOUS, world.clerk, replace(world.reviewer, id="x")):
        with pytest.raises(NotPermitted):
            actions.receive(box, by=nobody, at=at(17))
