"""Rows of the requirements on the catalogue, told whole."""

from __future__ import annotations

import pytest
from django.core.management import call_command

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
from zhengwu.catalogue.enums import CleanUpState, Kind
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.queries import open_for_application
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.tests.factories import AT, CENTRE, EDITOR, HEAD, SHIPPED, an_item
from zhengwu.flow.models import Definition, Version
from zhengwu.journal.actions import deliver_all
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


@pytest.mark.req("ITM-02")
def test_permits_non_permits_and_services_are_kinds_of_their_own():
    taken("guangan/items.csv")
    kinds = set(Item.objects.values_list("kind", flat=True))
    assert {Kind.LICENCE, Kind.CONFIRMATION, Kind.SERVICE, Kind.OTHER} <= kinds
    regimes = {kind: regime_of(kind, "511602000000") for kind in Kind}
    assert regimes[Kind.LICENCE].code == "xk"
    assert {regimes[kind].code for kind in Kind if kind is not Kind.LICENCE}.isdisjoint({"xk"})


@pytest.mark.req("ITM-28")
def test_new_convenience_items_are_added_later_permit_or_not():
    taken("guangan/items.csv")
    before = Item.objects.count()
    names = ("残疾证", "结婚证", "身份证", "户口迁移", "养老保险")
    lines = [f"区政务中心,便民,{name}办理,NEW-{place},20" for place, name in enumerate(names)]
    content = "\n".join(["department,main_item,sub_item,item_code,task_type", *lines]).encode()
    run = apply(begin_import("new.csv", content, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (run.created_count, Item.objects.count()) == (5, before + 5)
    added = Item.objects.filter(code__startswith="NEW-")
    assert {item.kind for item in added} == {"20"}
    assert not any(item.open_for_application for item in added), "until its list is complete"


def flows() -> None:
    for code in ("immediate", "standard", "parallel_expert", "hearing", "service", "payment"):
        definition = Definition.objects.create(code=code, name=code, created_at=AT)
        Version.objects.create(
            definition=definition, number=1, xml="x", digest=f"d-{code}", compiled={},
            published_at=AT, published_by="t",
        )  # fmt: skip


@pytest.mark.req("ITM-29")
def test_non_permits_have_a_system_of_their_own_beside_the_permits(client):
    """Counted by unit and by kind in the clean-up; handled under their own law and lists."""
    flows()
    taken("guangan/items.csv")
    call_command("load_editions")
    deliver_all()
    year = open_clean_up(2026, principle="统一", by=CENTRE, at=AT)
    permits, others = year.lines.filter(kind="01"), year.lines.exclude(kind="01")
    assert (permits.count(), others.count()) == (417, 461)
    assert permits.values("organ_name").distinct().count() <= 24
    assert others.values("organ_name").distinct().count() <= 24
    page = client.get("/services/?kind=07").content.decode()
    assert "慈善组织" in client.get("/services/?kind=07&q=慈善").content.decode()
    assert "个体工商户设立登记" not in page
    for edition in Edition.objects.filter(state="published").select_related("item"):
        document = edition.document
        assert open_for_application(edition) == []
        rules = (document.statutory.rule, document.supplement_rule, document.delivery_rule)
        if document.kind is not Kind.LICENCE:
            assert document.law.regime != "xk"
            assert not any(rule.startswith("xk.") for rule in rules), edition.item.name
        else:
            assert document.law.regime == "xk"


@pytest.mark.req("ITM-05")
def test_the_immediate_items_are_a_listed_set(client):
    flows()
    taken("guangan/items.csv")
    call_command("load_editions")
    deliver_all()
    listed = Item.objects.filter(handling="immediate", open_for_application=True)
    assert listed.count() >= 3
    page = client.get("/services/?class=即办件").content.decode()
    for item in listed:
        assert item.name in page
        assert item.live.document.promised.unit == "immediate"
