"""The county's centre: window and unit as one, decided where it was received, kept in order."""

from __future__ import annotations

import pytest

from zhengwu.authority.enums import Standing
from zhengwu.authority.queries import window_standings
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import CaseState, Channel, FirstAskedState, TaskKind, Verdict
from zhengwu.cases.tests.factories import AT, DAY, application, at
from zhengwu.catalogue.actions import approve, draft, edit, review, submit
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.queries import find, latest_flow_digest, open_items
from zhengwu.documents.queries import of_matter
from zhengwu.flow.actions import urge
from zhengwu.flow.models import Task
from zhengwu.flow.queries import tasks_for
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.journal.queries import of_matter as acts_of
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.actions import move_presence, set_admission
from zhengwu.org.enums import AdmissionState, WindowKind
from zhengwu.org.models import Window
from zhengwu.org.queries import admitted_organs, duties_of, supervised

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def accepted(world, name="nurse", **more):
    case = cases.receive(application(world, name, **more), by=world.clerk, at=AT)
    return cases.accept(case, by=world.clerk, at=AT)


def done(case, kind, *, by, when, outcome="pass"):
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    return cases.complete_step(case, task=task, outcome=outcome, opinion="同意", by=by, at=when)


def steps(case) -> list[str]:
    return [task.name for task in queries.open_tasks(case)]


@pytest.mark.req("ORG-18", "ORG-30")
def test_one_window_receives_and_the_same_window_completes_by_its_own_authority(world):
    """Person, post and responsibility are one: the record names them, the letter, the window."""
    window = world.places.windows["GA-XZSP"]
    case = cases.finish_on_the_spot(
        application(world, "shop", window_id=str(window.pk)),
        ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT,
    )  # fmt: skip
    assert (case.state, case.window_id) == (CaseState.COMPLETED, str(window.pk))
    names = {entry.actor_name for entry in acts_of(case.matter_id)}
    assert names == {world.a.name}, "one person from receipt to delivery"
    decision = case.decision
    assert decision.letter_number, "by a letter of authority, not by sending it on"
    held = {holding.post.window for holding in _holdings(world)}
    assert held == {window}, "whose post is at this very window"
    assert ("decider", case.organ_code) in duties_of(world.people.cast("A"), DAY)
    standing = {row.window: row.standing for row in window_standings(DAY)}
    assert standing[window] is Standing.AT_WINDOW


def _holdings(world):
    return world.people.cast("A").holdings.select_related("post__window__hall")


@pytest.mark.req("ORG-30")
def test_a_licence_with_reviews_is_approved_and_completed_in_the_centre_too(world):
    case = accepted(world)
    done(case, TaskKind.REVIEW, by=world.reviewer, when=at(18))
    done(case, TaskKind.CHECK, by=world.checker, when=at(21))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.b, at=at(22))
    hall = world.places.hall
    decided_at = {one.post.window.hall for one in world.people.cast("B").holdings.all()}
    assert decided_at == {hall}
    done(case, TaskKind.ISSUE, by=world.clerk, when=at(22, 15), outcome="")
    detail = {"receiver": case.applicant_name, "place": hall.name, "deliverer": world.clerk.name}
    case = cases.deliver(
        case, way="direct", on=DAY.replace(day=23), detail=detail, by=world.clerk, at=at(23)
    )
    assert case.state == CaseState.COMPLETED


@pytest.mark.req("ORG-38")
def test_the_centre_manages_coordinates_supervises_and_serves(world, monkeypatch):
    director, health = world.director, world.places.departments["GA-RSJ"]
    # 管理: who stands in the centre, where, and with which published items
    set_admission(health, state=AdmissionState.SUSPENDED, on=DAY, reason="整改", by=director, at=AT)
    assert health not in admitted_organs(DAY)
    window = Window.objects.get(pk=world.places.windows["GA-RSJ"].pk)
    kind = WindowKind.AGENT_ROOM
    moved = move_presence(window, on=DAY, kind=kind, reason="调整", by=director, at=AT)
    assert moved.kind == kind
    item = world.editions["nurse"].item
    edition = draft(item, by=SYSTEM, at=AT)
    edition = edit(edition, {"phone": "0826-1"}, seen=edition.digest, by=SYSTEM, at=AT)
    edition = review(submit(edition, by=SYSTEM, at=AT), opinion="", by=world.reviewer, at=AT)
    with pytest.raises(NotPermitted):
        approve(edition, opinion="", by=world.head, at=AT)
    edition = approve(edition, opinion="同意", by=director, at=AT)
    assert edition.state == "published"
    monkeypatch.setitem(world.editions, "nurse", edition)
    # 协调: what one unit was asked goes to the unit that is responsible
    row = cases.register_question(question="社保怎么转", by=world.clerk, at=AT)
    row = cases.pass_question(
        row, to_organ=health.pk, to_name=world.stranger.name, by=director, at=AT
    )
    assert row.state == FirstAskedState.PASSED
    # 监督: every window, every case, and a word to who is slow
    case = accepted(world)
    assert queries.case_for(director, case.matter.number) == case
    assert window in supervised(world.places.hall, DAY)
    assert window_standings(DAY)
    (task,) = queries.open_tasks(case)
    urge(task, reason="请抓紧", by=director, at=at(18))
    assert Entry.objects.filter(matter_id=case.matter_id, code__contains="urged").exists()
    with pytest.raises(NotPermitted):
        done(case, TaskKind.REVIEW, by=director, when=at(18))
    # 服务: advice, and applications taken in for the applicant
    answered = cases.answer_question(row, outcome="已说明", by=director, at=AT)
    assert answered.closed_by == director.name


