"""Verbs of the flow."""

from zhengwu.flow.actions.assign import delegate, hand_over
from zhengwu.flow.actions.back import return_to, take_back
from zhengwu.flow.actions.complete import claim, complete
from zhengwu.flow.actions.cosign import add_cosigner, drop_cosigner
from zhengwu.flow.actions.outside import (
    deliver_message,
    finish_service,
    finish_subflow,
    fire_timer,
)
from zhengwu.flow.actions.publish import publish
from zhengwu.flow.actions.start import cancel, start
from zhengwu.flow.actions.watch import resume, suspend, urge

__all__ = [
    "add_cosigner",
    "cancel",
    "claim",
    "complete",
    "delegate",
    "deliver_message",
    "drop_cosigner",
    "finish_service",
    "finish_subflow",
    "fire_timer",
    "hand_over",
    "publish",
    "resume",
    "return_to",
    "start",
    "suspend",
    "take_back",
    "urge",
]
