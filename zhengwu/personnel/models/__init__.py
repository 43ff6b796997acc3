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
from zhengwu.personnel.models.entry import (
    Candidate,
    Course,
    CourseRow,
    Exam,
    ExamRow,
    WorkCard,
)
from zhengwu.personnel.models.follow import Patrol, PatrolFinding, RegisterEntry
from zhengwu.personnel.models.leave import LeaveApplication

__all__ = [
    "Assignment",
    "AttendanceDay",
    "Candidate",
    "Correction",
    "Course",
    "CourseRow",
    "Device",
    "DeviceFile",
    "Enrolment",
    "Exam",
    "ExamRow",
    "LeaveApplication",
    "Outage",
    "Patrol",
    "PatrolFinding",
    "RegisterEntry",
    "Round",
    "Shift",
    "Swipe",
    "WorkCard",
]
