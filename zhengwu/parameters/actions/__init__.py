"""Verbs on parameters: begin, edit, submit, return, approve, give up; a version's day comes."""

from zhengwu.parameters.actions.changes import (
    approve,
    begin,
    discard,
    edit,
    order_sample,
    send_back,
    submit,
)
from zhengwu.parameters.actions.taking import take_effect

__all__ = [
    "approve",
    "begin",
    "discard",
    "edit",
    "order_sample",
    "send_back",
    "submit",
    "take_effect",
]
