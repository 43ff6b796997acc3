"""Tables of complaints, one subject a file."""

from zhengwu.complaints.models.accountability import Accountability
from zhengwu.complaints.models.complaint import Barred, Complaint, Series
from zhengwu.complaints.models.inquiry import Extension, Paper, Record
from zhengwu.complaints.models.sealed import Sealed

__all__ = [
    "Accountability",
    "Barred",
    "Complaint",
    "Extension",
    "Paper",
    "Record",
    "Sealed",
    "Series",
]
