"""Verbs of the journal: act and record, deliver reactions, seal periods."""

from zhengwu.journal.actions.act import action
from zhengwu.journal.actions.deliver import (
    deliver_all,
    deliver_batch,
    retry,
    skip,
    subscribe,
)
from zhengwu.journal.actions.record import (
    Record,
    acting,
    record,
    record_many,
    remember,
    remembered,
)
from zhengwu.journal.actions.seal import public_hex, seal_period, signing_key

__all__ = [
    "Record",
    "acting",
    "action",
    "deliver_all",
    "deliver_batch",
    "public_hex",
    "record",
    "record_many",
    "remember",
    "remembered",
    "retry",
    "seal_period",
    "signing_key",
    "skip",
    "subscribe",
]
