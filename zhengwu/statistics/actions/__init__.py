"""Verbs of statistics."""

from zhengwu.statistics.actions.count import count
from zhengwu.statistics.actions.issue import issue, keep_sheet
from zhengwu.statistics.actions.recount import compare, rebuild
from zhengwu.statistics.actions.services import strike_service, write_service

__all__ = ["compare", "count", "issue", "keep_sheet", "rebuild", "strike_service", "write_service"]
