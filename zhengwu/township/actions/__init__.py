"""Verbs of a town's centre, one theme a file."""

from zhengwu.township.actions.network import choose_overtime, set_power, set_station
from zhengwu.township.actions.places import Held, Place, hold, inspect, set_milestone
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
from zhengwu.township.actions.sent import publish_leaflet, read_copy, read_leaflet, send_copy

__all__ = [
    "Held",
    "Line",
    "Place",
    "Visit",
    "assign",
    "choose_overtime",
    "close_line",
    "direct",
    "finish",
    "hand_in",
    "hold",
    "inspect",
    "publish_leaflet",
    "put_to_director",
    "read_copy",
    "read_leaflet",
    "read_report",
    "register_visit",
    "remind",
    "send_copy",
    "set_milestone",
    "set_power",
    "set_station",
    "time_is_up",
    "write_line",
]
