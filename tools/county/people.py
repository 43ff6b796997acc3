"""Posts, about 130 invented people, letters of authority."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhengwu.authority import actions as authority
from zhengwu.authority.enums import BActs, Representative, Verb
from zhengwu.kernel.actors import Actor
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, Leadership, RoleAB, StaffKind
from zhengwu.org.models import Hall, Organ, Post, Staff

from .fees import employ_finance
from .names import Names
from .places import DEPARTMENTS, Department, Places

# Names of the cast: those whom the README and the tests know.
CAST = {
    "GA-XZSP": {"head": "周正平", "A": "何志远", "B": "李文静", "clerk": "王倩", "reviewer": "赵明",
               "checker": "孙丽"},
}  # fmt: skip


@dataclass
class People:
    """Staff by department code and place (head, A, B, clerk, reviewer, checker …)."""

    staff: dict[str, dict[str, Staff]] = field(default_factory=dict)
    centre: dict[str, Staff] = field(default_factory=dict)
    agents: list[Staff] = field(default_factory=list)
    towns: dict[str, dict[str, Staff]] = field(default_factory=dict)
    count: int = 0

    def cast(self, place: str) -> Staff:
        """A member of the cast, who all work at the bureau of administrative approval."""
        return self.staff["GA-XZSP"][place]


class Personnel:
    """Fills the posts of one county."""

    def __init__(self, places: Places, *, by: Actor, at: datetime, since: date) -> None:
        self.places, self.by, self.at, self.since = places, by, at, since
        self.names = Names(511602)
        for cast in CAST.values():
            self.names.used.update(cast.values())
        self.people = People()

    def employ(self) -> People:
        """Everybody, in the order in which a county would appoint them."""
        self._centre()
        for plan in DEPARTMENTS:
            self._department(plan, self.places.departments[plan.code])
        for organ in self.places.towns.values():
            self._town(organ)
        for organ in self.places.towns.values():
            self._town_centre(organ)
        employ_finance(self)
        self._service_quality()
        return self.people

    def _hire(
        self, organ: Organ, kind: StaffKind, name: str = "", certificate: bool = False
    ) -> Staff:
        self.people.count += 1
        number = f"{self.people.count:04d}"
        return org.found_staff(
            f"GA{number}",
            name=name or self.names.person(),
            organ=organ,
            kind=kind,
            id_number=self.names.id_number(self.names.random.randint(1966, 1999)),
            enforcement_certificate_no=f"演示-{number}" if certificate else "",
            joined_on=self.since,
            by=self.by,
            at=self.at,
        )

    def _appoint(self, staff: Staff, post: Post, role: RoleAB = RoleAB.NONE) -> None:
        org.appoint(staff, post, valid_from=self.since, role=role, by=self.by, at=self.at)

    def _centre(self) -> None:
        centre, hall = self.places.centre, self.places.hall
        acts: dict[str, Any] = {"by": self.by, "at": self.at}
        plans = [
            ("director", "中心主任", [Duty.CENTRE_MANAGER, Duty.HEAD], Leadership.DIRECTOR),
            ("deputy", "中心副主任", [Duty.CENTRE_MANAGER], Leadership.DEPUTY),
            (
                "catalogue",
                "事项管理岗",
                [Duty.CENTRE_MANAGER, Duty.CATALOGUE_EDITOR],
                Leadership.NONE,
            ),
            ("supervisor", "效能监督岗", [Duty.SUPERVISOR], Leadership.NONE),
            ("archivist", "档案岗", [Duty.ARCHIVIST], Leadership.NONE),
        ]
        for key, name, duties, leadership in plans:
            post = org.found_post(
                f"GA-ZX-{key}", name=name, organ=centre, hall=hall, duties=duties,
                leadership=leadership, runs_daily=key == "deputy", **acts,
            )  # fmt: skip
            staff = self._hire(centre, StaffKind.CENTRE_MANAGEMENT)
            self._appoint(staff, post)
            self.people.centre[key] = staff
        for key, duty in (
            ("system", Duty.SYSTEM_ADMIN),
            ("security", Duty.SECURITY_ADMIN),
            ("auditor", Duty.AUDITOR),
        ):  # fmt: skip
            staff = self._hire(centre, StaffKind.OTHER)
            org.appoint_officer(staff, duty, organ=self.places.government, since=self.since, **acts)
            self.people.centre[key] = staff

    def _service_quality(self) -> None:
        """Who keeps the hall, the ratings, the complaints and the assessment of the centre."""
        for key, name, duty in (
            ("hall", "大厅管理岗", Duty.HALL_MANAGER),
            ("quality", "服务评价岗", Duty.QUALITY_OFFICER),
            ("complaints", "效能投诉岗", Duty.COMPLAINT_OFFICER),
            ("assessor", "考核岗", Duty.ASSESSOR),
        ):
            post = org.found_post(
                f"GA-ZX-{key}", name=name, organ=self.places.centre, hall=self.places.hall,
                duties=[duty], by=self.by, at=self.at,
            )  # fmt: skip
            staff = self._hire(self.places.centre, StaffKind.CENTRE_MANAGEMENT)
            self._appoint(staff, post)
            self.people.centre[key] = staff

    def _department(self, plan: Department, organ: Organ) -> None:
        names = CAST.get(plan.code, {})
        window = self.places.windows[plan.code]
        acts: dict[str, Any] = {"by": self.by, "at": self.at}
        posts = {
            "head": org.found_post(
                f"{plan.code}-JZ", name="局长", organ=organ, duties=[Duty.HEAD], **acts
            ),
            "chief": org.found_post(
                f"{plan.code}-SX", name="首席代表", organ=organ, window=window,
                duties=[Duty.DECIDER, Duty.WINDOW_CLERK], **acts,
            ),
            "clerk": org.found_post(
                f"{plan.code}-CK", name="窗口受理岗", organ=organ, window=window,
                duties=[Duty.WINDOW_CLERK], **acts,
            ),
            "reviewer": org.found_post(
                f"{plan.code}-SC", name="审查岗", organ=organ,
                duties=[Duty.REVIEWER, Duty.INSPECTOR, Duty.CATALOGUE_EDITOR], **acts,
            ),
            "checker": org.found_post(
                f"{plan.code}-SH", name="审核岗", organ=organ,
                duties=[Duty.CHECKER, Duty.INSPECTOR], **acts,
            ),
        }  # fmt: skip
        team: dict[str, Staff] = {}
        for key, post, role in (
            ("head", "head", RoleAB.NONE), ("A", "chief", RoleAB.A), ("B", "chief", RoleAB.B),
            ("clerk", "clerk", RoleAB.NONE), ("reviewer", "reviewer", RoleAB.NONE),
            ("checker", "checker", RoleAB.NONE),
        ):  # fmt: skip
            if key == "checker" and plan.size < 5:
                team[key] = self._second(team, posts)
                continue
            kind = (
                StaffKind.SECTION
                if key in ("head", "reviewer", "checker")
                else StaffKind.HALL_WINDOW
            )
            staff = self._hire(organ, kind, names.get(key, ""), key in ("reviewer", "checker"))
            self._appoint(staff, posts[post], role)
            team[key] = staff
        for extra in range(max(0, plan.size - 6)):
            staff = self._hire(organ, StaffKind.BACK_OFFICE, certificate=True)
            self._appoint(staff, posts["reviewer" if extra % 2 else "clerk"])
            team.setdefault("second" if extra % 2 else "second_clerk", staff)
        self.people.staff[plan.code] = team
        self._letters(plan, organ, team)

    def _second(self, team: dict[str, Staff], posts: dict[str, Post]) -> Staff:
        """In a small department the clerk also checks: one person, two posts."""
        self._appoint(team["clerk"], posts["checker"])
        return team["clerk"]

    def _letters(self, plan: Department, organ: Organ, team: dict[str, Staff]) -> None:
        """Letters signed at the beginning of the year: one for A, one for B."""
        for year in range(self.since.year, self.at.year + 1):
            for key, role in (("A", Representative.A), ("B", Representative.B)):
                authority.sign(
                    organ,
                    holder=team[key],
                    role=role,
                    verbs=list(Verb),
                    valid_from=date(year, 1, 1),
                    valid_to=date(year, 12, 31),
                    signed_by=team["head"],
                    signed_on=date(year, 1, 1),
                    number=f"{year}-SQ-{plan.mark}-{key}",
                    whole_organ=True,
                    b_acts=BActs.ALWAYS if role is Representative.B else None,
                    by=self.by,
                    at=self.at,
                )

    def _town_centre(self, organ: Organ) -> None:
        """The director, the clerk and the reviewer of a town's service centre."""
        acts: dict[str, Any] = {"by": self.by, "at": self.at}
        hall = Hall.objects.get(code=f"TC-{organ.pk}")
        plans = (
            ("director", "ZR", "中心主任", [Duty.TOWN_MANAGER, Duty.HEAD], Leadership.DIRECTOR),
            ("clerk", "CK", "综合受理岗", [Duty.WINDOW_CLERK, Duty.TOWN_CLERK], Leadership.NONE),
            (
                "reviewer",
                "CS",
                "初审岗",
                [Duty.REVIEWER, Duty.INSPECTOR, Duty.TOWN_CLERK],
                Leadership.NONE,
            ),
        )
        team = self.people.towns.setdefault(organ.pk, {})
        for key, mark, name, duties, leadership in plans:
            post = org.found_post(
                f"{organ.pk}-{mark}", name=name, organ=organ, hall=hall, duties=duties,
                leadership=leadership, **acts,
            )  # fmt: skip
            staff = self._hire(organ, StaffKind.TOWN_CENTRE, certificate=key == "reviewer")
            self._appoint(staff, post)
            team[key] = staff

    def _town(self, organ: Organ) -> None:
        acts: dict[str, Any] = {"by": self.by, "at": self.at}
        post = org.found_post(
            f"{organ.pk}-DB", name="村级代办岗", organ=organ, duties=[Duty.VILLAGE_AGENT], **acts
        )
        for _ in range(2):
            staff = self._hire(organ, StaffKind.VILLAGE)
            self._appoint(staff, post)
            self.people.agents.append(staff)
