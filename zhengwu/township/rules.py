"""Pure rules of a town's centre."""

from __future__ import annotations

from datetime import date

from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.township.enums import PowerKind, Register, ReportKind

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
    """“{item}”的权限是“{kind}”，便民服务中心只能{may}。"""


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
