"""Verbs of personnel, one theme a file."""

from zhengwu.personnel.actions.assignments import Trip, ask_assignment, decide_assignment
from zhengwu.personnel.actions.corrections import ask_correction, decide_correction
from zhengwu.personnel.actions.files import apply_file, discard_file, import_file, try_file
from zhengwu.personnel.actions.judging import judge_day
from zhengwu.personnel.actions.settings import (
    Hours,
    end_enrolment,
    enrol,
    load_shift,
    set_device,
    set_shift,
    write_outage,
)
from zhengwu.personnel.actions.swipes import sign_in, swipe_card

__all__ = [
    "Hours",
    "Trip",
    "apply_file",
    "ask_assignment",
    "ask_correction",
    "decide_assignment",
    "decide_correction",
    "discard_file",
    "end_enrolment",
    "enrol",
    "import_file",
    "judge_day",
    "load_shift",
    "set_device",
    "set_shift",
    "sign_in",
    "swipe_card",
    "try_file",
    "write_outage",
]
