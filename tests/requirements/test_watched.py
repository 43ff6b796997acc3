"""Handling and supervision are one system: a case of any channel is watched while it runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tools.worlds import standing
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Channel
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import SMALL, application, at
from zhengwu.identity.models import Account
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.models import Card

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        # What a test enters is entered today: the rule on late entry would see that, too.
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        yield found


def overseer(world: SimpleNamespace) -> Client:
    client = Client()
    account: Account = make_staff_account(world.people.centre["supervisor"])
    sign_in(client, account)
    return client


@pytest.mark.req("ESV-01", "ESV-05", "ESV-10")
@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.WINDOW])
def test_a_case_of_any_channel_is_watched_while_it_runs(
    world: SimpleNamespace, channel: Channel
) -> None:
    by = world.citizen if channel == Channel.ONLINE else world.clerk
    case = cases.receive(application(world, "nurse", channel=channel), by=by, at=at(17))
    watching = overseer(world)
    address = f"/desk/cases/{case.matter.number}/"
    seen = watching.get(address)
    assert seen.status_code == 200
    assert "收件" in seen.content.decode()
    # a demand outside the list is refused at once, and found without anybody reporting it
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交证明")], by=world.clerk, at=at(18)
        )
    deliver_all()
    card = Card.objects.get(finding__watched=case.matter)
    page = watching.get(f"/desk/supervision/cards/{card.matter.number}/").content.decode()
    assert case.matter.number in page
    assert address in page
    # every act of the case stands before the supervision, refused ones too
    assert Entry.objects.filter(matter_id=case.pk, refused=True).count() == 1
    assert watching.post(f"{address}act/accept/", {}).status_code in (403, 404)
