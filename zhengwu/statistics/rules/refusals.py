"""What statistics will not do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from zhengwu.kernel.errors import InvalidInput, Refusal

_MOST = 2000


class ReasonMissing(InvalidInput):
    """请写明理由。"""


class NotYourWindow(InvalidInput):
    """只能登记本单位的窗口。"""


class ServiceWrong(InvalidInput):
    """服务登记填写有误，请按提示修改。"""


class PeriodNotOver(Refusal):
    """{period}还没有结束，不能出具。"""

    recorded = False


class IssuedAlready(Refusal):
    """{period}已经出具第 {number} 版。数字有更正的，请写明理由，出具新的一版。"""


class SameFigures(Refusal):
    """{period}的数字与第 {number} 版完全相同，不需要重新出具。"""


def check_service(
    kind: str, people: int, on: date, today: date, kinds: Collection[str]
) -> None:  # fmt: skip
    """A line of the register: a known kind, somebody served, not in the future."""
    wrong: dict[str, list[str]] = {}
    if kind not in kinds:
        wrong["kind"] = ["请选择服务种类"]
    if not 0 < people <= _MOST:
        wrong["people"] = [f"人次应在 1 到 {_MOST} 之间"]
    if on > today:
        wrong["served_on"] = ["日期不能晚于今天"]
    if wrong:
        raise ServiceWrong(fields=wrong)
