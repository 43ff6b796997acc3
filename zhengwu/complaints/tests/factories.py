"""A small county with its complaint office and a town, and complaints on their way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.complaints import actions
from zhengwu.complaints.actions import Letter, Outcome
from zhengwu.complaints.enums import Finding, Naming, RecordKind
from zhengwu.complaints.models import Complaint
from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.org.enums import Duty, StaffKind
from zhengwu.org.models import Post, Staff

NAME, PHONE = "邓小秋", "13800138000"


def furnish(world: SimpleNamespace) -> SimpleNamespace:
    """Who keeps complaints, a second officer, a town's director."""
    world.office._service_quality()
    officer = world.people.centre["complaints"]
    second = world.office._hire(world.places.centre, StaffKind.CENTRE_MANAGEMENT)
    post = Post.objects.get(duties__duty=Duty.COMPLAINT_OFFICER)
    world.office._appoint(second, post)
    world.officer, world.officer2 = as_staff(officer), as_staff(second)
    world.manager = as_staff(world.people.centre["director"])
    world.deputy = as_staff(world.people.centre["deputy"])
    world.supervisor = as_staff(world.people.centre["supervisor"])
    organ = next(iter(world.places.towns.values()))
    world.office._town_centre(organ)
    world.town = organ
    team = world.people.towns[organ.pk]
    world.town_director, world.town_clerk = as_staff(team["director"]), as_staff(team["clerk"])
    world.hall = Staff.objects.get(pk=world.people.centre["hall"].pk)
    return world


def letter(world: SimpleNamespace, **more: Any) -> Letter:
    """A signed letter about the window clerk of the bureau."""
    given: dict[str, Any] = {
        "kind": "complaint", "text": "窗口说材料不全，让我跑了三趟。",
        "organ": world.clerk.organ_code, "naming": Naming.REAL, "name": NAME, "phone": PHONE,
        "staff_id": world.clerk.id,
    }  # fmt: skip
    return Letter(**(given | more))


def received(world: SimpleNamespace, day: int = 17, **more: Any) -> Complaint:
    """It came in over the web."""
    return actions.receive(letter(world, **more), by=ANONYMOUS, at=at(day))


def accepted(world: SimpleNamespace, **more: Any) -> Complaint:
    """Taken by the complaint office the next day."""
    row = received(world, **more)
    gist = "反映窗口没有一次性告知，群众跑了三趟。"
    return actions.accept(row, gist=gist, fault="again", by=world.officer, at=at(18))


def investigated(world: SimpleNamespace, **more: Any) -> Complaint:
    """Looked into: a talk, and the clerk's own word."""
    row = accepted(world, **more)
    staff = Staff.objects.get(pk=world.officer.id)
    row = actions.name_investigator(row, staff=staff, by=world.officer, at=at(18, 11))
    actions.add_record(
        row, what=RecordKind.TALK, person="窗口负责人", text="调看了当天的叫号和收件记录。",
        by=world.officer, at=at(18, 14),
    )  # fmt: skip
    if not row.guarded:
        actions.ask_opinion(row, by=world.officer, at=at(18, 15))
        actions.give_opinion(row, text="当天系统慢，没有说清楚。", by=world.clerk, at=at(18, 16))
    return row


OUTCOME = Outcome(
    finding=Finding.UPHELD, found="窗口没有出具一次性告知书。",
    answer="您反映的情况属实，已责令整改。", fault="again", disposals=("rectify", "educate"),
    disposal="对照清单一次性告知，组织培训",
)  # fmt: skip


def decided(world: SimpleNamespace, outcome: Outcome = OUTCOME, **more: Any) -> Complaint:
    """Found true and answered."""
    row = investigated(world, **more)
    return actions.decide(row, outcome=outcome, by=world.officer, at=at(21))
