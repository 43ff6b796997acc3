"""Tables of supervision, one subject a file."""

from zhengwu.supervision.models.cards import Card, Finding
from zhengwu.supervision.models.orders import Order, Series
from zhengwu.supervision.models.probes import Probe, ProbeVersion

__all__ = ["Card", "Finding", "Order", "Probe", "ProbeVersion", "Series"]
