"""The default catalogues of a township come in through the ordinary import and may be adapted."""

from __future__ import annotations

import pytest

from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.tests.factories import AT, SHIPPED
from zhengwu.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


def taken(name: str) -> None:
    content = (SHIPPED / "township" / name).read_bytes()
    run = begin_import(name, content, by=SYSTEM, at=AT)
    assert run.counts == {}
    apply(run, by=SYSTEM, at=AT)


def test_the_six_windows_of_a_township_with_their_items():
    taken("six_windows.csv")
    by_window: dict[str, list[str]] = {}
    for item in Item.objects.order_by("code"):
        by_window.setdefault(item.organ_name, []).append(item.name)
    assert {window: len(names) for window, names in by_window.items()} == {
        "人口计生窗口": 6, "社会保障窗口": 6, "住房报建窗口": 3, "惠农补贴窗口": 8,
        "户籍管理窗口": 5, "司法调处窗口": 3,
    }  # fmt: skip
    assert "二孩生育申请资料的初审和报送" in by_window["人口计生窗口"]
    assert "农民建房土地、规划的实地踏勘、测绘" in by_window["住房报建窗口"]
    assert "各项惠农补贴的办理和发放" in by_window["惠农补贴窗口"]
    assert "法律援助" in by_window["司法调处窗口"]


def test_the_fifteen_groups_of_a_town():
    taken("fifteen_groups.csv")
    assert Item.objects.values("organ_name").distinct().count() == 15
    assert Item.objects.filter(name="林木采伐许可证（自用材）（代理）").exists()


def test_a_township_adapts_its_list_by_the_same_codes():
    taken("six_windows.csv")
    text = "窗口,事项名称,编码,事项类型\n便民综合窗口,户口登记,TOWN-HJ-03,07\n".encode()
    run = apply(begin_import("own.csv", text, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (run.created_count, run.updated_count) == (0, 1)
    assert Item.objects.get(code="TOWN-HJ-03").organ_name == "便民综合窗口"
