"""A small county for tests, founded by the same actions as a real one."""

from __future__ import annotations

import io
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import xlsxwriter

from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.org.actions import (
    appoint,
    appoint_officer,
    found_hall,
    found_organ,
    found_post,
    found_region,
    found_staff,
    found_window,
)
from zhengwu.org.enums import Duty, HallKind, OrganKind, RoleAB, StaffKind
from zhengwu.org.models import Staff
from zhengwu.org.queries import duties_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)  # a Monday
DAY = local_day(AT)
START = date(2026, 1, 1)
BY: dict[str, Any] = {"by": SYSTEM, "at": AT}


def id_number(serial: int) -> str:
    """A well-formed identity number of nobody: region 511602, born 1980-01-01."""
    body = f"51160219800101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def actor_for(staff: Staff, day: date = DAY) -> Actor:
    """The member as an actor with the second factor and the duties of the day."""
    return Actor(
        kind=ActorKind.STAFF,
        id=str(staff.pk),
        name=staff.name,
        organ_code=staff.organ_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in duties_of(staff, day)),
        assurance=Assurance.SECOND_FACTOR,
    )


def person(number: str, name: str, organ: Any, **more: Any) -> Staff:
    """A member of staff."""
    kind = more.pop("kind", StaffKind.HALL_WINDOW)
    return found_staff(number, name=name, organ=organ, kind=kind, **more, **BY)


def county() -> SimpleNamespace:
    """广安区 with a government, a centre, two bureaus, one hall and the cast."""
    for code, name in (
        ("510000000000", "四川省"),
        ("511600000000", "广安市"),
        ("511602000000", "广安区"),
    ):
        region = found_region(code, name=name, **BY)
    c = SimpleNamespace(region=region)
    c.government = found_organ(
        "GOV", name="广安区人民政府", kind=OrganKind.GOVERNMENT, region=region, **BY
    )
    made = {"region": region, "parent": c.government}
    c.centre = found_organ("ZWZX", name="广安区政务服务中心", kind=OrganKind.CENTRE, **made, **BY)
    c.health = found_organ(
        "WJJ",
        name="广安区卫生健康局",
        short_name="区卫健局",
        kind=OrganKind.DEPARTMENT,
        **made,
        **BY,
    )
    c.traffic = found_organ(
        "JTJ",
        name="广安区交通运输局",
        short_name="区交通局",
        kind=OrganKind.DEPARTMENT,
        **made,
        **BY,
    )
    _places(c)
    _people(c)
    return c


def _places(c: SimpleNamespace) -> None:
    c.hall = found_hall(
        "H1", name="区政务服务大厅", kind=HallKind.CENTRE, region=c.region, organ=c.centre, **BY
    )
    c.sub = found_hall(
        "H2",
        name="车管分中心",
        kind=HallKind.SUB_CENTRE,
        region=c.region,
        organ=c.centre,
        parent=c.hall,
        **BY,
    )
    c.window = found_window(
        "W1", name="卫健窗口", hall=c.hall, organ=c.health, opened_on=START, counter="5", **BY
    )


def _people(c: SimpleNamespace) -> None:
    c.decide = found_post(
        "WJJ-SX",
        name="首席代表",
        organ=c.health,
        window=c.window,
        duties=[Duty.WINDOW_CLERK, Duty.DECIDER],
        **BY,
    )
    c.head_post = found_post("WJJ-JZ", name="局长", organ=c.health, duties=[Duty.HEAD], **BY)
    c.zhang = person("1001", "张一", c.health, id_number=id_number(1))
    c.li = person("1002", "李二", c.health, id_number=id_number(2))
    c.head = person("1003", "王局", c.health, kind=StaffKind.SECTION)
    c.stranger = person("1004", "赵外", c.traffic, kind=StaffKind.SECTION)
    c.security = person("9001", "安全员", c.centre, id_number=id_number(91))
    c.admin = person("9002", "管理员", c.centre, id_number=id_number(92))
    c.auditor = person("9003", "审计员", c.centre, id_number=id_number(93))
    c.manager = person("9004", "中心主任", c.centre, kind=StaffKind.CENTRE_MANAGEMENT)
    manage = found_post(
        "ZX-ZR", name="中心主任", organ=c.centre, hall=c.hall, duties=[Duty.CENTRE_MANAGER], **BY
    )
    for staff, post, role in (
        (c.zhang, c.decide, RoleAB.A),
        (c.li, c.decide, RoleAB.B),
        (c.head, c.head_post, RoleAB.NONE),
        (c.manager, manage, RoleAB.NONE),
    ):
        appoint(staff, post, valid_from=START, role=role, **BY)
    for staff, duty in (
        (c.security, Duty.SECURITY_ADMIN),
        (c.admin, Duty.SYSTEM_ADMIN),
        (c.auditor, Duty.AUDITOR),
    ):
        appoint_officer(staff, duty, organ=c.government, since=START, **BY)


def sheet(rows: list[list[Any]], *, name: str = "名单") -> bytes:
    """An xlsx with these rows; a text that begins with = becomes a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(name)
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            page.write(line, place, value)
    book.close()
    return buffer.getvalue()
