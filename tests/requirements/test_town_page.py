"""TWN-03: one page of a town for what it discloses, what it does and how well, cards included."""

from __future__ import annotations

import pytest
from django.test import Client

from tools.worlds import standing
from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import SMALL, application, at, with_town
from zhengwu.complaints import actions as complaints
from zhengwu.complaints.enums import Naming
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.models import Card
from zhengwu.township.web.citizen.views import towns as page

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        found = with_town(found)
        found.office._service_quality()
        # What a test enters is entered today: the rule on late entry would see that, too.
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        yield found


@pytest.mark.req("TWN-03", "ESV-12")
def test_disclosure_service_and_supervision_stand_on_one_page(world, monkeypatch):
    from zhengwu.desks import registry as desks

    for module in (page, desks):
        monkeypatch.setattr(module, "now", lambda: at(18, 12))
    town = world.town.organ
    before = Client().get(f"/towns/{town.pk}/").content.decode()
    assert "黄牌" in before
    application_ = application(world, "planning_town")
    case = cases.receive(application_, by=world.town.clerk, at=at(17))
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交村委会证明")], by=world.town.clerk,
            at=at(18),
        )  # fmt: skip
    letter = complaints.Letter(
        kind="burden", text="按人头收费", organ=town.pk, naming=Naming.ANONYMOUS
    )
    complaints.receive(letter, by=ANONYMOUS, at=at(18))
    deliver_all()
    assert Card.objects.filter(organ_code=town.pk).count() == 1
    told = {one.label: one.value for one in desks.of_town(town.pk, at(1).date())}
    assert (told["黄牌"], told["红牌"], told["收到投诉举报"]) == (1, 0, 1)
    shown = Client().get(f"/towns/{town.pk}/").content.decode()
    for words in ("<h2>办事</h2>", "<h2>公开</h2>", "效能（2026 年）", "效能监督", "收到投诉举报"):
        assert words in shown
    assert f"/complaints/new/?organ={town.pk}" in shown
