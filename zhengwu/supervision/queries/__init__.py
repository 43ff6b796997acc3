"""Reading of supervision with more than one caller."""

from zhengwu.supervision.queries.judged import (
    cards_of,
    chain_until,
    chains,
    findings_of,
    in_force,
    orders_of,
    read_codes,
    ready,
    replay,
)
from zhengwu.supervision.queries.live import (
    Counts,
    Late,
    Place,
    bottlenecks,
    counts,
    disproved,
    fingerprint,
    late_matters,
    open_cards,
)

__all__ = [
    "Counts",
    "Late",
    "Place",
    "bottlenecks",
    "cards_of",
    "chain_until",
    "chains",
    "counts",
    "disproved",
    "findings_of",
    "fingerprint",
    "in_force",
    "late_matters",
    "open_cards",
    "orders_of",
    "read_codes",
    "ready",
    "replay",
]
