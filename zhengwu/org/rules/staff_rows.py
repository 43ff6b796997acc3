"""The rows of a staff list: columns, checks, and what each row would do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengwu.kernel.errors import InvalidInput

from ..enums import RoleAB, StaffKind
from .people import check_id_number, check_phone, read_day
from .refusals import ColumnsMissing, SheetUnreadable
from .sheet import Cell, Sheet
from .words import one_line, optional, required

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工号", "人员编号", "编号", "职工号"),
    "name": ("姓名", "名字", "人员姓名"),
    "organ": ("单位", "所属单位", "单位名称", "部门", "派驻单位"),
    "kind": ("人员类别", "类别", "岗位类别"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
    "phone": ("手机号", "手机", "电话", "联系电话", "手机号码"),
    "enforcement_certificate_no": ("行政执法证号", "执法证号", "执法证编号"),
    "joined_on": ("到岗日期", "到岗时间", "任职日期"),
    "posts": ("岗位", "岗位编号", "岗位名称"),
    "role": ("A/B角", "AB角", "AB岗", "角色"),
}
REQUIRED = ("number", "name", "organ", "kind")
LABELS = {name: aliases[0] for name, aliases in COLUMNS.items()}
_HEADER_WITHIN = 10


@dataclass(slots=True)
class StaffRow:
    """One row as read: values ready for the action, and what is wrong with it."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the list refers to: names or codes of organs and posts, and their codes."""

    organs: Mapping[str, str]
    posts: Mapping[str, str]


def find_columns(
    sheet: Sheet, mapping: Mapping[str, str] | None = None
) -> tuple[int, dict[str, int], list[str]]:
    """Index of the header row, column by field, and all headers.

    `mapping` (field → header text) wins over the usual names. Raises ColumnsMissing.
    """
    if not sheet.rows:
        raise SheetUnreadable(reason="工作表里没有内容")
    best: tuple[int, dict[str, int]] = (0, {})
    for place, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns = _match([cell.text for cell in cells], mapping or {})
        if len(columns) > len(best[1]):
            best = (place, columns)
    headers = [cell.text for cell in sheet.rows[best[0]][1]]
    missing = [LABELS[name] for name in REQUIRED if name not in best[1]]
    if missing:
        raise ColumnsMissing(columns="、".join(missing), headers=headers)
    return best[0], best[1], headers


def _match(headers: list[str], mapping: Mapping[str, str]) -> dict[str, int]:
    plain = [re.sub(r"[\s*＊:：（）()]", "", header) for header in headers]
    found: dict[str, int] = {}
    for name, aliases in COLUMNS.items():
        wanted = mapping.get(name)
        if wanted:
            if one_line(wanted) in headers:
                found[name] = headers.index(one_line(wanted))
            continue
        for alias in aliases:
            if alias in plain and plain.index(alias) not in found.values():
                found[name] = plain.index(alias)
                break
    return found


def read_rows(
    sheet: Sheet, known: Known, mapping: Mapping[str, str] | None = None
) -> tuple[list[StaffRow], dict[str, str]]:
    """Every row below the header, checked on its own and against the others.

    Also returns which header was taken for which field.
    """
    start, columns, headers = find_columns(sheet, mapping)
    rows = [
        _read(number, _cells_by_field(cells, columns), known)
        for number, cells in sheet.rows[start + 1 :]
        if any(cell.text or cell.formula for cell in cells)
    ]
    _check_doubled(rows, "number")
    _check_doubled(rows, "id_number")
    return rows, {name: headers[place] for name, place in columns.items()}


def _cells_by_field(cells: list[Cell], columns: Mapping[str, int]) -> dict[str, Cell]:
    return {name: cells[place] if place < len(cells) else Cell() for name, place in columns.items()}


