"""Verbs of files: receive (bytes to disk), keep (row), rescan, collect orphans, discard."""

from zhengwu.files.actions.collect import collect_orphans, give_up, give_up_unclaimed
from zhengwu.files.actions.keep import discard, keep, settle_scan
from zhengwu.files.actions.receive import Received, receive

__all__ = [
    "Received",
    "collect_orphans",
    "discard",
    "give_up",
    "give_up_unclaimed",
    "keep",
    "receive",
    "settle_scan",
]
