"""Readings of personnel: who was there, what was found, what is kept.

For others (assessment, statistics), each over days with both ends included: `attendance_of`,
`faulty_days`, `patrol_findings`, `exam_results`, `courses_of`, `register_rows(kind, …)`.
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
from zhengwu.personnel.queries.entry import (
    ExamResult,
    candidates_seen,
    courses_of,
    exam_results,
    public_column,
    without_entry,
)
from zhengwu.personnel.queries.follow import (
    findings_seen,
    first_asked_open,
    lacking,
    overdue,
    patrol_findings,
    proposed_tour,
    reception_days,
    register_rows,
    registers_seen,
    talks_owed,
)
from zhengwu.personnel.queries.leave import leave_meeting, leaves_to_decide

__all__ = [
    "Attendance",
    "ExamResult",
    "attendance_of",
    "candidates_seen",
    "courses_of",
    "days_seen",
    "exam_results",
    "expected_on",
    "faulty_days",
    "findings_seen",
    "first_asked_open",
    "lacking",
    "leave_meeting",
    "leaves_to_decide",
    "month_sheet",
    "overdue",
    "patrol_findings",
    "people_seen",
    "proposed_tour",
    "public_column",
    "reception_days",
    "register_rows",
    "registers_seen",
    "shift_of",
    "shifts_on",
    "talks_owed",
    "without_entry",
]
