"""Tables of the assessment, one subject a file."""

from zhengwu.assessment.models.entries import Entry
from zhengwu.assessment.models.papers import Bulletin
from zhengwu.assessment.models.periods import Adjustment, Line, Objection, Period, Score
from zhengwu.assessment.models.schemes import Scheme, SchemeVersion
from zhengwu.assessment.models.selections import Candidate, Selection, Voter

__all__ = [
    "Adjustment",
    "Bulletin",
    "Candidate",
    "Entry",
    "Line",
    "Objection",
    "Period",
    "Scheme",
    "SchemeVersion",
    "Score",
    "Selection",
    "Voter",
]
