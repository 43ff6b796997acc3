"""A small county for the tests of joint handling: the departments of two services, an applicant."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tools.county import joint as county
from tools.county.answers import fill
from tools.county.fees import set_charges
from tools.county.people import Personnel
from tools.county.places import DEPARTMENTS, found
from tools.worlds import World
from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.enums import Channel, TaskKind, Verdict
from zhengwu.cases.tests.factories import AT, DAY, SINCE, as_citizen, as_staff, at
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.flow.actions import publish
from zhengwu.flow.queries import shipped
from zhengwu.forms.queries import by_digest
from zhengwu.identity.tests.factories import make_citizen, make_firm
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.actions.shipped import publish_shipped as publish_service
from zhengwu.joint.models import Joint, Part, ServiceEdition
from zhengwu.joint.registry import historical_services
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day, midnight

ORGANS = ("GA-XZSP", "GA-RSJ", "GA-SWJ", "GA-ZJJ", "GA-STJ", "GA-ZFB", "GA-FGJ", "GA-SWU")
SHOP = "511A0064100070-511602000000-000-115113016823646795-1-00"
TAX = "511F3000100011-511602000000-000-11511301MB1549994W-1-00"
SOCIAL = "512B0067900009-511602000000-000-1151130108778239R-1-00"
CONSENT = {"electronic_consent": "同意电子送达", "electronic_address": "本系统"}
EVERYTHING = {"staff": True, "handler": "agent", "copies": True}
IN_PERSON = {"receiver": "刘建国", "place": "政务服务中心", "deliverer": "王倩"}


def build(*, since: date = SINCE, now: datetime = AT, historical: bool = False) -> SimpleNamespace:
    """Organs, people, the editions of the member items, the four shipped services.

    `historical`: instead of them the items and the service of the time of three certificates.
    """
    from django.core.management import call_command

    call_command("load_law", verbosity=0)
    founding = midnight(since)
    places = found(by=SYSTEM, at=founding, since=since)
    office = Personnel(places, by=SYSTEM, at=now, since=since)
    office._centre()
    for plan in DEPARTMENTS:
        if plan.code in (*ORGANS, "GA-SJJ" if historical else ""):
            office._department(plan, places.departments[plan.code])
    county.establish(places, office.people, by=SYSTEM, at=founding, since=since)
    for code, xml in shipped().items():
        publish(code, xml, by=SYSTEM, at=founding)
    set_charges(by=SYSTEM, at=founding, since=since)
    _items("historical" if historical else "guangan", founding, now)
    if historical:
        for plan in historical_services():
            publish_service(plan, by=SYSTEM, at=founding)
    else:
        county.publish(by=SYSTEM, at=founding, since=since)
    world = SimpleNamespace(places=places, people=office.people)
    world.account = make_citizen(name="刘建国")
    world.citizen = as_citizen(world.account)
    world.firm = make_firm(world.account)
    world.for_firm = as_citizen(world.account, behalf=f"firm:{world.firm.pk}")
    world.director = as_staff(office.people.centre["director"])
    world.vice_head = as_staff(office.people.centre["government"])
    return world


def _items(folder: str, founding: datetime, now: datetime) -> None:
    """Items of a folder of the catalogue's data, and the editions that joint services need."""
    items = (DATA / folder / "items.csv").read_bytes()
    apply(begin_import("items.csv", items, by=SYSTEM, at=founding), by=SYSTEM, at=now)
    editions = Path(DATA) / "editions"
    shared = yaml.safe_load((editions / "_shared.yaml").read_text(encoding="utf-8"))
    paths = [next(editions.glob(f"{number}_*.yaml")) for number in range(30, 41)]
    if folder == "historical":
        paths = sorted((Path(DATA) / folder / "editions").glob("*.yaml"))
    for path in paths:
        plan = composed(yaml.safe_load(path.read_text(encoding="utf-8")), shared)
        publish_shipped(plan, by=SYSTEM, at=founding)


SMALL = World("joint", build, ("tools/county", "zhengwu/joint/tests/factories.py"))


