"""Verbs of supervision."""

from zhengwu.supervision.actions.cameras import register_camera, view_stream
from zhengwu.supervision.actions.cards import accept, appeal, explain, judge_card, rectify
from zhengwu.supervision.actions.entry import order_entry
from zhengwu.supervision.actions.ladder import decide_cause, escalate_card, hear, review
from zhengwu.supervision.actions.orders import answer, close_order, escalate, issue
from zhengwu.supervision.actions.probes import (
    approve,
    edit,
    load_shipped,
    propose,
    retire,
    return_to_author,
    write_version,
)
from zhengwu.supervision.actions.sending import acknowledge, announce, bundle
from zhengwu.supervision.actions.watch import (
    EXPLAIN,
    find,
    find_group,
    judge_period,
    see,
    withdraw_disproved,
)

__all__ = [
    "EXPLAIN",
    "accept",
    "acknowledge",
    "announce",
    "answer",
    "appeal",
    "approve",
    "bundle",
    "close_order",
    "decide_cause",
    "edit",
    "escalate",
    "escalate_card",
    "explain",
    "find",
    "find_group",
    "hear",
    "issue",
    "judge_card",
    "judge_period",
    "load_shipped",
    "order_entry",
    "propose",
    "rectify",
    "register_camera",
    "retire",
    "return_to_author",
    "review",
    "see",
    "view_stream",
    "withdraw_disproved",
    "write_version",
]
