"""Tables of evaluation."""

from zhengwu.evaluation.models.calls import Call, Sample
from zhengwu.evaluation.models.followups import Contact, FollowUp, Series
from zhengwu.evaluation.models.ratings import Rating, Service
from zhengwu.evaluation.models.reviews import Review, ReviewedFile
from zhengwu.evaluation.models.surveys import Invitee, Remark, Slip, Survey, Tally

__all__ = [
    "Call",
    "Contact",
    "FollowUp",
    "Invitee",
    "Rating",
    "Remark",
    "Review",
    "ReviewedFile",
    "Sample",
    "Series",
    "Service",
    "Slip",
    "Survey",
    "Tally",
]
