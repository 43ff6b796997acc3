"""Verbs of personnel, one theme a file."""

from zhengwu.personnel.actions.assignments import Trip, ask_assignment, decide_assignment
from zhengwu.personnel.actions.corrections import ask_correction, decide_correction
from zhengwu.personnel.actions.entry import (
    Particulars,
    confirm_training,
    enter_post,
    examine,
    exit_post,
    propose,
)
from zhengwu.personnel.actions.files import apply_file, discard_file, import_file, try_file
from zhengwu.personnel.actions.follow import answer, check, remind, report
from zhengwu.personnel.actions.judging import judge_day
from zhengwu.personnel.actions.leave import (
    Wanted,
    ask_leave,
    come_back,
    decide_leave,
    withdraw_leave,
)
from zhengwu.personnel.actions.patrols import Seen, Tour, record_patrol
from zhengwu.personnel.actions.registers import (
    Line,
    book_reception,
    void_register,
    write_register,
)
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
from zhengwu.personnel.actions.training import (
    Held,
    hold_course,
    issue_card,
    return_card,
    reward_best,
    write_exam,
)

__all__ = [
    "Held",
    "Hours",
    "Line",
    "Particulars",
    "Seen",
    "Tour",
    "Trip",
    "Wanted",
    "answer",
    "apply_file",
    "ask_assignment",
    "ask_correction",
    "ask_leave",
    "book_reception",
    "check",
    "come_back",
    "confirm_training",
    "decide_assignment",
    "decide_correction",
    "decide_leave",
    "discard_file",
    "end_enrolment",
    "enrol",
    "enter_post",
    "examine",
    "exit_post",
    "hold_course",
    "import_file",
    "issue_card",
    "judge_day",
    "load_shift",
    "propose",
    "record_patrol",
    "remind",
    "report",
    "return_card",
    "reward_best",
    "set_device",
    "set_shift",
    "sign_in",
    "swipe_card",
    "try_file",
    "void_register",
    "withdraw_leave",
    "write_exam",
    "write_outage",
    "write_register",
]
