"""Reading what attendance devices give out: rows of staff number, device and instant.

The format is in docs/attendance-files.md. Devices differ in their heads, so each column has its
usual names; date and time may stand in one column or two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhengwu.kernel.time import SHANGHAI
from zhengwu.personnel.enums import RowState
from zhengwu.personnel.rules.refusals import ColumnsMissing

COLUMNS: dict[str, tuple[str, ...]] = {
    "person": ("工号", "考勤号", "考勤号码", "人员编号", "登记号", "用户编号", "卡号"),
    "name": ("姓名", "名字", "用户姓名"),
    "device": ("考勤机", "机器号", "设备编号", "设备序列号", "考勤机编号"),
    "instant": ("打卡时间", "刷卡时间", "时间日期", "日期时间", "考勤时间"),
    "day": ("日期", "打卡日期", "刷卡日期"),
    "time": ("时间", "打卡时刻", "刷卡时刻"),
}
_INSTANT = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?)?分?$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, and what is to be done with it."""

    line: int
    person: str
    name: str
    device: str
    at: datetime | None
    state: RowState
    why: str = ""
    staff: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are held against.

    `people`: number → (staff id, name); `devices`: codes of this hall's devices; `there`: swipes
    that are stored already, as (staff id, instant).
    """

    people: Mapping[str, tuple[str, str]]
    devices: frozenset[str]
    there: frozenset[tuple[str, datetime]]
    first: date
    last: date
    now: datetime


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Column by field; raises ColumnsMissing."""
    plain = [re.sub(r"[\s*＊:：（）()]", "", one) for one in header]
    found = {
        field: plain.index(alias)
        for field, aliases in COLUMNS.items()
        for alias in aliases[::-1]
        if alias in plain
    }
    missing = [] if "person" in found else ["工号"]
    if "instant" not in found and not {"day", "time"} <= found.keys():
        # Some devices call the column of date and time simply 时间.
        if "time" in found and "day" not in found:
            found["instant"] = found["time"]
        else:
            missing.append("打卡时间")
    if missing:
        names = "、".join(missing)
        raise ColumnsMissing(columns=names, fields={"file": [f"表头缺少：{names}"]})
    return found


def read_instant(text: str) -> datetime | None:
    """2026-09-01 08:55:10 and its relatives; None if it is none."""
    match = _INSTANT.match(text.strip())
    if not match:
        return None
    numbers = [int(one or 0) for one in match.groups()]
    try:
        return datetime(*numbers, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def read_rows(
    header: Sequence[str], lines: Sequence[tuple[int, list[str]]], known: Known
) -> list[Row]:
    """Every row with what it is; rows that say the same twice are doubled."""
    columns = columns_of(header)
    seen: set[tuple[str, datetime]] = set()
    rows = []
    for line, cells in lines:
        row = _judged(_raw(line, cells, columns), known, seen)
        if row.state is RowState.NEW and row.at:
            seen.add((row.staff, row.at))
        rows.append(row)
    return rows


def _raw(line: int, cells: list[str], columns: Mapping[str, int]) -> Row:
    text = {
        name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()
    }
    stamp = text.get("instant") or f"{text.get('day', '')[:10]} {text.get('time', '')[-8:]}"
    person = text["person"].lstrip("'")
    return Row(
        line, person, text.get("name", ""), text.get("device", ""), read_instant(stamp),
        RowState.NEW, stamp.strip(),
    )  # fmt: skip


def _judged(row: Row, known: Known, seen: set[tuple[str, datetime]]) -> Row:
    state, why, staff = _state(row, known, seen)
    return Row(row.line, row.person, row.name, row.device, row.at, state, why, staff)


def _state(row: Row, known: Known, seen: set[tuple[str, datetime]]) -> tuple[RowState, str, str]:
    wrong = _out_of_place(row, known)
    if wrong or row.at is None:
        return (*(wrong or (RowState.FAULTY, "")), "")
    person = known.people.get(row.person) or known.people.get(row.person.lstrip("0"))
    if person is None:
        return RowState.UNKNOWN, "没有这个工号或者考勤号", ""
    staff, name = person
    if row.name and row.name != name:
        return RowState.UNKNOWN, f"这个号登记的是{name}，文件里是{row.name[:20]}", ""
    if (staff, row.at) in seen:
        return RowState.DOUBLED, "与前面的行相同", staff
    if (staff, row.at) in known.there:
        return RowState.KNOWN, "以前已导入", staff
    return RowState.NEW, "", staff


def _out_of_place(row: Row, known: Known) -> tuple[RowState, str] | None:
    """Rows that cannot be right whoever swiped: no time, the future, another day or device."""
    if row.at is None:
        return RowState.FAULTY, f"时间“{row.why[:30]}”读不懂"
    if row.at > known.now:
        return RowState.FAULTY, "时间在将来，请核对考勤机的时钟"
    if not known.first <= row.at.date() <= known.last:
        return RowState.OTHER_DAY, "不在所选日期内，没有导入"
    if row.device and row.device not in known.devices:
        return RowState.OTHER_DEVICE, f"考勤机“{row.device[:40]}”没有登记在这个大厅"
    return None


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Rows by what they are."""
    found = {state.value: 0 for state in RowState}
    for row in rows:
        found[row.state] += 1
    return found | {"rows": len(rows)}
