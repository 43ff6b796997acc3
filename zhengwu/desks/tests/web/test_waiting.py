"""The first page of everybody: what waits in the rooms, counted in one statement."""

from __future__ import annotations

from typing import Any

import pytest

from zhengwu.desks import queries
from zhengwu.desks.tests.web.test_lowest_rooms import ADMIN, MANAGER, page, staff, text
from zhengwu.jobs.actions import enqueue
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.org.enums import Duty

pytestmark = pytest.mark.django_db
EVERYTHING = staff(*(str(one) for one in Duty))


def rooms(actor: Any) -> dict[str, dict[str, str]]:
    found = queries.waiting(actor, now())
    return {room.title: {one.label: one.number for one in room.lines} for room in found}


@pytest.mark.pg
def test_any_number_of_rooms_is_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(queries.waiting(EVERYTHING, now())) > 8
    with django_assert_num_queries(1):
        queries.waiting(staff(), now())


def test_whose_duty_it_is_sees_it_empty_and_nobody_else_sees_it() -> None:
    assert rooms(ADMIN) == {
        "运行": {
            "未办成的投递": "0", "节点交换没有了结的异常": "0", "未发出的通知": "0",
            "正在运行的任务": "0",
        }
    }  # fmt: skip
    assert set(rooms(staff("hall_manager"))) == {"大厅", "窗口人员"}
    assert set(rooms(staff("quality_officer"))) == {"好差评"}
    assert set(rooms(staff("assessor"))) == {"考核", "窗口人员"}
    assert set(rooms(staff("finance_clerk"))) == {"收费"}
    assert rooms(staff("window_clerk")) == {}


def test_what_waits_is_counted_and_leads_to_its_list() -> None:
    enqueue("clock.resettle", {}, by=SYSTEM, at=now())
    assert rooms(ADMIN)["运行"]["正在运行的任务"] == "1"
    shown = text(page(ADMIN, "/desk/"))
    assert "正在运行的任务" in shown
    assert 'href="/desk/jobs/"' in shown


def test_every_address_of_a_line_opens_for_its_holder() -> None:
    holders = {
        line.url.partition("?")[0]: actor
        for actor in (*(staff(str(one)) for one in Duty), MANAGER)
        for room in queries.waiting(actor, now())
        for line in room.lines
    }
    assert len(holders) > 20
    # This world has no hall, and these people no row among the staff.
    del holders["/desk/hall/register/"], holders["/desk/attendance/leaves/"]
    for address, actor in holders.items():
        assert page(actor, address).status_code in (200, 302), (actor.duties, address)


def test_somebody_without_anything_to_do_is_told_where_it_will_come() -> None:
    shown = text(page(staff("security_admin"), "/desk/"))
    assert "现在没有等您处理的事" in shown
    assert "/desk/inbox/" in shown