@pytest.mark.req("ITM-09")
def test_the_flow_written_in_the_catalogue_drives_the_handling(world):
    first = world.editions["charity"]
    old = cases.accept(
        cases.receive(application(world, "charity"), by=world.clerk, at=AT), by=world.clerk, at=AT
    )
    assert steps(old) == ["审查"]
    assert [step.name for step in first.document.steps], "links are part of the published list"
    flow = {"code": "parallel_expert", "digest": latest_flow_digest("parallel_expert")}
    edition = draft(first.item, by=SYSTEM, at=AT)
    changes = {"flow": flow}
    edition = edit(edition, changes, seen=edition.digest, by=SYSTEM, at=AT)
    edition = review(submit(edition, by=SYSTEM, at=AT), opinion="", by=SYSTEM, at=AT)
    world.editions["charity"] = approve(edition, opinion="流程优化", by=SYSTEM, at=AT)
    try:
        new = accepted(world, "charity")
    finally:
        world.editions["charity"] = first
    assert len(steps(new)) == 2, "the next application goes the optimised way"
    done(old, TaskKind.REVIEW, by=world.reviewer, when=at(18))
    assert steps(old) == ["审核"], "what runs goes on as it began"
    versions = {str(one.instance.version_id) for one in Task.objects.filter(matter=new.matter_id)}
    assert versions == {queries.terms_of(new.edition_id).flow_version_id}


@pytest.mark.req("ITM-36")
def test_what_citizens_need_stands_on_the_one_platform_and_is_handled_there(world):
    """All 878 items of 24 departments in one catalogue; the open ones are taken in at the hall
    and on line, whichever department they belong to."""
    assert Item.objects.count() == 878
    deliver_all()
    for words in ("结婚", "身份证", "养老", "户口", "社保", "低保"):
        assert find(words).items, words
    personal = find("", filters={"who": "person"})
    assert personal.items
    opened = {item.pk for item in open_items()}
    assert {edition.item_id for edition in world.editions.values()} <= opened
    for name in ("nurse", "archive", "shop"):
        document = world.editions[name].document
        assert document.online
        assert document.in_hall
        assert any(place.name for place in document.places)
        for channel, by in ((Channel.WINDOW, world.clerk), (Channel.ONLINE, world.citizen)):
            case = cases.receive(application(world, name, channel=channel), by=by, at=AT)
            assert case.state == CaseState.RECEIVED


@pytest.mark.req("CASE-51")
def test_window_and_unit_work_as_one_on_one_file(world):
    case = accepted(world)
    (task,) = tasks_for(world.reviewer).filter(matter=case.matter_id)
    assert task.name == "审查", "accepted at the window, it lies with the unit the same instant"
    assert not tasks_for(world.clerk).filter(matter=case.matter_id).exists()
    done(case, TaskKind.REVIEW, by=world.reviewer, when=at(18))
    done(case, TaskKind.CHECK, by=world.checker, when=at(21))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=at(22))
    waiting = tasks_for(world.clerk).filter(matter=case.matter_id)
    assert [one.kind for one in waiting] == [TaskKind.ISSUE], "decided, it is back at the window"
    for one in (world.clerk, world.reviewer, world.checker, world.a, world.head):
        assert queries.case_for(one, case.matter.number) == case, "all read the same file"
    papers = [paper.template_code for paper in of_matter(case.matter_id)]
    assert papers[:2] == ["receipt", "acceptance"]
    names = [entry.actor_name for entry in acts_of(case.matter_id)]
    for one in (world.clerk, world.reviewer, world.checker, world.a):
        assert one.name in names, "and one chain of acts"
