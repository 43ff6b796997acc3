"""The public face: one finds an item, reads what to bring, and learns why it is closed."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tools.worlds import World, standing
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.tests.factories import AT, SHIPPED
from zhengwu.flow.models import Definition, Version
from zhengwu.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db

SHOP = "511A0074300005-511602000000-000-115113016823646795-1-00"


def build():
    """The real items, with the shipped editions, and the flows they name."""
    for code in ("immediate", "standard", "parallel_expert", "hearing", "service", "payment"):
        definition = Definition.objects.create(code=code, name=code, created_at=AT)
        Version.objects.create(
            definition=definition, number=1, xml="x", digest=f"d-{code}", compiled={},
            published_at=AT, published_by="t",
        )  # fmt: skip
    csv = (SHIPPED / "guangan/items.csv").read_bytes()
    apply(begin_import("items.csv", csv, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    call_command("load_editions")


COUNTY = World("catalogue", build, ("zhengwu/catalogue/tests",))


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    with standing(COUNTY, django_db_setup, django_db_blocker):
        yield


@pytest.mark.req("ITM-03", "ITM-04", "ITM-10", "ITM-14", "ITM-16")
def test_the_public_catalogue_from_search_to_print(county, client):
    shipped = len(list((SHIPPED / "editions").glob("[0-9]*.yaml")))
    assert Item.objects.filter(open_for_application=True).count() == shipped
    found = client.get("/services/?q=营业执照").content.decode()
    assert "个体工商户设立登记" in found
    assert "可以申请" in found
    guide = client.get(f"/services/{SHOP}/").content.decode()
    for word in (
        "当场办结",
        "八公开",
        "经营场所使用证明",
        "不收费",
        "现在申请",
        "市场主体登记管理条例",
    ):
        assert word in guide
    paper = client.get(f"/services/{SHOP}/print/").content.decode()
    assert "受理条件" in paper
    assert "咨询" in guide
    closed = Item.objects.get(name="普通护照签发")
    page = client.get(f"/services/{closed.code}/").content.decode()
    assert "现在还不能申请这个事项" in page
    assert "适用法律" in page
    assert "现在申请" not in page
    wall = client.get("/services/wall/").content.decode()
    assert wall.count("<tr>") >= 878
    book = client.get("/services/handbook/").content.decode()
    assert f"共 {shipped} 个可以申请的事项" in book
    assert client.get("/services/departments/").content.decode().count("organ=") == 24
    assert client.get("/services/nothing/").status_code == 404


def test_one_browses_by_theme_department_class_and_who(county, client):
    page = client.get("/services/?who=person&class=即办件").content.decode()
    assert "失业登记" in page
    assert "食品(含保健食品)经营许可核发" not in page
    assert "歌舞娱乐" in client.get("/services/?theme=文体教育").content.decode()
    nothing = client.get("/services/?q=zzzzqq").content.decode()
    assert "没有找到事项" in nothing


@pytest.mark.req("ITM-12")
def test_a_county_item_publishes_name_basis_conditions_procedure_quantity_documents_limit_and_fee(
    county, client
):
    code = Item.objects.get(name="烟花爆竹经营（零售）许可证核发").code
    page = client.get(f"/services/{code}/").content.decode()
    for word in (
        "烟花爆竹安全管理条例", "受理条件", "现场核查", "有数量限制", "零售点及其周围安全条件说明",
        "15个工作日", "20个工作日", "不收费",
    ):  # fmt: skip
        assert word in page


@pytest.mark.req("ITM-28")
def test_matters_that_are_no_licences_stand_in_the_same_catalogue(county, client):
    for words, name in (
        ("结婚证", "中国内地公民婚姻登记"),
        ("身份证", "居民身份证办理（包括临时）"),
        ("迁户口", "户口迁移审批"),
        ("养老金", "城乡居民基本养老保险待遇申领"),
    ):
        pages = "".join(
            client.get(f"/services/?q={words}&kind={kind}").content.decode()
            for kind in ("07", "20", "01")
        )
        assert name in pages


def test_an_older_edition_stays_readable(county, client):
    item = Item.objects.get(code=SHOP)
    page = client.get(f"/services/{SHOP}/edition/{item.live.number}/")
    assert page.status_code == 200
    assert client.get(f"/services/{SHOP}/edition/9/").status_code == 404


def test_a_search_costs_the_same_with_one_and_with_many_items(
    county, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        client.get("/services/?q=许可")
