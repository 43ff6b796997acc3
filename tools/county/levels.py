"""Organs above, beside and below the county in the demonstration, and who works there.

Above: province and city, and the city's bureau that decides what the county sends up. Across: the
offices of party committee, congress and CPPCC, which receive copies. Below: a community that
accepts and approves what it has the power for. Everything and everybody here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhengwu.authority import actions as authority
from zhengwu.authority.enums import Representative, Verb
from zhengwu.kernel.actors import Actor
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, HallKind, OrganKind, StaffKind
from zhengwu.org.models import Organ, Region, Staff

from .names import Names
from .people import People
from .places import COUNTY, Places

CITY, PROVINCE = "511600000000", "510000000000"
BUREAU = "GAS-ZRZY"
OVERSEER = "GAS-JC"
COMMUNITY = "GA-V001"
ACROSS = (
    ("GA-QWB", "中共广安区委办公室（演示）", "区委办"),
    ("GA-RDB", "广安区人民代表大会常务委员会办公室（演示）", "区人大办"),
    ("GA-ZXB", "中国人民政治协商会议广安区委员会办公室（演示）", "区政协办"),
)
# key, post, duties of the city's bureau
_BUREAU = (
    ("head", "局长", [Duty.HEAD]),
    ("A", "首席代表", [Duty.DECIDER]),
    ("clerk", "窗口受理岗", [Duty.WINDOW_CLERK]),
    ("reviewer", "审查岗", [Duty.REVIEWER, Duty.INSPECTOR]),
    ("checker", "审核岗", [Duty.CHECKER]),
)
# A town or community that approves itself: who checks and decides there.
_OWN = (
    ("mayor", "负责人", [Duty.HEAD]),
    ("A", "审批岗", [Duty.DECIDER, Duty.CHECKER, Duty.WINDOW_CLERK]),
)


@dataclass
class Employer:
    """Hires for organs founded after the departments, under numbers of their own."""

    by: Actor
    at: datetime
    since: date
    number: int = 9200
    names: Names = field(default_factory=lambda: Names(511_600))

    @property
    def acts(self) -> dict[str, Any]:
        """The keywords of every act."""
        return {"by": self.by, "at": self.at}

    def team(self, organ: Organ, posts: Any, kind: StaffKind) -> dict[str, Staff]:
        """One person for each post, by the key of the post."""
        found = {}
        for key, name, duties in posts:
            post = org.found_post(
                f"{organ.pk}-{key}", name=name, organ=organ, duties=duties, **self.acts
            )
            self.number += 1
            names = self.names
            staff = org.found_staff(
                f"GA{self.number}", name=names.person(), organ=organ, kind=kind,
                id_number=names.id_number(names.random.randint(1970, 1990)),
                joined_on=self.since, **self.acts,
            )  # fmt: skip
            org.appoint(staff, post, valid_from=self.since, **self.acts)
            found[key] = staff
        return found

    def empower(self, organ: Organ, holder: Staff, signed_by: Staff) -> None:
        """A letter of authority for everything of the organ, one for each year."""
        for year in range(self.since.year, self.at.year + 1):
            authority.sign(
                organ, holder=holder, role=Representative.A, verbs=list(Verb), whole_organ=True,
                valid_from=date(year, 1, 1), valid_to=date(year, 12, 31),
                signed_by=signed_by, signed_on=date(year, 1, 1),
                number=f"{year}-SQ-{organ.document_mark or organ.short_name}-A",
                **self.acts,
            )  # fmt: skip


def establish(places: Places, people: People, *, by: Actor, at: datetime, since: date) -> Employer:
    """Organs of the other levels with their people; the town's and the community's approvers."""
    employer = Employer(by, at, since)
    _above(places, people, employer)
    _across(places, people, employer)
    town = places.towns["GA-T101"]
    people.towns[town.pk] |= own_approvers(employer, town)
    people.towns[COMMUNITY] = community(places, employer)
    people.count = people.count + employer.number - 9200
    return employer


def own_approvers(employer: Employer, organ: Organ) -> dict[str, Staff]:
    """The two without whom a town or community can decide nothing itself."""
    team = employer.team(organ, _OWN, StaffKind.TOWN_CENTRE)
    employer.empower(organ, team["A"], team["mayor"])
    return team


def _above(places: Places, people: People, employer: Employer) -> None:
    province = org.found_organ(
        "SC-GOV", name="四川省人民政府（演示）", short_name="省政府", kind=OrganKind.GOVERNMENT,
        region=Region.objects.get(pk=PROVINCE), document_mark="川府", position=900,
        **employer.acts,
    )  # fmt: skip
    city = org.found_organ(
        "GAS-GOV", name="广安市人民政府（演示）", short_name="市政府", kind=OrganKind.GOVERNMENT,
        region=Region.objects.get(pk=CITY), parent=province, document_mark="广安府", position=910,
        **employer.acts,
    )  # fmt: skip
    places.departments[BUREAU] = city_bureau(city, people, employer)
    people.staff[OVERSEER] = city_overseer(city, employer)


def city_bureau(city: Organ | None, people: People, employer: Employer) -> Organ:
    """The bureau of the city that decides what is reviewed in town and county."""
    region = Region.objects.get(pk=CITY)
    organ = org.found_organ(
        BUREAU, name="广安市自然资源和规划局（演示）", short_name="市自然资源局",
        kind=OrganKind.DEPARTMENT, region=region, parent=city, document_mark="广安自然资",
        phone="0826-2300100（演示）", position=911, **employer.acts,
    )  # fmt: skip
    team = employer.team(organ, _BUREAU, StaffKind.SECTION)
    employer.empower(organ, team["A"], team["head"])
    people.staff[BUREAU] = team
    return organ


def city_overseer(city: Organ | None, employer: Employer) -> dict[str, Staff]:
    """The supervision of the city: it sees and judges what lies below it, county and towns."""
    organ = org.found_organ(
        OVERSEER, name="广安市政务服务效能监察室（演示）", short_name="市效能监察室",
        kind=OrganKind.OTHER, region=Region.objects.get(pk=CITY), parent=city,
        document_mark="广安效能", position=912, **employer.acts,
    )  # fmt: skip
    posts = (("supervisor", "效能监督岗", [Duty.SUPERVISOR]),)
    return employer.team(organ, posts, StaffKind.OTHER)


def _across(places: Places, people: People, employer: Employer) -> None:
    region = Region.objects.get(pk=COUNTY)
    for place, (code, name, short) in enumerate(ACROSS):
        organ = org.found_organ(
            code, name=name, short_name=short, kind=OrganKind.OTHER, region=region,
            document_mark=short, position=300 + place, **employer.acts,
        )  # fmt: skip
        people.staff[code] = employer.team(
            organ, (("clerk", "收文岗", [Duty.ARCHIVIST]),), StaffKind.OTHER
        )


def community(places: Places, employer: Employer) -> dict[str, Staff]:
    """A community committee with its own station and approver."""
    town = places.towns["GA-T001"]
    village = town.region.children.order_by("code")[0]
    organ = org.found_organ(
        COMMUNITY, name=f"{town.short_name}{village.name.removesuffix('居委会')}居民委员会（演示）",
        short_name=village.name.removesuffix("居委会"), kind=OrganKind.VILLAGE, region=village,
        parent=town, document_mark="社区", position=400, **employer.acts,
    )  # fmt: skip
    org.found_hall(
        f"ST-{COMMUNITY}", name=f"{organ.short_name}便民服务站", kind=HallKind.STATION,
        region=village, organ=organ, address="社区办公楼一楼（演示）",
        phone="0826-2100800（演示）", hours="工作日 9:00—12:00，13:30—17:00",
        opened_on=employer.since, **employer.acts,
    )  # fmt: skip
    return own_approvers(employer, organ)
