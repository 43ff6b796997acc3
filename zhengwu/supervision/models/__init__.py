"""Tables of supervision, one subject a file."""

from zhengwu.supervision.models.cameras import Camera, CameraSheet, Still
from zhengwu.supervision.models.cards import Card, Finding, OverdueCause
from zhengwu.supervision.models.entry import EntryDuty
from zhengwu.supervision.models.orders import Order, Series
from zhengwu.supervision.models.probes import Judged, Probe, ProbeVersion, Sighting
from zhengwu.supervision.models.upward import Bundle, Outgoing

__all__ = [
    "Bundle",
    "Camera",
    "CameraSheet",
    "Card",
    "EntryDuty",
    "Finding",
    "Judged",
    "Order",
    "Outgoing",
    "OverdueCause",
    "Probe",
    "ProbeVersion",
    "Series",
    "Sighting",
    "Still",
]
