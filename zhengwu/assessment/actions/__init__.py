"""Verbs of the assessment."""

from zhengwu.assessment.actions.adjust import decide_adjustment, propose_adjustment
from zhengwu.assessment.actions.compute import compute
from zhengwu.assessment.actions.entries import confirm_entry, enter, withdraw_entry
from zhengwu.assessment.actions.objections import decide_objection, raise_objection
from zhengwu.assessment.actions.periods import freeze, publish, review, send_back
from zhengwu.assessment.actions.schemes import (
    approve,
    edit,
    load_shipped,
    propose,
    return_to_author,
    write_version,
)

__all__ = [
    "approve",
    "compute",
    "confirm_entry",
    "decide_adjustment",
    "decide_objection",
    "edit",
    "enter",
    "freeze",
    "load_shipped",
    "propose",
    "propose_adjustment",
    "publish",
    "raise_objection",
    "return_to_author",
    "review",
    "send_back",
    "withdraw_entry",
    "write_version",
]
