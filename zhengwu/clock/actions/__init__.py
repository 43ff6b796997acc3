"""Verbs of the clock. All of them record; those on a matter record on the matter's chain."""

from zhengwu.clock.actions.clear import clear_late
from zhengwu.clock.actions.extend import check_extension, extend
from zhengwu.clock.actions.notices import add_regional_days, load_notice
from zhengwu.clock.actions.rederive import rederive, resettle_open
from zhengwu.clock.actions.refresh import refresh
from zhengwu.clock.actions.rules import change_rule, confirm_rule, load_table
from zhengwu.clock.actions.start import Start, start, start_many
from zhengwu.clock.actions.stop import stop
from zhengwu.clock.actions.suspend import resume, suspend
from zhengwu.clock.actions.sweep import sweep

__all__ = [
    "Start",
    "add_regional_days",
    "change_rule",
    "check_extension",
    "clear_late",
    "confirm_rule",
    "extend",
    "load_notice",
    "load_table",
    "rederive",
    "refresh",
    "resettle_open",
    "resume",
    "start",
    "start_many",
    "stop",
    "suspend",
    "sweep",
]
