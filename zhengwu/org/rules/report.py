"""The report of an import as a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

from .staff_rows import LABELS, REQUIRED

OUTCOMES = {"new": "新增", "changed": "更新", "same": "无变化", "faulty": "有误"}


def as_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows of a report (row, number, name, outcome, messages) as an xlsx file."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("逐行报告")
    bold = book.add_format({"bold": True, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        (("原表行号", 10), ("工号", 16), ("姓名", 14), ("结果", 10), ("说明", 80))
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, bold)
    for line, row in enumerate(rows, start=1):
        sheet.write_number(line, 0, int(row["row"]))
        texts = (
            str(row["number"]),
            str(row["name"]),
            OUTCOMES.get(str(row["outcome"]), ""),
            "\n".join(row["messages"]),
        )
        for place, text in enumerate(texts, start=1):
            sheet.write_string(line, place, escaped(text), wrap)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def template() -> bytes:
    """An empty staff list with the columns the import knows and one line of explanation each."""

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("人员名单")
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True})
    for place, (name, label) in enumerate(LABELS.items()):
        sheet.set_column(place, place, 20, text)
        sheet.write_string(0, place, f"{label}*" if name in REQUIRED else label, bold)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def escaped(text: str) -> str:
    """A text no spreadsheet takes for a formula, not even after being saved as csv."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
