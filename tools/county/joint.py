"""联办 in the demonstration county: the park's committee, the vice head, services, projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhengwu.joint import actions as joint
from zhengwu.joint.actions.shipped import publish_shipped, set_shipped_rules
from zhengwu.joint.enums import ProjectKind
from zhengwu.joint.models import Project
from zhengwu.joint.registry import shipped_rules, shipped_services
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org import actions as org
from zhengwu.org.enums import AdmissionState, Duty, OrganKind, StaffKind
from zhengwu.org.models import Organ, Staff
from zhengwu.org.queries import duties_of

from .names import Names
from .people import People
from .places import Places

PARK = "GA-KFQ"
OPENED_BEFORE = 100  # days before the county is shown


@dataclass
class Founder:
    """Who founds, when, since which day."""

    places: Places
    by: Actor
    at: datetime
    since: date

    @property
    def acts(self) -> dict[str, Any]:
        """The keywords of every act."""
        return {"by": self.by, "at": self.at}


def establish(places: Places, people: People, *, by: Actor, at: datetime, since: date) -> None:
    """Organ and people that joint handling needs besides the 24 departments."""
    founder = Founder(places, by, at, since)
    _park(founder, people)
    _vice_head(founder, people)


def publish(*, by: Actor, at: datetime, since: date) -> None:
    """The shipped rules and joint services."""
    set_shipped_rules(shipped_rules(), since=since, by=by, at=at)
    for plan in shipped_services():
        publish_shipped(plan, by=by, at=at)


def _park(founder: Founder, people: People) -> None:
    places, since = founder.places, founder.since
    organ = org.found_organ(
        PARK, name="广安区经济开发区管理委员会（演示）", short_name="区开发区管委会",
        kind=OrganKind.DEPARTMENT, region=places.region, parent=places.government,
        document_mark="开管", phone="0826-0000099（演示）", position=99, **founder.acts,
    )  # fmt: skip
    org.set_admission(organ, state=AdmissionState.ADMITTED, on=since, **founder.acts)
    window = org.found_window(
        "GA-W99", name="开发区管委会代办窗口", hall=places.hall, organ=organ, counter="99",
        opened_on=since, **founder.acts,
    )  # fmt: skip
    places.departments[PARK], places.windows[PARK] = organ, window
    post = org.found_post(
        "GA-KFQ-CK", name="园区代办岗", organ=organ, window=window,
        duties=[Duty.WINDOW_CLERK, Duty.HEAD], **founder.acts,
    )  # fmt: skip
    clerk = _hire(founder, "GA9001", organ, StaffKind.HALL_WINDOW)
    org.appoint(clerk, post, valid_from=since, **founder.acts)
    people.staff[PARK] = {"clerk": clerk, "head": clerk}
    people.count += 1


def _vice_head(founder: Founder, people: People) -> None:
    """许可法 42(2): only the head of the people's government extends joint handling."""
    government = founder.places.government
    post = org.found_post(
        "GA-GOV-FQZ", name="分管副区长", organ=government, duties=[Duty.GOVERNMENT_HEAD],
        **founder.acts,
    )  # fmt: skip
    staff = _hire(founder, "GA9002", government, StaffKind.OTHER)
    org.appoint(staff, post, valid_from=founder.since, **founder.acts)
    people.centre["government"] = staff
    people.count += 1


def _hire(founder: Founder, number: str, organ: Organ, kind: StaffKind) -> Staff:
    names = Names(int(number[2:]))
    return org.found_staff(
        number, name=names.person(), organ=organ, kind=kind,
        id_number=names.id_number(names.random.randint(1970, 1990)), joined_on=founder.since,
        **founder.acts,
    )  # fmt: skip


def as_actor(staff: Staff, day: date) -> Actor:
    """A member of staff with the duties of a day."""
    return Actor(
        kind=ActorKind.STAFF,
        id=str(staff.pk),
        name=staff.name,
        organ_code=staff.organ_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in duties_of(staff, day)),
        assurance=Assurance.SECOND_FACTOR,
        origin="simulated",
    )


_PROJECTS = (
    ("2607-511602-04-01-100001", "官盛新区标准厂房（演示）", ProjectKind.INVESTMENT, "4.2", True),
    (
        "2607-511602-04-01-100002",
        "浓洄街道老旧小区改造（演示）",
        ProjectKind.APPROVAL,
        "0.6",
        False,
    ),
    ("2607-511602-04-01-100003", "开发区污水处理厂扩建（演示）", ProjectKind.PARK, "1.8", True),
)


def projects(people: People, *, at: datetime) -> list[Project]:
    """Three project files with their agents and a first step, opened some months ago."""
    made = []
    at -= timedelta(days=OPENED_BEFORE)
    day = local_day(at)
    for code, name, kind, billions, major in _PROJECTS:
        place = {"approval": "GA-FGJ", "investment": "GA-SWU", "park": PARK}[kind]
        clerk = people.staff[place]["clerk"]
        actor = as_actor(clerk, day)
        project = joint.open_project(
            joint.Particulars(
                code=code, name=name, kind=kind, investor="广安演示投资有限公司（演示）",
                place="广安区演示路（演示）", amount=Decimal(billions) * 10_000, major=major,
            ),
            by=actor, at=at,
        )  # fmt: skip
        head = as_actor(people.staff[place]["head"], day)
        joint.name_agent(project, staff=clerk, by=head, at=at)
        joint.write_step(
            project, on=day, text="与建设单位对接，一次性告知四个联办阶段所需材料。",
            by=actor, at=at,
        )  # fmt: skip
        made.append(project)
    return made
