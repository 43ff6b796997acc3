"""Pure rules of exchange: the written form, what an arrival is, what a key may sign."""

from zhengwu.exchange.rules.arrival import Arrival, KeyFacts, arrival_of, key_fault, missing_of
from zhengwu.exchange.rules.envelope import (
    Bundle,
    Head,
    Manifest,
    Receipt,
    Signed,
    Unreadable,
    bundle_of,
    bundle_text,
    fingerprint_of,
    genuine,
    grouped,
    head_of,
    holdable,
    receipt_of,
    sealed,
)

__all__ = [
    "Arrival", "Bundle", "Head", "KeyFacts", "Manifest", "Receipt", "Signed", "Unreadable",
    "arrival_of", "bundle_of", "bundle_text", "fingerprint_of", "genuine", "grouped", "head_of",
    "holdable", "key_fault", "missing_of", "receipt_of", "sealed",
]  # fmt: skip
