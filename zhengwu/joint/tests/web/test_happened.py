"""What befalls a joint matter is said plainly, to applicant and desk, with what to do next."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.cast import TestClock, frozen
from zhengwu.cases.enums import Verdict
from zhengwu.identity import middleware
from zhengwu.joint import actions, queries
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.tests.factories import (
    SHOP,
    SOCIAL,
    TAX,
    accepted,
    answer_part,
    at,
    part_of,
    staff,
)
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import Actor
from zhengwu.org.actions import set_admission
from zhengwu.org.enums import AdmissionState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Friday, before noon."""
    with frozen(TestClock(at(18, 11))):
        yield


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`seen(actor, row)` → the page of the matter as this visitor reads it."""

    def page(actor: Actor, row: Joint) -> str:
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        face = "/desk/joint/matter/" if actor.is_staff else "/together/matter/"
        return str(Client().get(f"{face}{row.matter.number}/").content.decode())

    return page


def test_one_refused_one_withdrawn_the_rest_granted_under_another_lead(
    world: SimpleNamespace, seen: Any
) -> None:
    row = accepted(world)
    actions.change_lead(
        row, organ_code="GA-RSJ", reason="专区调整", by=world.director, at=at(17, 12)
    )
    answer_part(world, part_of(row, SHOP))
    deliver_all()
    actions.withdraw(row, items=[SOCIAL], reason="暂无职工", by=world.citizen, at=at(17, 15))
    answer_part(world, part_of(row, TAX), Verdict.REFUSED, when=at(18, 10))
    deliver_all()
    row = Joint.objects.select_related("matter", "edition").get(pk=row.pk)
    kinds = [one.kind for one in queries.happened(row, queries.parts_of(row))]
    assert kinds == ["lead", "withdrawn", "refused"], "in the order of the days"
    told = seen(world.citizen, row)
    for words in (
        "1 项办好了，等您领取；1 项没有办成",
        "由区人社局窗口接手",
        "编号、期限、已交的材料都不变",
        "没有批准",
        "理由：不符合条件",
        "申请行政复议或者提起诉讼",
        "您撤回了“企业社会保险登记”",
        "单独申请这一项",
    ):
        assert words in told, words
    assert "各部门都办好了" not in told
    case = part_of(row, TAX).case
    assert f"/my/{case.matter.number}/" in told
    desk = seen(staff(world, "GA-RSJ"), row)
    for words in (
        "牵头由区行政审批局换成区人社局",
        "申请人撤回了",
        "集中答复和送达从此由区人社局窗口办",
    ):
        assert words in desk, words


def test_what_needs_a_refused_result_is_told_how_to_go_on(
    world: SimpleNamespace, seen: Any
) -> None:
    row = accepted(world)
    answer_part(world, part_of(row, SHOP), Verdict.REFUSED)
    deliver_all()
    told = seen(world.citizen, Joint.objects.select_related("matter").get(pk=row.pk))
    assert "3 项没有办成" in told
    assert "这次办不了了" in told
    assert "办好的结果和没有办成的决定书" not in told


def test_everything_withdrawn_says_so(world: SimpleNamespace, seen: Any) -> None:
    row = accepted(world)
    actions.withdraw(row, items=[SHOP, TAX, SOCIAL], reason="", by=world.citizen, at=at(17, 15))
    told = seen(world.citizen, Joint.objects.select_related("matter").get(pk=row.pk))
    assert "您已撤回这件申请" in told
    assert "/together/new-enterprise/" in told


def _admission(world: SimpleNamespace, state: AdmissionState, when: Any) -> None:
    organ = world.places.departments["GA-SWJ"]
    set_admission(organ, state=state, on=when.date(), reason="机构调整", by=world.director, at=when)
    deliver_all()


def test_an_organ_that_left_is_named_until_another_takes_over_or_it_is_back(
    world: SimpleNamespace, seen: Any
) -> None:
    row = accepted(world)
    answer_part(world, part_of(row, SHOP))
    deliver_all()
    _admission(world, AdmissionState.WITHDRAWN, at(18, 9))
    told = seen(world.citizen, row)
    for words in ("退出了政务服务中心", "期限照算", "材料不用再交", "正在指定由谁接着办"):
        assert words in told, words
    assert "改由其他单位" in seen(world.director, row)
    assert "等中心指定由谁接着办" in seen(staff(world, "GA-XZSP"), row)
    _admission(world, AdmissionState.ADMITTED, at(21))
    assert part_of(row, TAX).stranded_on is None
    assert "退出了政务服务中心" not in seen(world.citizen, row)
    Part.objects.filter(joint=row, item_code=TAX).update(stranded_on=date(2026, 9, 18))
    actions.reassign(
        row, item=TAX, organ_code="GA-XZSP", basis="广安府〔2026〕9号", reason="职权划转",
        by=world.director, at=at(21, 10),
    )  # fmt: skip
    told = seen(world.citizen, row)
    assert "改由区行政审批局办理（原来是广安区税务局）" in told
    assert "您不用再交，也不用再跑" in told
