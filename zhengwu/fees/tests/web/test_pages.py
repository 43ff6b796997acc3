"""Pages of charging: public, finance window, standards, waivers, payouts."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from zhengwu.fees import queries
from zhengwu.fees.enums import VersionState
from zhengwu.fees.models import Bill, StandardVersion, Waiver
from zhengwu.fees.tests.test_bills import accepted
from zhengwu.identity import middleware
from zhengwu.kernel import time as kernel_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(monkeypatch):
    """A client who is this actor."""

    def become(actor):
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        return Client()

    return become


NEW = {
    "code": "new-fee", "name": "新收费", "organ": "GA-XZSP", "basis_level": "regulation",
    "basis_law": "某条例", "basis_article": "第一条", "revenue_code": "103", "formula": "unit",
    "rate": "2", "fact_name": "dig.area 面积 平方米", "brackets": "", "expression": "",
    "rounding": "cent", "rate_words": "每平方米 2 元", "licence": "on",
    "effective_from": kernel_time.local_day(kernel_time.now()).isoformat(),
}  # fmt: skip


@pytest.mark.req("FEE-10", "FEE-12", "FEE-07")
def test_every_charge_is_public_with_its_standard_and_basis(world, as_, client):
    page = client.get("/charges/").content.decode()
    for words in ("城市道路挖掘修复费", "《城市道路管理条例》第三十七条", "水土保持补偿费",
                  "防空地下室易地建设费", "不收费", "没有列出的，任何单位都不能收费"):  # fmt: skip
        assert words in page
    content = b"".join(client.get("/charges/?export=xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert (
        len(rows) == queries.public_standards(kernel_time.local_day(kernel_time.now())).count() + 1
    )


def test_a_standard_is_tried_out_drafted_approved_by_another_and_then_public(world, as_):
    desk = as_(world.cashier)
    tried = desk.post("/desk/finance/standards/new/", {**NEW, "act": "try", "try_dig.area": "3.5"})
    assert "= 7.00 元" in tried.content.decode()
    zero = {**NEW, "formula": "expression", "expression": "1 / dig.area", "act": "try"}
    answer = desk.post("/desk/finance/standards/new/", {**zero, "try_dig.area": "0"})
    assert answer.status_code == 422
    assert "除数为零" in answer.content.decode()
    lawless = desk.post(
        "/desk/finance/standards/new/", {**NEW, "basis_level": "province", "act": "submit"}
    )
    assert "行政许可法 第58条第1款" in lawless.content.decode()
    assert desk.post("/desk/finance/standards/new/", {**NEW, "act": "submit"}).status_code == 302
    version = StandardVersion.objects.get(standard="new-fee")
    checker = as_(world.finance)
    checker.post(f"/desk/finance/versions/{version.pk}/act/", {"act": "publish", "reason": ""})
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED
    assert "每平方米 2 元" in Client().get("/charges/").content.decode()


def test_a_waiver_is_entered_with_its_document_and_approved_by_another(world, as_):
    desk = as_(world.cashier)
    form = {"kind": "minutes", "title": "专题会议纪要", "document_no": "", "standards": ["shelter"],
            "share": "50", "payer_name": "演示公司", "starts_on": "2026-09-01"}  # fmt: skip
    assert desk.post("/desk/finance/waivers/new/", form).status_code == 422
    assert (
        desk.post("/desk/finance/waivers/new/", {**form, "document_no": "纪要1"}).status_code == 302
    )
    waiver = Waiver.objects.get(document_no="纪要1")
    as_(world.finance).post(f"/desk/finance/waivers/{waiver.pk}/", {"act": "approve"})
    waiver.refresh_from_db()
    assert waiver.state == "in_force"
    assert "已减免" in as_(world.clerk).get("/desk/finance/waivers/").content.decode()


@pytest.mark.req("FEE-04")
def test_departments_see_their_bill_and_cannot_take_money(world, as_):
    bill = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(bill).due
    address = f"/desk/finance/bills/{bill.code}/"
    seen = as_(world.clerk).get(address).content.decode()
    assert "只有财政收费窗口可以收款" in seen
    for actor in (world.clerk, world.reviewer, world.a, world.head, world.director, world.finance):
        answer = as_(actor).post(f"{address}pay/", {"channel": "cash", "amount": str(due)})
        assert answer.status_code in (403, 404)
    assert not bill.payments.exists()
    assert as_(world.stranger).get(address).status_code == 404
    desk = as_(world.cashier)
    found = desk.get("/desk/finance/", {"q": bill.code})
    assert found.headers["Location"] == address
    desk.post(f"{address}pay/", {"channel": "cash", "amount": str(due - 1)})
    desk.post(f"{address}pay/", {"channel": "cash", "amount": "abc"})
    assert not bill.payments.exists()
    desk.post(f"{address}pay/", {"channel": "cash", "amount": str(due)})
    assert bill.payments.get().amount == due


def test_another_citizen_does_not_see_the_bill(world, as_):
    bill = Bill.objects.get(matter=accepted(world).matter)
    assert as_(world.citizen).get(f"/pay/{bill.code}/").status_code == 404
    own = as_(world.for_firm).get(f"/pay/{bill.code}/").content.decode()
    assert "需要缴费" in own


def test_a_bad_list_of_people_names_its_rows(world, as_):
    desk = as_(world.cashier)
    text = "姓名,身份证号,银行账号,金额\n张三,123,456,-1\n"
    file = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
    form = {"programme": "低保金", "period": "2026年9月", "basis": "演示文件", "file": file}
    answer = desk.post("/desk/finance/payouts/new/", form, follow=True)
    page = answer.content.decode()
    assert "有 1 行错误" in page
    assert "金额应大于零" in page
    wrong = SimpleUploadedFile("x.xlsx", b"PK\x03\x04nonsense")
    answer = desk.post("/desk/finance/payouts/new/", {**form, "file": wrong})
    assert answer.status_code == 422


def test_the_cashier_prints_the_receipt_and_nothing_else(world, as_):
    bill = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(bill).due
    desk = as_(world.cashier)
    desk.post(f"/desk/finance/bills/{bill.code}/pay/", {"channel": "cash", "amount": str(due)})
    receipt = queries.receipts_of(bill).get()
    address = f"/desk/finance/papers/{receipt.document_id}.pdf"
    assert address in desk.get(f"/desk/finance/bills/{bill.code}/").content.decode()
    assert b"".join(desk.get(address).streaming_content).startswith(b"%PDF")
    other = bill.matter.documents.exclude(pk__in=[receipt.document_id, bill.document_id]).first()
    assert desk.get(f"/desk/finance/papers/{other.pk}.pdf").status_code == 404
    assert as_(world.clerk).get(address).status_code == 404
