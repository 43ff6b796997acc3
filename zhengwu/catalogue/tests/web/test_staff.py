"""The staff face: import wizard, editor, reviews, board, clean-up – as people use it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from zhengwu.catalogue.actions import open_clean_up
from zhengwu.catalogue.models import CleanUp, Edition, ImportRun, Item
from zhengwu.catalogue.tests.factories import (
    AT,
    CENTRE,
    EDITOR,
    HEAD,
    HEADER,
    STRANGER,
    an_item,
    line,
)
from zhengwu.catalogue.tests.web.acting import become
from zhengwu.jobs.actions import run_all
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting(settings):
    path = "zhengwu.catalogue.tests.web.acting.ActingMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, path]
    yield
    become(ANONYMOUS)


def upload(client, *lines: str, name: str = "items.csv"):
    content = "\n".join([HEADER, *lines]).encode()
    return client.post("/desk/catalogue/import/", {"file": SimpleUploadedFile(name, content)})


def test_a_file_goes_through_the_wizard(client):
    become(CENTRE)
    answer = upload(client, line(), "a,b")
    run = ImportRun.objects.get()
    page = client.get(answer.url).content.decode()
    assert "列数与表头不符" in page
    assert "跳过 1 行错误，导入 1 行" in page
    assert not Item.objects.exists()
    report = client.get(f"/desk/catalogue/import/{run.pk}/report.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(report.streaming_content)))
    assert any(
        "列数" in str(cell) for row in rows.get_sheet_by_index(0).to_python() for cell in row
    )
    client.post(f"/desk/catalogue/import/{run.pk}/apply/", {"skip": "1"})
    assert Item.objects.count() == 1
    assert "已导入" in client.get(answer.url).content.decode()


def test_columns_are_chosen_again_and_a_wrong_file_says_why(client):
    become(CENTRE)
    page = client.post(
        "/desk/catalogue/import/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")}
    )
    assert (page.status_code, "xlsx" in page.content.decode()) == (422, True)
    assert client.post("/desk/catalogue/import/").status_code == 422
    file = SimpleUploadedFile("a.csv", "甲,乙,丙\n512B0053300006,休学,局\n".encode())
    client.post("/desk/catalogue/import/", {"file": file})
    run = ImportRun.objects.get()
    columns = {"column_code": "甲", "column_name": "乙", "column_organ_name": "丙"}
    client.post(f"/desk/catalogue/import/{run.pk}/columns/", columns)
    run.refresh_from_db()
    assert run.good == 1


def test_a_long_file_is_a_job_in_the_name_of_who_asked(client, monkeypatch):
    monkeypatch.setattr("zhengwu.catalogue.actions.imports.LONG", 1)
    become(CENTRE)
    upload(client, line(), line("511A0138000001-511602000000-000-115113010833722043-1-00"))
    run = ImportRun.objects.get()
    client.post(f"/desk/catalogue/import/{run.pk}/apply/")
    assert not Item.objects.exists()
    assert "正在导入" in client.get(f"/desk/catalogue/import/{run.pk}/").content.decode()
    run_all()
    assert Item.objects.count() == 2


def test_an_edition_is_written_section_by_section_reviewed_and_published(client):
    item = an_item()
    become(EDITOR)
    client.post(f"/desk/catalogue/items/{item.code}/draft/")
    edition = Edition.objects.get()
    address = f"/desk/catalogue/editions/{edition.pk}/"
    row = {"seen": edition.digest, "law.regime": "xk", "law.name": "行政许可法"}
    added = client.post(f"{address}law/", {**row, "_add": "basis"}).content.decode()
    assert 'name="basis.0.law"' in added
    assert 'value="行政许可法"' in added
    wrong = client.post(f"{address}law/", {**row, "basis.0.article": "第十二条"})
    assert wrong.status_code == 422
    assert "请填写法律名称" in wrong.content.decode()
    assert 'value="第十二条"' in wrong.content.decode()
    client.post(f"{address}law/", {**row, "basis.0.law": "教育法", "basis.0.article": "第十二条"})
    edition.refresh_from_db()
    assert Edition.objects.get().document.basis[0].law == "教育法"
    seen = Edition.objects.get().digest
    row = {"seen": seen, "law.regime": "xk", "law.name": "行政许可法", "basis.0.law": "教育法"}
    safety = {"public_safety.applies": "yes", "public_safety.basis": "《教育法》第一条"}
    client.post(f"{address}law/", {**row, "basis.0.article": "第十二条", **safety})
    assert Edition.objects.get().document.public_safety.applies is True
    assert "在法律规定的期间内不得再次申请" in client.get(address).content.decode()
    row = {"seen": edition.digest}
    late = client.post(f"{address}contact/", {"seen": row["seen"], "phone": "1"})
    assert late.status_code == 409
    assert "已被他人更新" in late.content.decode()
    client.post(f"{address}act/", {"verb": "submit"})
    become(HEAD)
    assert "同意，报中心" in client.get(address).content.decode()
    assert client.post(f"{address}act/", {"verb": "give_back"}).status_code == 422
    client.post(f"{address}act/", {"verb": "review", "opinion": "同意"})
    become(CENTRE)
    assert (
        client.post(f"{address}act/", {"verb": "approve", "effective_on": "x"}).status_code == 422
    )
    client.post(f"{address}act/", {"verb": "approve", "opinion": "批准"})
    assert Item.objects.get().live == edition
    assert "还缺的要素" in client.get(address).content.decode()


def test_what_a_stranger_and_the_public_may_not(client):
    item = an_item()
    become(ANONYMOUS)
    assert client.get("/desk/catalogue/").status_code == 302
    become(STRANGER)
    assert client.get("/desk/catalogue/").status_code == 200
    assert client.get("/desk/catalogue/import/").status_code == 404
    assert client.post(f"/desk/catalogue/items/{item.code}/draft/").status_code == 403
    become(EDITOR)
    assert (
        client.post(f"/desk/catalogue/items/{item.code}/state/", {"state": "cancelled"}).status_code
        == 404
    )


def test_the_list_filters_sorts_exports_and_does_not_grow_in_sql(
    client, django_assert_max_num_queries
):
    an_item()
    an_item(
        "511A0138000001-511602000000-000-115113010833722043-1-00", task_type="7", sub_item="确认"
    )
    deliver_all()
    become(EDITOR)
    assert "确认" in client.get("/desk/catalogue/?kind=07").content.decode()
    assert "休学审批" not in client.get("/desk/catalogue/?kind=07").content.decode()
    assert "休学审批" in client.get("/desk/catalogue/?q=休学").content.decode()
    assert "没有符合条件" in client.get("/desk/catalogue/?open=1").content.decode()
    assert client.get("/desk/catalogue/?export=xlsx").status_code == 200
    with django_assert_max_num_queries(6):
        client.get("/desk/catalogue/")


def test_the_board_counts_and_leads_to_the_items(client):
    an_item()
    become(EDITOR)
    page = client.get("/desk/catalogue/board/").content.decode()
    assert "设定依据" in page
    assert "区教科体局" in page
    assert "休学审批" in client.get("/desk/catalogue/board/owed/?element=basis").content.decode()
    sheet = client.get("/desk/catalogue/board/?export=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sheet.streaming_content)))
    assert rows.get_sheet_by_index(0).to_python()[1][0] == "区教科体局"


def test_an_item_is_suspended_with_a_reason(client):
    item = an_item()
    become(CENTRE)
    address = f"/desk/catalogue/items/{item.code}/state/"
    assert client.post(address, {"state": "suspended"}).status_code == 422
    client.post(address, {"state": "suspended", "reason": "法律修订"})
    assert Item.objects.get().state == "suspended"
    assert "暂停" in client.get(f"/desk/catalogue/items/{item.code}/").content.decode()


@pytest.mark.req("ITM-01", "ITM-07")
def test_the_annual_clean_up_is_reported_approved_and_published(client):
    item = an_item()
    other = an_item("511A0138000001-511602000000-000-115113010833722043-1-00", sub_item="旧事项")
    become(CENTRE)
    assert client.post("/desk/catalogue/clean-up/", {"year": "2026"}).status_code == 422
    client.post("/desk/catalogue/clean-up/", {"year": "2026", "principle": "统一名称和标准"})
    page = "/desk/catalogue/clean-up/2026/"
    assert "还有 2 个事项没有部门意见" in client.get(page).content.decode()
    assert client.post(f"{page}approve/").status_code == 409
    become(STRANGER)
    proposals = {
        "organ": item.organ_name,
        f"proposal-{item.pk}": "keep",
        f"proposal-{other.pk}": "cancel",
        f"reason-{other.pk}": "",
    }
    assert client.post(f"{page}report/", proposals).status_code == 403
    become(EDITOR)
    assert client.post(f"{page}report/", proposals).status_code == 422
    client.post(f"{page}report/", {**proposals, f"reason-{other.pk}": "依据已废止"})
    become(CENTRE)
    client.post(f"{page}approve/", {"opinion": "同意"})
    assert Item.objects.get(pk=other.pk).state == "cancelled"
    assert client.get("/services/retained/2026/").status_code == 404
    client.post(f"{page}publish/")
    assert CleanUp.objects.get().state == "published"
    listed = client.get("/services/retained/2026/").content.decode()
    assert "休学审批" in listed
    assert "旧事项" not in listed


def test_a_year_is_cleaned_once():
    open_clean_up(2026, principle="统一", by=CENTRE, at=AT)
    with pytest.raises(Exception, match="已经开始"):
        open_clean_up(2026, principle="统一", by=CENTRE, at=AT)
