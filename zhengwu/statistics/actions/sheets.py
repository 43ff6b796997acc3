"""The forms of an issued report: a PDF for signature and a workbook, both from what was frozen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from zhengwu.documents.actions import typeset_sheet
from zhengwu.kernel.time import format_day, local_day
from zhengwu.statistics.models import Issue

_LAYOUT = Path(__file__).resolve().parents[1] / "data" / "typst"
TOTAL_HEADS = ("指标", "单位", "本期", "上期", "上年同期")
TOWN_HEADS = (
    "乡镇（街道）",
    "报送情况",
    "报送时间",
    "报送收件",
    "平台收件",
    "报送来访",
    "平台来访",
)


def foot(row: Issue) -> str:
    """制表, 审核, 单位负责人: signed by pen."""
    return f"制表：{row.issued_by}　　审核：　　　　　　单位负责人：　　　　　　"


def printed(row: Issue) -> bytes:
    """The PDF: title, unit, period, as of, tables, signatures. Always the same bytes."""
    day = local_day(row.issued_at)
    content = {
        **row.content,
        "issue": row.number,
        "reason": row.reason,
        "issued_by": row.issued_by,
        "issued_on": format_day(day),
        "day": [day.year, day.month, day.day],
        "total_heads": TOTAL_HEADS,
        "town_heads": TOWN_HEADS,
    }
    address = f"{row.title} 第{row.number}版 {row.digest}"
    return typeset_sheet(content, layout=_LAYOUT, address=address, at=row.issued_at)


def workbook(row: Issue) -> bytes:
    """The workbook: one sheet for the whole and one for each section, each with head and foot."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
        "number": book.add_format({"border": 1, "align": "right", "valign": "vcenter"}),
    }
    content = row.content
    total = [[one["zh"], one["unit"], one["value"], one["before"], one["year_before"]]
             for one in content["lines"]]  # fmt: skip
    _sheet(book, "总表", TOTAL_HEADS, total, row, styles)
    for section in content["sections"]:
        heads = (section["title"].removeprefix("分"), *(_head(one) for one in section["columns"]))
        rows = [[line["name"], *line["cells"]] for line in section["rows"]]
        _sheet(book, section["title"], heads, rows, row, styles)
    if content["towns"]:
        rows = [[one[name] for name in ("name", "state", "handed_in", "received", "counted",
                                        "receptions", "counted_receptions")]
                for one in content["towns"]]  # fmt: skip
        _sheet(book, "乡镇报送", TOWN_HEADS, rows, row, styles)
    notes = [[one["zh"], one["unit"], one["says"]] for one in content["lines"]]
    _sheet(book, "指标含义", ("指标", "单位", "含义"), notes, row, styles)
    book.close()
    return stream.getvalue()


def _head(one: dict[str, Any]) -> str:
    return f"{one['zh']}（{one['unit']}）"


def _sheet(
    book: Any, name: str, heads: tuple[str, ...], rows: list[list[str]], row: Issue, styles: Any
) -> None:
    sheet = book.add_worksheet(name)
    last = len(heads) - 1
    sheet.merge_range(0, 0, 0, last, row.content["title"] + f"（{name}）", styles["title"])
    sheet.write(1, 0, f"填报单位：{row.content['unit']}")
    sheet.write(2, 0, f"统计期间：{row.content['period']}　第 {row.number} 版")
    sheet.write(3, 0, f"数据截至：{row.content['data_until']}")
    for at, head in enumerate(heads):
        sheet.write(4, at, head, styles["head"])
    for down, line in enumerate(rows, start=5):
        for at, value in enumerate(line):
            _cell(sheet, down, at, value, styles)
    sheet.write(len(rows) + 6, 0, foot(row))
    if row.reason:
        sheet.write(len(rows) + 7, 0, f"重新出具的理由：{row.reason}")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, last, 13)
    sheet.freeze_panes(5, 1)
    sheet.repeat_rows(4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _cell(sheet: Any, down: int, at: int, value: str, styles: Any) -> None:
    """A number where it is one, so that an office can go on computing with it."""
    try:
        sheet.write_number(down, at, float(value.replace(",", "")), styles["number"])
    except ValueError:
        style = styles["number"] if at and value == "—" else styles["text"]
        sheet.write_string(down, at, value, style)
