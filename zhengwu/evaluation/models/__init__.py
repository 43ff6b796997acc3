"""Tables of evaluation."""

from zhengwu.evaluation.models.followups import Contact, FollowUp, Series
from zhengwu.evaluation.models.ratings import Rating, Service

__all__ = ["Contact", "FollowUp", "Rating", "Series", "Service"]
