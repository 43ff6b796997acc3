"""The small county of org, with hours of duty, a device and a hall manager."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from tools.worlds import World, standing
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.enums import Duty, StaffKind
from zhengwu.org.tests.factories import AT, BY, START, actor_for, appoint, found_post, person
from zhengwu.org.tests.factories import county as small_county
from zhengwu.personnel import actions


def _build() -> SimpleNamespace:
    call_command("load_law", verbosity=0)
    c = small_county()
    post = found_post(
        "ZX-DT", name="大厅管理岗", organ=c.centre, hall=c.hall, duties=[Duty.HALL_MANAGER], **BY
    )
    c.keeper = person("9101", "厅管一", c.centre, kind=StaffKind.CENTRE_MANAGEMENT)
    c.second = person("9102", "厅管二", c.centre, kind=StaffKind.CENTRE_MANAGEMENT)
    appoint(c.keeper, post, valid_from=START, **BY)
    appoint(c.second, post, valid_from=START, **BY)
    actions.load_shift(valid_from=date(2026, 1, 1), by=SYSTEM, at=AT)
    c.device = actions.set_device("ZK01", name="一楼考勤机", hall=c.hall, by=SYSTEM, at=AT)
    c.actors = {
        name: actor_for(getattr(c, name))
        for name in ("keeper", "second", "manager", "zhang", "li", "head", "stranger")
    }
    return c


COUNTY = World(
    "personnel", _build, ("zhengwu/personnel/tests/conftest.py", "zhengwu/org/tests/factories.py")
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing(COUNTY, django_db_setup, django_db_blocker) as world:
        yield world
