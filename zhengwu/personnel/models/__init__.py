"""Tables of personnel."""

from zhengwu.personnel.models.attendance import (
    Assignment,
    AttendanceDay,
    Correction,
    Device,
    DeviceFile,
    Enrolment,
    Outage,
    Round,
    Shift,
    Swipe,
)

__all__ = [
    "Assignment",
    "AttendanceDay",
    "Correction",
    "Device",
    "DeviceFile",
    "Enrolment",
    "Outage",
    "Round",
    "Shift",
    "Swipe",
]
