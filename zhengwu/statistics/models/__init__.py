"""Tables of statistics."""

from zhengwu.statistics.models.figures import Comparison, Fact, Figure
from zhengwu.statistics.models.reports import Issue
from zhengwu.statistics.models.services import ServiceRecord

__all__ = ["Comparison", "Fact", "Figure", "Issue", "ServiceRecord"]
