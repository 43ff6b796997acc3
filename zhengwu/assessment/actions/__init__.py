"""Verbs of the assessment."""

from zhengwu.assessment.actions.adjust import decide_adjustment, propose_adjustment
from zhengwu.assessment.actions.bulletins import draft_bulletin, edit_bulletin, issue_bulletin
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
from zhengwu.assessment.actions.selections import (
    approve_list,
    count_votes,
    open_selection,
    vote,
)

__all__ = [
    "approve",
    "approve_list",
    "compute",
    "confirm_entry",
    "count_votes",
    "decide_adjustment",
    "decide_objection",
    "draft_bulletin",
    "edit",
    "edit_bulletin",
    "enter",
    "freeze",
    "issue_bulletin",
    "load_shipped",
    "open_selection",
    "propose",
    "propose_adjustment",
    "publish",
    "raise_objection",
    "return_to_author",
    "review",
    "send_back",
    "vote",
    "withdraw_entry",
    "write_version",
]
