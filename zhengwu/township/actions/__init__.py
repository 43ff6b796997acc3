"""Verbs of a town's centre, one theme a file."""

from zhengwu.township.actions.network import choose_overtime, set_power, set_station
from zhengwu.township.actions.receptions import (
    Visit,
    assign,
    direct,
    finish,
    put_to_director,
    register_visit,
    time_is_up,
)
from zhengwu.township.actions.registers import Line, close_line, write_line
from zhengwu.township.actions.reports import hand_in, read_report, remind

__all__ = [
    "Line",
    "Visit",
    "assign",
    "choose_overtime",
    "close_line",
    "direct",
    "finish",
    "hand_in",
    "put_to_director",
    "read_report",
    "register_visit",
    "remind",
    "set_power",
    "set_station",
    "time_is_up",
    "write_line",
]
