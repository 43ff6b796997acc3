"""Verbs of supervision."""

from zhengwu.supervision.actions.cards import accept, appeal, explain, judge_card, rectify
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
from zhengwu.supervision.actions.watch import find, withdraw_disproved

__all__ = [
    "accept",
    "answer",
    "appeal",
    "approve",
    "close_order",
    "edit",
    "escalate",
    "explain",
    "find",
    "issue",
    "judge_card",
    "load_shipped",
    "propose",
    "rectify",
    "retire",
    "return_to_author",
    "withdraw_disproved",
    "write_version",
]
