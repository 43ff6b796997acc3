"""A township's centre: A and B at its window, its own items, its records, figures and archive."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from zhengwu.authority import actions as authority
from zhengwu.authority import policy as authority_policy
from zhengwu.authority.enums import Representative, Verb
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.archive import build_archive, keep_archive
from zhengwu.cases.enums import CaseState, Channel, Verdict
from zhengwu.cases.rules.checks import AuthorityMissing
from zhengwu.cases.tests.factories import AT, DAY, SINCE, application, as_staff
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.documents.queries import of_matter
from zhengwu.files.queries import read
from zhengwu.identity.tests.factories import make_mandate, make_person
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import midnight
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, RoleAB, StaffKind
from zhengwu.org.models import Hall, Organ
from zhengwu.org.tests.factories import id_number
from zhengwu.org.tests.web.acting import acting

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
BY = {"by": SYSTEM, "at": midnight(SINCE)}
CODE = "511A9900000001-511602101000-000-GAT101-1-00"
HEADER = "department,main_item,sub_item,item_code,task_type,dept_code,area_code,link"


def staffed(world, organ: Organ) -> SimpleNamespace:
    """The social-security window of a town: A and B, two people seconded by one department."""
    hall = Hall.objects.get(organ=organ)
    window = hall.windows.get(name="社会保障窗口")
    post = org.found_post(
        f"{organ.pk}-SB", name="社会保障岗", organ=organ, window=window,
        duties=[Duty.WINDOW_CLERK, Duty.DECIDER], **BY,
    )  # fmt: skip
    head_post = org.found_post(
        f"{organ.pk}-ZZ", name="镇长", organ=organ, duties=[Duty.HEAD, Duty.ARCHIVIST], **BY
    )
    sending = world.places.departments["GA-RSJ"]
    people = [
        org.found_staff(
            f"T{place}", name=name, organ=home, kind=StaffKind.HALL_WINDOW,
            id_number=id_number(700 + place), **BY,
        )
        for place, (name, home) in enumerate(
            [("陈甲", sending), ("林乙", sending), ("吴镇长", organ)]
        )
    ]  # fmt: skip
    for staff, role in zip(people[:2], (RoleAB.A, RoleAB.B), strict=True):
        org.appoint(staff, post, valid_from=SINCE, role=role, **BY)
    org.appoint(people[2], head_post, valid_from=SINCE, **BY)
    for staff, role in zip(people[:2], (Representative.A, Representative.B), strict=True):
        authority.sign(
            organ, holder=staff, role=role, verbs=list(Verb), whole_organ=True,
            valid_from=SINCE, valid_to=date(2026, 12, 31), signed_by=people[2], signed_on=SINCE,
            number=f"镇委-{role}", **BY,
        )  # fmt: skip
    return SimpleNamespace(
        organ=organ, window=window, post=post, a=people[0], b=people[1], head=people[2]
    )


def published(world, organ: Organ):
    """An immediate service of the town itself, complete and open."""
    line = f"{organ.name},便民服务,村民档案查询,{CODE},20,{organ.pk},{organ.region_id},"
    content = f"{HEADER}\n{line}\n".encode()
    apply(begin_import("town.csv", content, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    folder = Path(DATA) / "editions"
    shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
    plan = yaml.safe_load((folder / "16_registration_archive.yaml").read_text(encoding="utf-8"))
    shipped = dataclasses.replace(composed({**plan, "item": CODE}, shared), item=CODE)
    world.editions["town"] = publish_shipped(shipped, by=SYSTEM, at=midnight(SINCE))


@pytest.fixture
def town(world):
    organ = world.places.towns["GA-T101"]
    published(world, organ)
    return staffed(world, organ)


def finish(world, by, **more):
    return cases.finish_on_the_spot(
        application(world, "town", **more), ruling=cases.Ruling(Verdict.DONE), by=by, at=AT
    )


@pytest.mark.req("ORG-23", "ORG-24")
def test_two_seconded_people_keep_the_towns_daily_business_and_b_covers_for_a(world, town):
    sent_by = {staff.organ_id for staff in (town.a, town.b)}
    assert sent_by == {"GA-RSJ"}, "both belong to the department that sends them"
    assert [one.role for one in town.post.holdings.order_by("role")] == ["A", "B"]
    a, b = as_staff(town.a), as_staff(town.b)
    assert finish(world, a).state == CaseState.COMPLETED
    with pytest.raises(AuthorityMissing):
        finish(world, b)
    org.put_on_leave(
        town.a, starts_on=DAY, ends_on=DAY, reason="年休假", cover=town.b, by=SYSTEM, at=AT
    )
    assert authority_policy.may_decide(as_staff(town.b), CODE, town.organ.pk, DAY)
    case = finish(world, as_staff(town.b))
    assert case.decision.decided_by == town.b.name
    with pytest.raises(NotPermitted):
        finish(world, as_staff(town.a))


@pytest.mark.req("CASE-24")
def test_a_town_keeps_records_statistics_and_archives_of_what_it_handles(world, town):
    done = finish(world, as_staff(town.a))
    village = world.places.towns["GA-T001"]
    mandate = make_mandate(world.account.person, make_person(name="代办员"))
    mandate.valid_from, mandate.valid_to = date(2026, 9, 1), date(2026, 9, 30)
    sent_on = cases.receive(
        application(world, "nurse", channel=Channel.AGENT, mandate=mandate),
        by=world.agent, at=AT,
    )  # fmt: skip
    head = as_staff(town.head)
    records = queries.visible_to(head)
    assert [one.matter.number for one in records] == [done.matter.number]
    with acting(head):
        page = Client().get("/desk/cases/?view=all").content.decode()
        figures = Client().get("/desk/statistics/?year=2026&by=town").content.decode()
        sheet = Client().get("/desk/statistics/?year=2026&by=town&export=xlsx")
    assert done.matter.number in page
    assert "官盛镇" in figures
    assert "2026-09" in figures
    assert sheet.status_code == 200
    with acting(world.director):
        everywhere = Client().get("/desk/statistics/?year=2026&by=town").content.decode()
    assert village.short_name in everywhere, "what its village agent handed in elsewhere counts"
    assert sent_on.agent_id == world.agent.id
    built = build_archive(done, at=AT)
    kept = keep_archive(done, built=built, by=SYSTEM, at=AT)
    assert read(kept.pdf).startswith(b"%PDF")
    assert read(kept.bundle).startswith(b"PK")
    index = of_matter(done.matter_id).get(template_code="archive_index")
    assert len(index.values["entries"]) >= 2
