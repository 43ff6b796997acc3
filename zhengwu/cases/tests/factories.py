"""A small county for the tests of cases: one bureau with real items, its people, applicants."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tools.county import levels
from tools.county.answers import fill
from tools.county.fees import employ_finance, set_charges
from tools.county.people import Personnel
from tools.county.places import DEPARTMENTS, found
from tools.worlds import World
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Channel
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.flow.actions import publish
from zhengwu.flow.queries import shipped
from zhengwu.identity.tests.factories import make_citizen, make_firm
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI, midnight
from zhengwu.org.models import Staff
from zhengwu.org.queries import duties_of

SINCE = date(2026, 1, 1)
DAY = date(2026, 9, 17)  # a Thursday; 9-20 is a make-up Sunday, 9-25 a holiday
AT = datetime(2026, 9, 17, 9, 30, tzinfo=SHANGHAI)
EDITIONS = {
    "hygiene": "08", "food": "10", "fireworks": "11", "karaoke": "12", "radiation": "13",
    "nurse": "14", "archive": "16", "charity": "07", "shop": "01", "road": "19", "street": "20",
}  # fmt: skip


def at(day: int, hour: int = 10, minute: int = 0, month: int = 9) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def as_staff(staff: Staff, day: date = DAY) -> Actor:
    """A member with the second factor and the duties of a day."""
    return Actor(
        kind=ActorKind.STAFF,
        id=str(staff.pk),
        name=staff.name,
        organ_code=staff.organ_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in duties_of(staff, day)),
        assurance=Assurance.SECOND_FACTOR,
    )


def as_citizen(account: Any, behalf: str = "") -> Actor:
    """A signed-in applicant."""
    return Actor(
        kind=ActorKind.CITIZEN,
        id=str(account.person_id),
        account=str(account.pk),
        behalf=behalf,
        level=account.person.level,
        assurance=Assurance.PASSWORD,
    )


def build() -> SimpleNamespace:
    """The bureau of administrative approval with nine published items, and two applicants."""
    from django.core.management import call_command

    call_command("load_law", verbosity=0)
    founding = midnight(SINCE)
    places = found(by=SYSTEM, at=founding, since=SINCE)
    office = Personnel(places, by=SYSTEM, at=AT, since=SINCE)
    office._centre()
    for plan in DEPARTMENTS[:2]:
        office._department(plan, places.departments[plan.code])
    office._town(next(iter(places.towns.values())))
    for code, xml in shipped().items():
        publish(code, xml, by=SYSTEM, at=founding)
    world = SimpleNamespace(places=places, people=office.people, office=office)
    set_charges(by=SYSTEM, at=founding, since=SINCE)
    world.editions = _publish()
    world.clerk, world.reviewer = (as_staff(office.people.cast(k)) for k in ("clerk", "reviewer"))
    world.checker, world.head = (as_staff(office.people.cast(k)) for k in ("checker", "head"))
    world.a, world.b = (as_staff(office.people.cast(k)) for k in ("A", "B"))
    employ_finance(office)
    finance = office.people.staff["GA-CZJ"]
    world.cashier, world.cashier2 = as_staff(finance["cashier"]), as_staff(finance["cashier2"])
    world.finance = as_staff(finance["finance"])
    world.agent = as_staff(office.people.agents[0])
    world.director = as_staff(office.people.centre["director"])
    world.stranger = as_staff(office.people.staff["GA-RSJ"]["reviewer"])
    second = (
        office.people.cast("A")
        .organ.staff.filter(holdings__post__duties__duty="reviewer")
        .exclude(pk=office.people.cast("reviewer").pk)
    )
    world.second_reviewer = as_staff(second[0])
    world.account = make_citizen(name="刘建国")
    world.citizen = as_citizen(world.account)
    world.firm = make_firm(world.account)
    world.for_firm = as_citizen(world.account, behalf=f"firm:{world.firm.pk}")
    return world


SMALL = World("small", build, ("tools/county", "zhengwu/cases/tests/factories.py"))


def _publish() -> dict[str, Edition]:
    items = (DATA / "guangan" / "items.csv").read_bytes()
    apply(begin_import("items.csv", items, by=SYSTEM, at=midnight(SINCE)), by=SYSTEM, at=AT)
    folder = Path(DATA) / "editions"
    shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
    editions = {}
    for name, number in EDITIONS.items():
        path = next(folder.glob(f"{number}_*.yaml"))
        plan = composed(yaml.safe_load(path.read_text(encoding="utf-8")), shared)
        editions[name] = publish_shipped(plan, by=SYSTEM, at=midnight(SINCE))
    return editions


def with_town(world: SimpleNamespace, *, community: bool = False) -> SimpleNamespace:
    """A town that reviews first, the bureau above that decides, and their items."""
    world.office._department(DEPARTMENTS[3], world.places.departments["GA-ZJJ"])
    organ = world.places.towns["GA-T101"]
    world.office._town(organ)
    world.office._town_centre(organ)
    employer = levels.Employer(SYSTEM, AT, SINCE)
    levels.city_bureau(None, world.people, employer)
    world.people.towns[organ.pk] |= levels.own_approvers(employer, organ)
    more: tuple[tuple[str, str], ...] = ()
    if community:
        world.community = levels.community(world.places, employer)
        more = (
            ("elder_town", "10_elder_card_town"), ("elder_community", "11_elder_card_community"),
        )  # fmt: skip
    folder = DATA / "township"
    items = (folder / "upward_items.csv").read_bytes()
    apply(begin_import("upward_items.csv", items, by=SYSTEM, at=midnight(SINCE)), by=SYSTEM, at=AT)
    shared = yaml.safe_load((DATA / "editions" / "_shared.yaml").read_text(encoding="utf-8"))
    for name, file in (
        ("planning", "01_village_planning_above"), ("planning_town", "02_village_planning_town"),
        ("homestead_city", "06_homestead_city"), ("homestead_county", "07_homestead_county"),
        ("homestead_town", "08_homestead_town"), ("town_road", "09_road_use_town"),
        *more,
        ("cutting", "04_forest_cutting_above"), ("cutting_town", "05_forest_cutting_town"),
    ):  # fmt: skip
        path = folder / "editions" / f"{file}.yaml"
        plan = composed(yaml.safe_load(path.read_text(encoding="utf-8")), shared)
        world.editions[name] = publish_shipped(plan, by=SYSTEM, at=midnight(SINCE))
    team = world.people.towns[organ.pk]
    world.town = SimpleNamespace(
        organ=organ, **{key: as_staff(staff) for key, staff in team.items()}
    )
    world.town.agent = as_staff(next(s for s in world.people.agents if s.organ_id == organ.pk))
    city = world.people.staff[levels.BUREAU]
    world.city = SimpleNamespace(**{key: as_staff(staff) for key, staff in city.items()})
    above = world.people.staff["GA-ZJJ"]
    world.above = SimpleNamespace(**{key: as_staff(staff) for key, staff in above.items()})
    deliver_all()
    return world


def application(world: SimpleNamespace, name: str, **more: Any) -> cases.Application:
    """A complete application for one of the items, handed in at the window."""
    import random

    edition = world.editions[name]
    terms = queries.terms_of(edition.pk)
    firm = world.firm if "1" not in {str(s) for s in edition.document.subjects} else None
    person = more.pop("person", world.account.person)
    without = more.pop("without", ())
    return cases.Application(
        edition_id=edition.pk,
        applicant=cases.Applicant(person=person, firm=firm),
        answers=fill(queries.schema_of(terms), random.Random(7), person.name),
        papers=[
            cases.HandedIn(code, form="original")
            for code in terms.required_materials
            if code not in without
        ],
        channel=more.pop("channel", Channel.WINDOW),
        truth_declared=more.pop("truth_declared", True),
        delivery_detail={
            "electronic_consent": "同意电子送达",
            "electronic_address": "本系统“我的办件”",
        },
        **more,
    )
