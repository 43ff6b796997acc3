"""Readings of the figures."""

from zhengwu.statistics.queries.figures import NotKept, figures, rated, series

__all__ = ["NotKept", "figures", "rated", "series"]
