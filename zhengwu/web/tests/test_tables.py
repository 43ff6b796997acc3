"""Tables: sorted, linked, exported; nothing in an exported sheet computes."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from zhengwu.kernel.acting import entered
from zhengwu.kernel.time import SHANGHAI, local_day, now
from zhengwu.web import tables
from zhengwu.web.models import Submission
from zhengwu.web.tables import Column, Table, TooManyToExport, escaped, shown, write_xlsx
from zhengwu.web.tests.markup import rendered

START = datetime(2026, 9, 1, 8, 30, tzinfo=SHANGHAI)
COLUMNS = [
    Column("key", "编号", kind="short", sort="key", url=lambda row: f"/x/{row.key}/"),
    Column("started_at", "开始", kind="instant", sort="started_at"),
    Column("status", "次数", kind="number"),
]


def make(count: int) -> None:
    rows = [Submission(key=f"k{n}", started_at=START + timedelta(days=n)) for n in range(count)]
    with entered("web"):
        Submission.objects.bulk_create(rows)


def table(query: str = "", **options: Any) -> Table:
    request = RequestFactory().get(f"/list/{query}")
    rows = Submission.objects.all()
    return Table(request, rows, columns=COLUMNS, order="started_at", **options)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    rows: int, django_assert_num_queries: Any
) -> None:
    make(rows)
    with django_assert_num_queries(2):
        text = rendered('<c-table :table="table" caption="列表" />', table=table())
    assert text.count("<tr>") == rows + 1


@pytest.mark.django_db
def test_heads_sort_and_say_how_they_are_sorted() -> None:
    heads = {head.label: head for head in table("?q=店&after=x").heads}
    assert heads["开始"].sorted == "ascending"
    assert heads["开始"].url == "?q=%E5%BA%97&sort=-started_at"
    assert heads["编号"].url == "?q=%E5%BA%97&sort=key"
    assert not heads["次数"].url


@pytest.mark.django_db
def test_only_offered_columns_sort() -> None:
    assert table("?sort=-key").order == "-key"
    assert table("?sort=location").order == "started_at"
    assert table("?sort=started_at__year").order == "started_at"


@pytest.mark.django_db
def test_an_empty_list_says_what_would_stand_here() -> None:
    empty = table(empty_title="没有待受理的申请", empty_text="新的申请会出现在这里。")
    text = rendered('<c-table :table="table" />', table=empty)
    assert "没有待受理的申请" in text
    assert "新的申请会出现在这里。" in text


@pytest.mark.django_db
def test_export_holds_all_rows_of_all_pages() -> None:
    make(7)
    wanted = table("?export=xlsx", size=2)
    assert wanted.exports
    content = b"".join(wanted.export("待办 [1]"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["编号", "开始", "次数"]
    assert len(sheet) == 8
    assert sheet[1][1] == "2026年9月1日 08:30"


@pytest.mark.django_db
def test_an_export_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make(3)
    monkeypatch.setattr(tables, "EXPORT_LIMIT", 2)
    with pytest.raises(TooManyToExport) as refused:
        table("?export=xlsx").export("待办")
    assert "2 行" in refused.value.message


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_could_compute_is_escaped(text: str) -> None:
    stream = io.BytesIO()
    write_xlsx(stream, [Column("name", "名称")], [SimpleNamespace(name=text)], "表")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_index(0)
    assert str(sheet.to_python()[1][0]).startswith("'")
    assert escaped(text) == f"'{text}"


def test_values_are_shown_as_people_read_them() -> None:
    assert shown(Decimal("12400.50")) == "12,400.50"
    assert shown(date(1999, 9, 17)) == "1999年9月17日"
    today = local_day(now())
    assert shown(today) == f"{today.month}月{today.day}日"
    assert shown(True) == "是"
    assert shown(None) == ""
