"""Verbs of charging, one theme a file."""

from zhengwu.fees.actions.assess import Charge, Payer, assess, release, send_back, tell
from zhengwu.fees.actions.bank import (
    check_message,
    settle_suspense,
    take_checked,
    take_message,
)
from zhengwu.fees.actions.books import (
    apply_statement,
    close_day,
    handle_difference,
    try_statement,
    why_open,
)
from zhengwu.fees.actions.pay import begin, expire
from zhengwu.fees.actions.payouts import (
    approve_batch,
    bank_file,
    discard_batch,
    retry_failed,
    send_batch,
    submit_batch,
    take_results,
    try_batch,
)
from zhengwu.fees.actions.refund import ask_refund, judge_refund
from zhengwu.fees.actions.standard_imports import hand_in_standards, try_standards
from zhengwu.fees.actions.standards import (
    draft,
    open_account,
    publish,
    submit,
    withdraw,
)
from zhengwu.fees.actions.standards import send_back as send_standard_back
from zhengwu.fees.actions.waivers import approve_waiver, propose_waiver, revoke_waiver

__all__ = [
    "Charge",
    "Payer",
    "apply_statement",
    "approve_batch",
    "approve_waiver",
    "ask_refund",
    "assess",
    "bank_file",
    "begin",
    "check_message",
    "close_day",
    "discard_batch",
    "draft",
    "expire",
    "hand_in_standards",
    "handle_difference",
    "judge_refund",
    "open_account",
    "propose_waiver",
    "publish",
    "release",
    "retry_failed",
    "revoke_waiver",
    "send_back",
    "send_batch",
    "send_standard_back",
    "settle_suspense",
    "submit",
    "submit_batch",
    "take_checked",
    "take_message",
    "take_results",
    "tell",
    "try_batch",
    "try_standards",
    "try_statement",
    "why_open",
    "withdraw",
]
