"""Pure rules of a town's centre."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.township.enums import POWER_NAMES, PowerKind, Register, ReportKind

_DECEMBER = 12
_QUARTER = 3


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class DoneAlready(Refusal):
    """这件来访已经办结，不能再改。"""


class ClosedAlready(Refusal):
    """这一行登记已经填完，不能再改。"""


class NotDirected(Refusal):
    """这件来访没有报中心主任，或者主任已经处理。"""


class HandedInAlready(Refusal):
    """{period}的报表已经报送，不能再改。"""


class NotHandedIn(Refusal):
    """{town}还没有报送，不能签收。"""


class NotOver(Refusal):
    """{period}还没有结束，不能报送。"""


class NoPowerHere(Refusal):
    """“{item}”在{place}的权限是“{kind}”，只能{may}，不能{act}。"""


class NoPowerListed(Refusal):
    """{place}的事项权限清单里没有“{item}”，不能{act}。请到有权限的单位办理。"""


class NotForAgents(Refusal):
    """“{item}”不能由村（社区）代办：{why}。"""


class PowerBeyondItem(InvalidInput):
    """“{item}”按公布的实施清单只能登记为：{kinds}。"""


class PlaceNotFitting(InvalidInput):
    """请选择本乡镇（街道）的地点。"""


class ReadAlready(Refusal):
    """已经签收过了。"""


class SentAlready(Refusal):
    """已经抄送过{organ}。"""


class NotOurs(Refusal):
    """只有收到的单位可以签收。"""


# What each register cannot do without, and what closes a line of it.
NEEDED = {
    Register.APPOINTMENT: ("name", "phone", "text", "planned_at"),
    Register.COMPLETION: ("name", "text"),
    Register.AGENCY: ("name", "text"),
    Register.HOME_VISIT: ("name", "text", "planned_at"),
}
MAY = {
    PowerKind.AGENT: "代为申请、转报",
    PowerKind.HANDLE: "当场办理",
    PowerKind.ACCEPT: "受理、初审",
    PowerKind.PROVIDE: "提供信息和咨询",
}

# What each kind of power lets a town or village do with an item, step by step.
LETS = {
    PowerKind.AGENT: frozenset({"receive", "submit"}),
    PowerKind.ACCEPT: frozenset({"receive", "accept", "submit"}),
    PowerKind.HANDLE: frozenset({"receive", "accept", "submit", "decide"}),
    PowerKind.PROVIDE: frozenset[str](),
}
ACTS = {"receive": "收件", "accept": "受理", "submit": "上报", "decide": "决定"}


def check_act(kind: PowerKind, act: str, *, item: str, place: str) -> None:
    """An act beyond the kind of power is refused, and the refusal says what is possible."""
    if act not in LETS[kind]:
        raise NoPowerHere(
            item=item, place=place, kind=POWER_NAMES[kind], may=MAY[kind], act=ACTS[act]
        )


def check_kind(kind: PowerKind, allowed: frozenset[PowerKind], item: str) -> None:
    """The kind of power may not go beyond what the item's own edition says."""
    if kind not in allowed:
        names = "、".join(POWER_NAMES[one] for one in PowerKind if one in allowed)
        raise PowerBeyondItem(
            item=item, kinds=names, fields={"kind": [f"按公布的实施清单只能登记为：{names}"]}
        )


def missed(standard: dict[str, dict[str, Any]], results: dict[str, Any]) -> list[str]:
    """Codes of the rows of a standard that were not met as seen."""
    found = []
    for code, row in standard.items():
        seen, least = results.get(code), row.get("least")
        if not (Decimal(str(seen or 0)) >= least if least is not None else seen):
            found.append(code)
    return found


def check_line(register: Register, given: dict[str, object]) -> None:
    """Each register has its own necessary fields."""
    names = {"name": "姓名", "phone": "电话", "text": "事由", "planned_at": "约定时间"}
    missing = {
        field: [f"请填写{names[field]}"] for field in NEEDED[register] if not given.get(field)
    }
    if missing:
        raise Missing(fields=missing)


def period_end(kind: ReportKind, first: date) -> date:
    """The first day after the period."""
    months = _QUARTER if kind is ReportKind.QUARTER else 1
    month = first.month - 1 + months
    return date(first.year + month // _DECEMBER, month % _DECEMBER + 1, 1)


def due_day(kind: ReportKind, first: date, day: int) -> date:
    """By the 2nd of the month after the month, or after the quarter."""
    return period_end(kind, first).replace(day=day)


def period_of(kind: ReportKind, day: date) -> date:
    """The first day of the last full period before `day`."""
    if kind is ReportKind.MONTH:
        last = day.month - 1 or _DECEMBER
        return date(day.year - (day.month == 1), last, 1)
    quarter = (day.month - 1) // _QUARTER
    if quarter == 0:
        return date(day.year - 1, _DECEMBER - _QUARTER + 1, 1)
    return date(day.year, (quarter - 1) * _QUARTER + 1, 1)


def period_name(kind: ReportKind, first: date) -> str:
    """2026年10月, 2026年第3季度."""
    if kind is ReportKind.MONTH:
        return f"{first.year}年{first.month}月"
    return f"{first.year}年第{(first.month - 1) // _QUARTER + 1}季度"
