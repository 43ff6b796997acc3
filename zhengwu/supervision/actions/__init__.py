"""Verbs of supervision."""

from zhengwu.supervision.actions.camera_sheets import apply_cameras, try_cameras
from zhengwu.supervision.actions.cameras import (
    CameraPlan,
    ask_trial,
    register_camera,
    sign_in_of,
    view_stream,
)
from zhengwu.supervision.actions.cards import accept, appeal, explain, judge_card, rectify
from zhengwu.supervision.actions.disprove import withdraw_disproved
from zhengwu.supervision.actions.entry import order_entry, take_over_entries
from zhengwu.supervision.actions.ladder import decide_cause, escalate_card, hear, review
from zhengwu.supervision.actions.orders import answer, close_order, escalate, issue
from zhengwu.supervision.actions.probes import (
    approve,
    edit,
    load_shipped,
    propose,
    require_judging,
    retire,
    return_to_author,
    write_version,
)
from zhengwu.supervision.actions.sending import acknowledge, announce, bundle
from zhengwu.supervision.actions.stills import (
    ask_stills,
    delete_still,
    keep_still,
    put_off_still,
    take_up,
    view_still,
)
from zhengwu.supervision.actions.watch import (
    EXPLAIN,
    Found,
    find,
    find_group,
    judge_period,
    see,
)

__all__ = [
    "EXPLAIN",
    "CameraPlan",
    "Found",
    "accept",
    "acknowledge",
    "announce",
    "answer",
    "appeal",
    "apply_cameras",
    "approve",
    "ask_stills",
    "ask_trial",
    "bundle",
    "close_order",
    "decide_cause",
    "delete_still",
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
    "keep_still",
    "load_shipped",
    "order_entry",
    "propose",
    "put_off_still",
    "rectify",
    "register_camera",
    "require_judging",
    "retire",
    "return_to_author",
    "review",
    "see",
    "sign_in_of",
    "take_over_entries",
    "take_up",
    "try_cameras",
    "view_still",
    "view_stream",
    "withdraw_disproved",
    "write_version",
]
