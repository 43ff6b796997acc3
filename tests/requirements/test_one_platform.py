"""ESV-06: approval, supervision, internal office and personnel stand on one platform."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grimp
import pytest
from django.test import Client

from tools.worlds import standing
from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import SMALL, application, as_staff, at
from zhengwu.identity.models import Account, Seat
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff
from zhengwu.personnel import actions as personnel
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.models import Card

pytestmark = pytest.mark.django_db
# The four sub-systems, each with pages that their people open.
SUBSYSTEMS = {
    "cases": "/desk/cases/",
    "supervision": "/desk/supervision/cards/",
    "township": "/desk/town/occasions/",
    "personnel": "/desk/attendance/mine/",
}
# 组件: what each of them must stand on, and what none of them may bring along.
COMPONENTS = ("kernel", "web", "journal", "matters", "clock", "files", "notices", "org")
# Words that only the component's own code may hold, by its owner.
OWNED = {
    "identity": ("import django.contrib.auth", "from django.contrib.auth", "contrib.sessions",
                 "import fido2", "from fido2", "argon2"),
    "kernel": ("datetime.now(", "date.today(", "timezone.now(", "utcnow("),
    "files": ("FILES_DIR",),
    "exchange": ("EXCHANGE_DIR",),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        yield found


def _rooms() -> list[Path]:
    root = Path(__file__).resolve().parents[2] / "zhengwu"
    return sorted(one.parent for one in root.glob("*/apps.py"))


def _sources(room: Path) -> dict[Path, str]:
    found = (one for one in room.rglob("*.py") if "tests" not in one.parts)
    return {one: one.read_text(encoding="utf-8") for one in found if "migrations" not in one.parts}


@pytest.mark.req("ESV-06")
def test_every_subsystem_stands_on_the_same_components_and_brings_none_of_its_own() -> None:
    graph = grimp.build_graph("zhengwu", cache_dir=None)
    for room in SUBSYSTEMS:
        for component in COMPONENTS:
            chain = graph.chain_exists(f"zhengwu.{room}", f"zhengwu.{component}", as_packages=True)
            assert chain, f"{room} does not stand on {component}"
    for room in _rooms():
        for path, text in _sources(room).items():
            for owner, words in OWNED.items():
                if room.name != owner:
                    found = [word for word in words if word in text]
                    assert not found, f"{path}: {owner} is a component of the platform: {found}"


def _opened(client: Client) -> dict[str, int]:
    return {room: client.get(address).status_code for room, address in SUBSYSTEMS.items()}


@pytest.mark.req("ESV-06")
def test_one_sign_in_and_one_security_verification_open_all_of_them(world: SimpleNamespace) -> None:
    account: Account = make_staff_account(world.people.centre["director"])
    client = Client()
    assert set(_opened(client).values()) == {HTTPStatus.FOUND}, "nobody without a sign-in"
    sign_in(client, account)
    assert set(_opened(client).values()) == {HTTPStatus.OK}
    assert Seat.objects.filter(account=account).count() == 1, "one session for all"
    # the second factor is asked for by the platform, not by a sub-system
    from zhengwu.identity.middleware import MARKS

    session = client.session
    session[MARKS] = {**session[MARKS], "assurance": "password"}
    session.save()
    assert HTTPStatus.OK not in _opened(client).values()


@pytest.mark.req("ESV-06")
def test_one_record_carries_what_all_of_them_do_and_the_exchange_hands_it_on(
    world: SimpleNamespace,
) -> None:
    # approval: refused, because it was outside the list
    case = cases.receive(application(world, "nurse"), by=world.clerk, at=now())
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交证明")], by=world.clerk, at=now()
        )
    # supervision: found without knowing the room
    deliver_all()
    card = Card.objects.get(finding__watched=case.matter)
    # internal office: an order to the unit
    supervisor = as_staff(Staff.objects.get(holdings__post__duties__duty="supervisor"))
    organ = Staff.objects.get(pk=world.clerk.id).organ
    order = supervision.issue(
        organ,
        facts="（测试）索要清单外材料",
        wanted="整改",
        about=case.matter,
        by=supervisor,
        at=now(),
    )
    # personnel: the clerk applies for leave
    clerk, day = Staff.objects.get(pk=world.clerk.id), local_day(now()) + timedelta(days=1)
    wanted = personnel.Wanted("personal", day, day, "（测试）")
    leave = personnel.ask_leave(clerk, wanted=wanted, by=world.clerk, at=now())
    rooms = {
        code.partition(".")[0]
        for code in Entry.objects.filter(
            object_id__in=[str(one) for one in (case.pk, card.pk, order.pk, leave.pk)]
        ).values_list("code", flat=True)
    }
    assert {"cases", "supervision", "personnel", "matters", "clock"} <= rooms
    deliver_all()
    _handed_on(card.matter.number, order.matter.number)


def _handed_on(*numbers: str) -> None:
    """数据交换平台: the records of supervision leave by a signed message of the exchange."""
    from zhengwu.exchange import actions as exchange
    from zhengwu.exchange.enums import Standing as Rank
    from zhengwu.exchange.enums import Way
    from zhengwu.exchange.models import Sent
    from zhengwu.exchange.registry import feed_named

    feed = feed_named("supervision.records")
    assert feed is not None
    told = {row["record_number"] for row in exchange.own_records(feed, 0, 50)}
    assert set(numbers) <= told
    node = exchange.register_node(
        "511600",
        name="（测试）市级平台",
        standing=Rank.UPPER,
        way=Way.FERRY,
        by=SYSTEM,
        at=now(),
    )
    channel = exchange.set_channel(
        node, "supervision", sends=[feed.code], takes=[], by=SYSTEM, at=now()
    )
    exchange.subscribe(channel, feed.code, relays=False, by=SYSTEM, at=now())
    assert exchange.tell(at=now()) >= len(numbers)
    assert Sent.objects.filter(channel=channel).exists()
