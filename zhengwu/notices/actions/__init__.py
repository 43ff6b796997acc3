"""Verbs of notices: send, read, settle a dispatch, try again."""

from zhengwu.notices.actions.dispatch import deliver_message, retry, settle
from zhengwu.notices.actions.send import Address, mark_read, send, send_template

__all__ = [
    "Address",
    "deliver_message",
    "mark_read",
    "retry",
    "send",
    "send_template",
    "settle",
]
