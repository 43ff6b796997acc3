"""Readings of personnel: who was there, what was found, what is kept.

For others (assessment, statistics): `attendance_of`, `faulty_days`, each over days, both ends
included.
"""

from zhengwu.personnel.queries.attendance import (
    Attendance,
    attendance_of,
    days_seen,
    expected_on,
    faulty_days,
    month_sheet,
    people_seen,
    shift_of,
    shifts_on,
)

__all__ = [
    "Attendance",
    "attendance_of",
    "days_seen",
    "expected_on",
    "faulty_days",
    "month_sheet",
    "people_seen",
    "shift_of",
    "shifts_on",
]
