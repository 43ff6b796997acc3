"""Tables of exchange."""

from zhengwu.exchange.models.messages import Carried, Received, Sent
from zhengwu.exchange.models.nodes import Channel, Fault, Node, OwnKey, PeerKey
from zhengwu.exchange.models.sources import FeedState, Held, Offer, Subscription

__all__ = [
    "Carried", "Channel", "Fault", "FeedState", "Held", "Node", "Offer", "OwnKey", "PeerKey",
    "Received", "Sent", "Subscription",
]  # fmt: skip
