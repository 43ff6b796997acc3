"""Verbs of exchange."""

from zhengwu.exchange.actions.acting import act_due, act_next, free
from zhengwu.exchange.actions.faults import Found, note, settle
from zhengwu.exchange.actions.feeds import gather, hand_over, hold, own_records, tell
from zhengwu.exchange.actions.keys import new_key, signing
from zhengwu.exchange.actions.nodes import (
    change_node,
    confirm_key,
    continue_numbers,
    register_key,
    register_node,
    revoke_key,
    set_channel,
    subscribe,
)
from zhengwu.exchange.actions.receiving import Taken, sender_of, take
from zhengwu.exchange.actions.sending import (
    Packed,
    arrived,
    clear_old,
    pack,
    payload_of,
    post,
    unpacked,
)
from zhengwu.exchange.actions.ways import (
    exchange,
    folder_of,
    name_of,
    post_all,
    read_folder,
    write_folder,
    write_whole,
)

__all__ = [
    "Found", "Packed", "Taken", "act_due", "act_next", "arrived", "change_node", "clear_old",
    "confirm_key", "continue_numbers", "exchange", "folder_of", "free", "gather", "hand_over",
    "hold", "name_of", "new_key", "note", "own_records", "pack", "payload_of", "post", "post_all",
    "read_folder", "register_key", "register_node", "revoke_key", "sender_of", "set_channel",
    "settle", "signing", "subscribe", "take", "tell", "unpacked", "write_folder", "write_whole",
]  # fmt: skip
