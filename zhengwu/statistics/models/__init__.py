"""Tables of statistics."""

from zhengwu.statistics.models.figures import Comparison, Fact, Figure

__all__ = ["Comparison", "Fact", "Figure"]
