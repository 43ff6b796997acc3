"""Verbs of statistics."""

from zhengwu.statistics.actions.count import count
from zhengwu.statistics.actions.recount import compare, rebuild

__all__ = ["compare", "count", "rebuild"]
