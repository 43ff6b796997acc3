"""Twelve-digit division codes: 2 province, 2 city, 2 county, 3 town, 3 village (GB/T 2260)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..enums import RegionLevel
from .refusals import RegionCodeWrong
from .words import one_line

_CODE = re.compile(r"[0-9]{12}")
_WIDTHS = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWN: 9,
    RegionLevel.VILLAGE: 12,
}


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One division as a list gives it."""

    code: str
    name: str
    level: RegionLevel
    parent_code: str


def check_code(code: str) -> str:
    """The code, or RegionCodeWrong naming what is wrong with it."""
    if not _CODE.fullmatch(code):
        raise RegionCodeWrong(code=code[:20], reason="应为 12 位数字")
    if code.startswith("00"):
        raise RegionCodeWrong(code=code, reason="前两位不是省级代码")
    level = level_of(code)
    prefix = code[: _WIDTHS[level]]
    gaps = [prefix[start:end] for start, end in ((2, 4), (4, 6), (6, 9)) if end < len(prefix)]
    if any(set(gap) == {"0"} for gap in gaps):
        raise RegionCodeWrong(code=code, reason="中间一级为零，上级区划不存在")
    return code


def level_of(code: str) -> RegionLevel:
    """The level a code stands for, from its trailing zeros."""
    for level, width in _WIDTHS.items():
        if not code[width:].strip("0"):
            return level
    return RegionLevel.VILLAGE


def parent_of(code: str) -> str:
    """Code of the region above; empty for a province."""
    level = level_of(code)
    if level is RegionLevel.PROVINCE:
        return ""
    levels = list(_WIDTHS)
    width = _WIDTHS[levels[levels.index(level) - 1]]
    return code[:width].ljust(12, "0")


def prefix_of(code: str) -> str:
    """The significant digits: every region inside has a code that begins with them."""
    return code[: _WIDTHS[level_of(code)]]


def read_rows(text: str) -> tuple[list[RegionRow], list[str]]:
    """Rows of a csv with `code,name` (other columns are derived), and faults in Chinese."""
    rows: dict[str, RegionRow] = {}
    faults: list[str] = []
    for number, record in enumerate(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))), start=2):
        try:
            row = _row(record)
        except RegionCodeWrong as refusal:
            faults.append(f"第 {number} 行：{refusal.message}")
            continue
        if not row.name:
            faults.append(f"第 {number} 行：没有名称。")
        elif row.code in rows:
            faults.append(f"第 {number} 行：代码 {row.code} 重复。")
        else:
            rows[row.code] = row
    return sorted(rows.values(), key=lambda row: row.code), faults


def orphans(rows: Iterable[RegionRow], known: Iterable[str]) -> list[RegionRow]:
    """Rows whose parent is neither in the list nor already known."""
    listed = list(rows)
    codes = {row.code for row in listed} | set(known)
    return [row for row in listed if row.parent_code and row.parent_code not in codes]


def _row(record: Mapping[str | None, str | list[str] | None]) -> RegionRow:
    code = check_code(str(record.get("code") or "").strip())
    name = one_line(str(record.get("name") or ""))[:60]
    return RegionRow(code, name, level_of(code), parent_of(code))
