"""Rows of the requirements on the catalogue, told whole."""

from __future__ import annotations

import pytest

from zhengwu.catalogue.actions import (
    apply,
    approve,
    approve_clean_up,
    begin_import,
    draft,
    edit,
    open_clean_up,
    publish_clean_up,
    report,
    review,
    submit,
)
from zhengwu.catalogue.enums import CleanUpState
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.tests.factories import AT, CENTRE, EDITOR, HEAD, SHIPPED, an_item
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.pg]

# Names as the accounts of the township centres give them.
SIX = {
    "人口计生窗口": [
        "一孩生育证办理", "独生子女光荣证办理", "二孩生育申请资料的初审和报送",
        "流动人口婚育证明办理", "流动人口婚育证明查验", "人口计生政策咨询",
    ],
    "社会保障窗口": [
        "农村五保申报和补助发放", "农村低保申报和补助发放", "救灾救济款物发放",
        "五保对象集中供养受理", "优抚安置咨询受理", "农民养老保险办理",
    ],
    "住房报建窗口": [
        "农民建房用地和规划申请受理", "农民建房土地、规划的实地踏勘、测绘", "房屋测绘和产权申报",
    ],
    "惠农补贴窗口": [
        "耕地占用税征收", "契税征收", "各项惠农补贴的办理和发放", "家电下乡补贴", "村财乡管",
        "新农合代收代缴", "社会抚养费征收", "计划生育奖励",
    ],
    "户籍管理窗口": [
        "出入境申请初审", "户籍信息维护", "户口登记", "户口迁移", "更正户口信息",
    ],
    "司法调处窗口": ["法律咨询", "法律援助", "民事纠纷调处"],
}  # fmt: skip
# One item of each of the fifteen groups of a town.
FIFTEEN = (
    "契税等税费征缴（代理）", "各项补贴资金发放", "统计信息提供", "建设工程规划许可证（代理）",
    "农民住宅用地（办理）", "林木采伐许可证（自用材）（代理）", "户口办理", "低保办理",
    "个体、企业注册登记（受理）", "生殖保健服务证办理", "土地承包经营权证（受理）",
)  # fmt: skip


def taken(path: str) -> None:
    content = (SHIPPED / path).read_bytes()
    apply(begin_import(path.rpartition("/")[2], content, by=SYSTEM, at=AT), by=SYSTEM, at=AT)


def names_of(window: str) -> set[str]:
    return set(Item.objects.filter(organ_name=window).values_list("name", flat=True))


@pytest.mark.req("ITM-19")
def test_the_township_default_is_six_windows_and_a_locality_adapts_it():
    taken("township/six_windows.csv")
    assert set(Item.objects.values_list("organ_name", flat=True)) == set(SIX)
    own = (
        "窗口,事项名称,编码,事项类型\n便民综合窗口,户口登记,TOWN-HJ-03,07\n"
        "便民综合窗口,村务印章保管,TOWN-OWN-01,20\n"
    ).encode()
    run = apply(begin_import("own.csv", own, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (run.created_count, run.updated_count) == (1, 1)
    assert names_of("便民综合窗口") == {"户口登记", "村务印章保管"}


@pytest.mark.req("ITM-20", "ITM-21", "ITM-22", "ITM-23", "ITM-24", "ITM-25")
@pytest.mark.parametrize("window", SIX)
def test_each_township_window_has_its_items(window):
    taken("township/six_windows.csv")
    assert names_of(window) == set(SIX[window])


@pytest.mark.req("ITM-26")
def test_the_fifteen_service_groups_of_a_town():
    taken("township/fifteen_groups.csv")
    groups = list(Item.objects.order_by("code").values_list("organ_name", flat=True))
    assert len(set(groups)) == 15
    names = set(Item.objects.values_list("name", flat=True))
    assert set(FIFTEEN) <= names
    for words in ("水面", "养老", "招商", "信访"):
        assert any(words in text for text in names | set(groups)), words


@pytest.mark.req("ITM-01", "ITM-07", "ITM-13")
def test_permits_and_fees_are_cleaned_up_unit_by_unit_and_the_centre_approves():
    permit = an_item(sub_item="甲许可", task_type="1")
    free = an_item("511A0138000001-511602000000-000-115113010833722043-1-00", sub_item="乙确认",
                   task_type="7")  # fmt: skip
    fee = {"name": "工本费", "basis": "发改价格〔2003〕1号", "rate": "每本10元"}
    edition = draft(permit, by=EDITOR, at=AT)
    changes = {"charged": True, "fees": [fee]}
    edition = edit(edition, changes, seen=edition.digest, by=EDITOR, at=AT)
    edition = review(submit(edition, by=EDITOR, at=AT), opinion="", by=HEAD, at=AT)
    approve(edition, opinion="", by=CENTRE, at=AT)
    year = open_clean_up(2026, principle="统一原则、分类、标准和名称", by=CENTRE, at=AT)
    lines = {line.item_name: line for line in year.lines.all()}
    assert {name: (line.kind, line.charged) for name, line in lines.items()} == {
        "甲许可": ("01", True), "乙确认": ("07", False),
    }  # fmt: skip
    units = {line.organ_name for line in lines.values()}
    assert units == {permit.organ_name}, "a unit without items is not asked"
    with pytest.raises(NotPermitted):
        report(year, "区别局", {}, by=EDITOR, at=AT)
    proposals = {str(permit.pk): ("keep", ""), str(free.pk): ("cancel", "依据已废止")}
    report(year, permit.organ_name, proposals, by=EDITOR, at=AT)
    year = approve_clean_up(year, opinion="核准", by=CENTRE, at=AT)
    year = publish_clean_up(year, by=CENTRE, at=AT)
    assert year.state == CleanUpState.PUBLISHED
    kept = year.lines.exclude(proposal="cancel")
    assert [(line.item_name, line.charged) for line in kept] == [("甲许可", True)]
    free.refresh_from_db()
    assert free.state == "cancelled"
