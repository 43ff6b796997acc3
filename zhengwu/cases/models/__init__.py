"""Tables of cases. A case's chain is its matter's; all rows here hang on it."""

from __future__ import annotations

from zhengwu.cases.models.case import NO_LIMIT, Case, Series
from zhengwu.cases.models.desk import FirstAsked, SavedView
from zhengwu.cases.models.drafts import Draft, DraftPaper
from zhengwu.cases.models.forms import SealedForm
from zhengwu.cases.models.handling import Check, Extension, Handover, Procedure, Recusal, Supplement
from zhengwu.cases.models.hearing import (
    Attendance,
    Challenge,
    Hearing,
    Notified,
    Party,
    Sitting,
    Statement,
)
from zhengwu.cases.models.licences import Licence, LicenceChange, LicenceRequest
from zhengwu.cases.models.outcome import Ban, Decision, Quota
from zhengwu.cases.models.papers import Archive, CasePaper, Correction, Note, Question
from zhengwu.cases.models.review import (
    Assignment,
    Draw,
    Expert,
    Objection,
    PublicNotice,
    Seat,
)
from zhengwu.cases.models.situation import Situation, Verification
from zhengwu.cases.models.upward import Referral

__all__ = [
    "NO_LIMIT",
    "Archive",
    "Assignment",
    "Attendance",
    "Ban",
    "Case",
    "CasePaper",
    "Challenge",
    "Check",
    "Correction",
    "Decision",
    "Draft",
    "DraftPaper",
    "Draw",
    "Expert",
    "Extension",
    "FirstAsked",
    "Handover",
    "Hearing",
    "Licence",
    "LicenceChange",
    "LicenceRequest",
    "Note",
    "Notified",
    "Objection",
    "Party",
    "Procedure",
    "PublicNotice",
    "Question",
    "Quota",
    "Recusal",
    "Referral",
    "SavedView",
    "SealedForm",
    "Seat",
    "Series",
    "Sitting",
    "Situation",
    "Statement",
    "Supplement",
    "Verification",
]
