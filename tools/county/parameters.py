"""参数与模板 in the demonstration county: one change of each kind waits, one will hold soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zhengwu.kernel.time import local_day
from zhengwu.parameters import actions
from zhengwu.parameters.models import Change

from .joint import as_actor
from .people import People

_IN_TWO_WEEKS, _IN_A_WEEK = timedelta(days=14), timedelta(days=7)
# kind, key, what is set besides what is in force, why. All of it is invented for the demonstration.
WAITING: list[tuple[str, str, dict[str, Any], str]] = [
    ("clock", "xk.delivery", {
        "amount": 7, "note": "本县承诺比法定期限提前 3 个工作日送达",
    }, "提速承诺：许可证件送达由 10 个工作日压缩到 7 个工作日（演示）"),
    ("card", "promised", {
        "warn": 2, "yellow": 1, "red": 5, "basis": "广安区效能监察办法（演示）",
    }, "承诺件超期五个工作日以上的，由黄牌改为红牌（演示）"),
    ("number", "paper", {
        "text": "{县区}{机关}{类别}〔{年份}〕{序号}号",
    }, "按 GB/T 9704，发文顺序号前不加“第”字（演示）"),
    ("wording", "all:supplement", {
        "extra": "补正材料可以在政务服务中心一楼免费复印、打印，导办员可以协助。",
    }, "群众常问在哪里复印，写进告知书（演示）"),
    ("choice", "hall.recall_before_pass", {
        "value": 3, "basis": "广安区政务服务大厅管理办法（演示）",
    }, "老年人走得慢，多叫一遍再过号（演示）"),
]  # fmt: skip
SOON = (
    "clock", "joint.consult", {"document": "广安区政务〔2026〕12号（演示）"},
    "部门间征求意见的答复时限已由区政府办核定（演示）",
)  # fmt: skip


def draw_up(people: People, *, at: datetime) -> None:
    """Drafted by the officer for items, approved by the director of the centre."""
    author = as_actor(people.centre["catalogue"], local_day(at))
    for kind, key, values, reason in WAITING:
        made = _drafted(kind, key, values, at, author, _IN_TWO_WEEKS)
        actions.submit(made, reason=reason, by=author, at=at)
    kind, key, values, reason = SOON
    made = _drafted(kind, key, values, at, author, _IN_A_WEEK)
    actions.submit(made, reason=reason, by=author, at=at)
    director = as_actor(people.centre["director"], local_day(at))
    actions.approve(made, opinion="同意", by=director, at=at)


def _drafted(
    kind: str, key: str, values: dict[str, Any], at: datetime, author: Any, ahead: timedelta
) -> Change:
    made = actions.begin(kind, key, by=author, at=at)
    return actions.edit(
        made,
        {**made.content, **values},
        effective_on=local_day(at) + ahead,
        running=kind == "card",
        seen=made.mark,
        by=author,
        at=at,
    )