def staff(world: SimpleNamespace, organ: str, place: str = "clerk") -> Actor:
    """Somebody of an organ."""
    return as_staff(world.people.staff[organ][place])


def edition(code: str = "new-enterprise") -> ServiceEdition:
    """The live edition of a joint service."""
    found = queries.live(code)
    assert found is not None
    return found


def answers(of: ServiceEdition, seed: int = 7) -> dict[str, Any]:
    """Plausible answers to the merged form."""
    form = of.document.form
    version = by_digest(form.code, form.digest)
    assert version is not None
    return fill(version.schema, random.Random(seed), "刘建国")


def told(of: ServiceEdition) -> dict[str, Any]:
    """The situation in which everybody takes part and nothing falls away."""
    return dict(EVERYTHING) if of.document.posed else {}


def application(world: SimpleNamespace, code: str = "new-enterprise", **more: Any) -> Any:
    """A complete joint application."""
    of = edition(code)
    firm = world.firm if of.document.subjects == ("2",) else None
    without = more.pop("without", ())
    required = [one.code for one in of.document.papers if one.required == "required"]
    return joint.JointApplication(
        edition=of,
        applicant=cases.Applicant(person=world.account.person, firm=firm),
        answers=more.pop("answers", None) or answers(of),
        papers=[joint.Sheet(one, form="original") for one in required if one not in without],
        channel=more.pop("channel", Channel.ONLINE),
        truth_declared=True,
        delivery_detail=CONSENT,
        situation=more.pop("situation", told(of)),
        **more,
    )


def received(world: SimpleNamespace, code: str = "new-enterprise", **more: Any) -> Joint:
    """Received on the net, or for a firm at the window that leads."""
    when, by = more.pop("when", AT), more.pop("by", world.citizen)
    if code != "new-enterprise" and by is world.citizen:
        by = staff(world, edition(code).document.leads[-1].organ_code)
        more.setdefault("channel", Channel.WINDOW)
    return joint.receive(application(world, code, **more), by=by, at=when)


def accepted(world: SimpleNamespace, code: str = "new-enterprise", **more: Any) -> Joint:
    """Taken in by the window that leads."""
    row = received(world, code, **more)
    return joint.accept(row, by=staff(world, row.lead_code), at=at(17, 11))


def part_of(row: Joint, item: str) -> Part:
    """A part as it stands."""
    return Part.objects.select_related("case__matter").get(joint=row, item_code=item)


def answer_part(
    world: SimpleNamespace,
    part: Part,
    verdict: Verdict = Verdict.GRANTED,
    *,
    when: Any = None,
    content: str = "准予办理",
) -> None:
    """The organ walks its own case to the decision (and makes its papers)."""
    when = when or at(17, 14)
    case = part.case
    assert case is not None
    people = {"review": "reviewer", "check": "checker", "issue": "clerk", "handle": "reviewer"}
    for _ in range(6):
        open_now = case_queries.open_tasks(case)
        task = next((one for one in open_now if one.kind != TaskKind.DELIVER), None)
        if task is None:
            return
        if task.kind == TaskKind.DECIDE:
            refused = verdict is Verdict.REFUSED
            ruling = cases.Ruling(
                verdict=verdict,
                reasons="不符合条件" if refused else "符合条件",
                basis="《行政许可法》第三十八条" if refused else "",
                content=content if not refused else "",
            )
            by = staff(world, part.organ_code, "A")
            cases.decide(case, task=task, ruling=ruling, by=by, at=when)
            continue
        by = staff(world, part.organ_code, people[task.kind])
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=when)


__all__ = [
    "AT",
    "CONSENT",
    "DAY",
    "EVERYTHING",
    "IN_PERSON",
    "SHOP",
    "SINCE",
    "SOCIAL",
    "TAX",
    "accepted",
    "answer_part",
    "answers",
    "application",
    "at",
    "build",
    "edition",
    "local_day",
    "part_of",
    "received",
    "staff",
    "told",
]
