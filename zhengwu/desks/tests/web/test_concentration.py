"""The rate of concentration over the catalogue, and a unit that does not enter."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import AT, application, as_staff, at
from zhengwu.catalogue.models import Item
from zhengwu.desks.queries.concentration import located
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Holding, Section, Staff, Window
from zhengwu.org.tests.web.acting import acting
from zhengwu.supervision import actions
from zhengwu.supervision.enums import OrderKind, OrderState
from zhengwu.supervision.models import Card, EntryDuty, Order
from zhengwu.supervision.queries import EntryLine, EntryWish, Standing, rate

pytestmark = pytest.mark.django_db
HOME = "/desk/concentration/"
YEAR = (at(1, month=1), at(1, month=12))


@pytest.fixture
def county(world):  # noqa: F811
    actions.load_shipped(by=SYSTEM, at=at(1))
    world.supervisor = as_staff(Staff.objects.get(holdings__post__duties__duty="supervisor"))
    return world


def go(actor, address, **data):
    with acting(actor):
        return Client().post(address, data) if data else Client().get(address)


def decided(county):
    """An immediate item, really taken in and decided at once by who holds the letter."""
    return cases.finish_on_the_spot(
        application(county, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=county.a, at=AT
    )


def one(code):
    return next(row for row in located(*YEAR) if row.code == code)


@pytest.mark.req("ORG-10", "ORG-19")
def test_items_are_taken_over_and_one_decided_at_the_bureau_is_found(county):
    code = county.editions["shop"].item.code
    organ = Item.objects.get(code=code).organ_code
    own = list(Item.objects.filter(organ_code=organ, state="active").values_list("code", flat=True))
    page = go(county.supervisor, f"{HOME}take/?organ={organ}").content.decode()
    assert all(f'value="{item}"' in page for item in own)
    told = {"organ": organ, "ordered": "yes", "basis": "（测试）进驻文件 2026 年 1 号",
            "valid_from": "2026-09-01", "items": own}  # fmt: skip
    lacking = go(county.supervisor, f"{HOME}take/", **told | {"basis": "", "act": "try"})
    assert "请写明要求进驻的文件" in lacking.content.decode()
    tried = go(county.supervisor, f"{HOME}take/", **told | {"act": "try"}).content.decode()
    assert f"新登记 {len(own)} 项" in tried
    assert not EntryDuty.objects.exists()
    done = go(county.supervisor, f"{HOME}take/", **told | {"act": "apply"})
    assert done.status_code == HTTPStatus.FOUND
    assert EntryDuty.objects.filter(ordered=True).count() == len(own)
    assert Entry.objects.filter(code="supervision.entry.ordered").count() == len(own)
    again = go(county.supervisor, f"{HOME}take/", **told | {"act": "apply"})
    assert again.status_code == HTTPStatus.FOUND
    assert Entry.objects.filter(code="supervision.entry.ordered").count() == len(own)
    with pytest.raises(NotPermitted):
        actions.take_over_entries(
            [EntryLine(code, "x")], by=county.clerk, at=at(20),
            wish=EntryWish(organ, True, "x", local_day(at(1))),
        )  # fmt: skip
    # before any case: ordered in, and the unit has a window in the centre
    before = rate(located(*YEAR))
    assert before.total == Item.objects.filter(state="active").exclude(organ_code="").count()
    assert before.concentrated == len(own)
    assert one(code).standing == Standing.ENTERED
    # decided by somebody who does not sit in the centre
    Section.objects.update(moved_in_on=None)
    Holding.objects.filter(staff_id=county.a.id).update(post=_bureau(county))
    case = decided(county)
    deliver_all()
    card = Card.objects.get(finding__probe_code="outside_centre")
    assert card.finding.watched_id == case.pk
    row = one(code)
    assert (row.standing, row.outside, row.defect) == (Standing.OUTSIDE, 1, True)
    assert row.immediate
    after = rate(located(*YEAR))
    assert (after.concentrated, after.total) == (before.concentrated - 1, before.total)
    page = go(county.supervisor, f"{HOME}?since=2026-01-01&until=2026-12-01").content.decode()
    assert f"{after.percent}" in page
    assert row.name in page
    assert go(county.clerk, HOME).status_code == HTTPStatus.NOT_FOUND


def _bureau(county):
    """A post of the unit that stands in no hall."""
    from zhengwu.org.actions import found_post

    organ = Staff.objects.get(pk=county.a.id).organ
    return found_post("BUREAU-1", name="局机关决定岗", organ=organ, duties=["decider"],
                      by=SYSTEM, at=at(1))  # fmt: skip


@pytest.mark.req("ORG-11")
def test_a_unit_that_does_not_enter_is_ordered_and_then_told_to_rectify(county):
    window = Window.objects.filter(hall__kind="centre").first()
    item = Item.objects.filter(organ_code=window.organ_id, state="active").first()
    Window.objects.filter(organ=window.organ_id).update(closed_on=local_day(at(1, month=12)))
    Section.objects.filter(organ=window.organ_id).update(moved_in_on=None)
    wish = EntryWish(window.organ_id, True, "（测试）进驻文件", local_day(at(1)))
    actions.take_over_entries(
        [EntryLine(item.code, item.name)], wish=wish, by=county.supervisor, at=at(2)
    )
    assert one(item.code).standing == Standing.ABSENT
    page = go(county.supervisor, HOME).content.decode()
    link = page.partition("/desk/supervision/orders/new/?")[2].partition('"')[0]
    told = {name: values[0] for name, values in parse_qs(
        urlsplit("?" + link.replace("&amp;", "&")).query).items()}  # fmt: skip
    assert item.name in told["facts"]
    shown = go(county.supervisor, f"/desk/supervision/orders/new/?{link.replace('&amp;', '&')}")
    assert item.name in shown.content.decode()
    sent = go(county.supervisor, "/desk/supervision/orders/new/", number="", **told)
    assert sent.status_code == HTTPStatus.FOUND
    order = Order.objects.get()
    assert (order.kind, order.topic, order.organ_code) == (
        OrderKind.ORDER, "entry", window.organ_id)  # fmt: skip
    assert order.kind_name in go(county.supervisor, HOME).content.decode()
    late = order.issued_at + timedelta(days=60)
    notice = actions.escalate(order, reason="到期没有进驻", by=county.supervisor, at=late)
    order.refresh_from_db()
    assert (order.state, notice.kind, notice.topic) == (
        OrderState.ESCALATED, OrderKind.RECTIFICATION, "entry")  # fmt: skip
    assert notice.due_on > local_day(late)
    assert "整改通知书" in go(county.supervisor, HOME).content.decode()
