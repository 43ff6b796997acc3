"""Every fault of a file is named; a file is taken whole or not at all; codes update."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from zhengwu.catalogue.actions import apply, begin_import, remap
from zhengwu.catalogue.actions.imports import ImportHasErrors, ImportOver
from zhengwu.catalogue.models import ImportRun, Item
from zhengwu.catalogue.queries import board, find
from zhengwu.catalogue.rules.rows import examine, guess_mapping
from zhengwu.catalogue.rules.sheets import FileUnreadable
from zhengwu.catalogue.rules.sheets import read as read_sheet
from zhengwu.catalogue.tests.factories import AT, CENTRE, EDITOR, HEADER, SHIPPED, line, read
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.pg]

GUANGAN = SHIPPED / "guangan" / "items.csv"
UK = (
    Path(__file__).parents[4]
    / "shared/data/service_items/uk_lgsl_lgil_fallback_links_MALFORMED.csv"
)

# Counted with grep and awk over the file; the import must find exactly these. (The department
# codes have six lengths: 9, 10, 17, 18, 19, 22.)
EXPECTED = {
    "code.foreign_prefix": 848,
    "organ_code.organisation": 474,
    "code.short_form": 160,
    "organ_code.cut_uscc": 150,
    "organ_code.suffixed": 38,
    "organ_code.internal": 38,
    "organ_code.other": 28,
    "code.letter_form": 9,
    "name.brackets": 6,
    "name.long": 5,
    "name.doubled": 2,
    "code.irregular": 1,
    "organ.several_codes": 1,
    "organ_code.lengths": 1,
}


def test_the_whole_county_is_read_with_every_fault_named():
    sheet = read_sheet("items.csv", GUANGAN.read_bytes())
    reading = examine(sheet, guess_mapping(sheet.header), region="511602", organs={})
    counts = reading.counts()
    assert reading.total == len(reading.rows) == 878
    assert reading.errors == 0
    assert counts == EXPECTED


@pytest.mark.req("ITM-02", "ITM-13")
def test_the_whole_county_is_imported_updated_and_found():
    run = apply(begin_import("items.csv", GUANGAN.read_bytes(), by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (run.created_count, run.updated_count, run.same_count) == (878, 0, 0)
    assert Item.objects.filter(kind="01").count() == 417
    assert Item.objects.filter(kind="20").count() == 286
    assert Item.objects.values("organ_name").distinct().count() == 24
    assert Entry.objects.filter(code="catalogue.item.listed").count() == 878
    again = apply(begin_import("x.csv", GUANGAN.read_bytes(), by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (again.created_count, again.updated_count, again.same_count) == (0, 0, 878)
    deliver_all()
    assert [one.name for one in find("ggcswsxkyx").items] == ["公共场所卫生许可延续（县级）"]
    assert "最低生活保障" in [one.name for one in find("我想吃低保").items]
    rows = board()
    assert len(rows) == 24
    assert sum(row.items for row in rows) == 878
    assert sum(row.open for row in rows) == 0
    assert sum(row.lacking["basis"] for row in rows) == 878


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xlsx", b"\x89 broken", "不是能打开的 xlsx"),
        ("x.xlsx", b"PK\x03\x04 broken", "不是能打开的 xlsx"),
        ("x.pdf", b"%PDF-1.7\xff", "是 PDF，只收 csv、xlsx 和 json 文件"),
        ("x.png", b"\x89PNG\xff\x00\xff", "不是文本表格，只收"),
        (
            "x.csv",
            b'a,b\n1,2\n"3,4\n5,6\n7,8\n',
            "从第 3 行起有一个双引号没有结束，后面 2 行",
        ),
    ],
)
def test_what_cannot_be_read_is_named_rightly(name, content, said):
    with pytest.raises(FileUnreadable, match=said):
        read_sheet(name, content)


def test_a_quotation_mark_that_is_closed_may_hold_lines():
    assert len(read_sheet("x.csv", b'a,b\n1,"2\n3"\n4,"5" \n').lines) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_of_an_office_is_read(encoding):
    run = read(line(sub_item="𠮷祥许可"), encoding=encoding)
    apply(run, by=SYSTEM, at=AT)
    assert Item.objects.get().name == "𠮷祥许可"


def test_json_of_the_portal_and_xlsx_give_the_same_rows():
    nested = (
        '[{"department":"区经信局","items":[{"main_item":"未分类","sub_items":[{"name":"备案","link":'
        '"http://x/y?areaCode=511602000000&itemCode=511Z07001006-511602000000-000-11511301008778183N-1-00'
        '&taskType=10&deptCode=11511301008778183N","qrcode":""}]}]}]'
    )
    book = io.BytesIO()
    workbook = xlsxwriter.Workbook(book)
    sheet = workbook.add_worksheet()
    cells = line(
        "511Z07001006-511602000000-000-11511301008778183N-1-00",
        department="区经信局", sub_item="备案", task_type="10", dept_code="11511301008778183N",
    ).split(",")  # fmt: skip
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.write_row(1, 0, cells)
    workbook.close()
    for name, content in (("a.json", nested.encode()), ("a.xlsx", book.getvalue())):
        run = begin_import(name, content, by=SYSTEM, at=AT)
        assert (run.total, run.good) == (1, 1), run.counts
    apply(run, by=SYSTEM, at=AT)
    assert Item.objects.get().kind == "10"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["a,b"], "row.width"),
        ([line(), line()], "code.doubled"),
        ([line("")], "code.missing"),
        ([line(sub_item="")], "name.missing"),
        ([line(sub_item="长" * 301)], "name.too_long"),
        ([line(department="")], "organ.missing"),
        ([line(task_type="99")], "kind.unknown"),
    ],
)
def test_a_row_with_an_error_keeps_the_whole_file_out(lines, code):
    run = read(*lines)
    assert code in run.counts
    with pytest.raises(ImportHasErrors):
        apply(run, by=SYSTEM, at=AT)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sub_item": '"换\n行"'}, "text.control"),
        ({"sub_item": "A&amp;amp;B"}, "text.escaped"),
        ({"sub_item": "长" * 61}, "name.long"),
        ({"sub_item": "许可（县级)"}, "name.brackets"),
        ({"area": "510000000000"}, "area.foreign"),
        ({"dept_code": "1151130108778239R_5143"}, "organ_code.suffixed"),
        ({"dept_code": "68236467-9"}, "organ_code.organisation"),
        ({"dept_code": "4588062259066118144"}, "organ_code.internal"),
        ({"dept_code": "1151130108778239R"}, "organ_code.cut_uscc"),
        ({"dept_code": "115113010833722044"}, "organ_code.bad_uscc"),
        ({"code": "G-000007-001-511602000000-000-115113010833722043-1-00"}, "code.letter_form"),
        ({"code": "E-000021-001-1111111111111111"}, "code.irregular"),
    ],
)
def test_a_row_with_a_doubt_is_taken_with_a_warning(more, code):
    run = read(line(**more))
    assert code in run.counts
    apply(run, by=SYSTEM, at=AT)
    assert Item.objects.count() == 1


def test_two_departments_sharing_a_code_are_named():
    run = read(
        line(), line("511A0138000001-511602000000-000-115113010833722043-1-00", department="区甲局")
    )
    assert run.counts["organ.shared_code"] == 1


def test_rows_with_errors_may_be_left_out_on_purpose():
    run = apply(read(line(), "a,b"), skip_errors=True, by=SYSTEM, at=AT)
    assert (run.created_count, Item.objects.count()) == (1, 1)


def test_a_changed_row_updates_by_code_with_old_and_new_value():
    apply(read(line()), by=SYSTEM, at=AT)
    run = apply(read(line(sub_item="休学许可")), by=SYSTEM, at=AT)
    assert (run.created_count, run.updated_count) == (0, 1)
    entry = Entry.objects.get(code="catalogue.item.changed")
    assert entry.changes["name"] == ["休学审批", "休学许可"]


def test_columns_can_be_mapped_by_hand_and_what_is_needed_is_asked_for():
    content = "甲,乙,丙\n512B0053300006,休学,区教科体局\n".encode()
    run = begin_import("x.csv", content, by=SYSTEM, at=AT)
    assert run.counts == {"column.missing": 1}
    run = remap(run, {"code": "甲", "name": "乙", "organ_name": "丙"}, by=SYSTEM, at=AT)
    assert (run.total, run.good, run.counts) == (1, 1, {})


def test_a_file_is_applied_once():
    run = apply(read(line()), by=SYSTEM, at=AT)
    with pytest.raises(ImportOver):
        apply(run, by=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0rest", "xls"),
        (b"PK\x03\x04broken", "xlsx"),
        (b"\xff\xff\x80\x80\x80", "编码"),
        (b"a,a\n1,2\n", "重复"),
        (b"a\0,b\n", "空字符"),
        (b"[1, 2]", "对象"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content, reason):
    with pytest.raises(FileUnreadable, match=reason):
        begin_import("x", content, by=SYSTEM, at=AT)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ2"])
def test_a_stray_cell_far_away_is_told_and_kills_no_worker(cell):
    """The reader laid out the rectangle up to it: half a terabyte, and the process was gone."""
    book, bomb = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        workbook.add_worksheet().write(0, 0, "MARK")
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(bomb, "w") as out:
        for part in whole.namelist():
            data = whole.read(part)
            if part.startswith("xl/worksheets/"):
                data = data.replace(b"</sheetData>", far.encode())
            out.writestr(part, data)
    with pytest.raises(FileUnreadable, match="xlsx"):
        begin_import("a.xlsx", bomb.getvalue(), by=SYSTEM, at=AT)
    assert not ImportRun.objects.exists()


@pytest.mark.skipif(not UK.is_file(), reason="needs ../shared/data/service_items")
def test_a_truly_malformed_file_is_refused_row_by_row_and_never_crashes():
    run = begin_import(UK.name, UK.read_bytes(), by=SYSTEM, at=AT)
    assert run.counts == {"column.missing": 1}
    mapping = {"code": "la", "name": "lgsl", "organ_name": "lgil", "link": "link"}
    run = remap(run, mapping, by=SYSTEM, at=AT)
    assert (run.total, run.good) == (7405, 0)
    assert run.counts == {"row.width": 7405}
    with pytest.raises(ImportHasErrors):
        apply(run, skip_errors=True, by=SYSTEM, at=AT)


def test_only_the_centre_imports():
    with pytest.raises(NotPermitted):
        begin_import("x.csv", b"a\n1\n", by=EDITOR, at=AT)
    assert begin_import("x.csv", b"a\n1\n", by=CENTRE, at=AT).by_name == "中心"