def _read(number: int, cells: dict[str, Cell], known: Known) -> StaffRow:
    row = StaffRow(number)
    for name, cell in cells.items():
        if cell.formula and not cell.text:
            row.errors.append(f"“{LABELS[name]}”是公式，却没有保存计算结果，请改成文字。")
        elif cell.formula:
            row.warnings.append(f"“{LABELS[name]}”是公式，按其结果“{cell.text}”导入。")
        if cell.lossy and name in ("id_number", "phone", "number"):
            row.errors.append(
                f"“{LABELS[name]}”被表格存成了数字，末几位已经丢失，请把该列设为文本后重填。"
            )
    text = {name: cell.text for name, cell in cells.items()}
    for name, check in _CHECKS.items():
        _take(row, name, check, text.get(name, ""))
    _take(row, "organ", lambda value: _one_of(value, known.organs, "单位"), text["organ"])
    _take(row, "posts", lambda value: _posts(value, known.posts), text.get("posts", ""))
    return row


def _take(row: StaffRow, name: str, check: Callable[[str], Any], text: str) -> None:
    try:
        row.values[name] = check(text)
    except InvalidInput as refusal:
        problems = [problem for several in refusal.fields.values() for problem in several]
        row.errors.extend(problem for problem in problems if problem not in row.errors)


def _fault(message: str) -> InvalidInput:
    return InvalidInput(fields={"row": [message]})


def _kind(text: str) -> str:
    value = StaffKind.from_label(text)
    if value is None:
        names = "、".join(kind.label for kind in StaffKind)
        raise _fault(
            f"人员类别“{text[:20]}”不在范围内（{names}）。" if text else "请填写人员类别。"
        )
    return value


def _role(text: str) -> str:
    plain = text.upper().replace("角", "").replace("岗", "").strip()
    if plain not in ("", "A", "B", "不分"):
        raise _fault(f"A/B角“{text[:10]}”应为 A、B 或者不填。")
    return RoleAB(plain if plain in ("A", "B") else "").value


def _one_of(text: str, known: Mapping[str, str], label: str) -> str:
    if not text:
        raise _fault(f"请填写{label}。")
    code = known.get(text)
    if code is None:
        raise _fault(f"没有登记名为“{text[:30]}”的{label}，请核对全称、简称或者代码。")
    if code == "":
        raise _fault(f"有多个{label}都叫“{text[:30]}”，请改填代码。")
    return code


def _posts(text: str, known: Mapping[str, str]) -> list[str]:
    names = [one_line(part) for part in re.split(r"[;；,，、\n]", text)]
    return [_one_of(name, known, "岗位") for name in names if name]


def _day(text: str) -> str:
    day = read_day(text)
    return day.isoformat() if day else ""


_CHECKS: dict[str, Callable[[str], Any]] = {
    "number": lambda text: required(text, "number", "工号", 30),
    "name": lambda text: required(text, "name", "姓名", 50),
    "kind": _kind,
    "id_number": check_id_number,
    "phone": check_phone,
    "enforcement_certificate_no": lambda text: optional(text, "certificate", "行政执法证号", 40),
    "joined_on": _day,
    "role": _role,
}


def _check_doubled(rows: list[StaffRow], name: str) -> None:
    first: dict[str, int] = {}
    for row in rows:
        value = row.values.get(name)
        if not value:
            continue
        if value in first:
            row.errors.append(f"{LABELS[name]}与第 {first[value]} 行重复。")
        else:
            first[value] = row.row


def judge(
    rows: list[StaffRow], existing: Mapping[str, Mapping[str, Any]], persons: Mapping[str, str]
) -> None:
    """Say for each row what it would do: new, changed, same or faulty.

    `existing`: known values by staff number; `persons`: identity number → staff number.
    """
    for row in rows:
        number, person = row.values.get("number"), row.values.get("id_number")
        holder = persons.get(str(person)) if person else None
        if holder and holder != number:
            row.errors.append(f"此身份证号已登记在工号 {holder} 名下。")
        if row.errors:
            row.outcome = "faulty"
            continue
        known = existing.get(str(number))
        if known is None:
            row.outcome = "new"
            continue
        differs = [name for name, value in known.items() if _differs(row.values.get(name), value)]
        row.outcome = "changed" if differs else "same"
        row.warnings.extend(f"将修改：{LABELS[name]}。" for name in differs)


def _differs(new: Any, old: Any) -> bool:
    return bool(new) and new != old


def counts(rows: list[StaffRow]) -> dict[str, int]:
    """Rows by outcome."""
    kinds = ("new", "changed", "same", "faulty")
    return {kind: sum(row.outcome == kind for row in rows) for kind in kinds} | {"rows": len(rows)}
