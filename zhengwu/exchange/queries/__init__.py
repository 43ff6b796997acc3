"""What is on its way, what is held, and how the roads are."""

from zhengwu.exchange.queries.roads import (
    Road,
    RoadOfChannel,
    channels_of,
    fault_count,
    roads,
    self_key,
)
from zhengwu.exchange.queries.sources import (
    Delivered,
    delivered,
    held_records,
    history,
    own_count,
    shown,
)

__all__ = [
    "Delivered", "Road", "RoadOfChannel", "channels_of", "delivered", "fault_count",
    "held_records", "history", "own_count", "roads", "self_key", "shown",
]  # fmt: skip
