"""Verbs of the catalogue: items, editions, imports, the annual clean-up."""

from zhengwu.catalogue.actions.assess import assess, assess_all
from zhengwu.catalogue.actions.clean_up import (
    approve_clean_up,
    open_clean_up,
    publish_clean_up,
    report,
)
from zhengwu.catalogue.actions.editions import (
    approve,
    discard,
    draft,
    edit,
    give_back,
    review,
    submit,
    take_effect,
)
from zhengwu.catalogue.actions.imports import apply, apply_or_enqueue, begin_import, remap
from zhengwu.catalogue.actions.items import index, set_state
from zhengwu.catalogue.actions.outlet_ways import outlet_key_hex, read_receipts, send_due
from zhengwu.catalogue.actions.outlets import (
    add_outlet,
    queue_copies,
    send_again,
    set_outlet_active,
)

__all__ = [
    "add_outlet",
    "apply",
    "apply_or_enqueue",
    "approve",
    "approve_clean_up",
    "assess",
    "assess_all",
    "begin_import",
    "discard",
    "draft",
    "edit",
    "give_back",
    "index",
    "open_clean_up",
    "outlet_key_hex",
    "publish_clean_up",
    "queue_copies",
    "read_receipts",
    "remap",
    "report",
    "review",
    "send_again",
    "send_due",
    "set_outlet_active",
    "set_state",
    "submit",
    "take_effect",
]
