"""Verbs of the hall, one theme a file."""

from zhengwu.hall.actions.appointments import Wish, book, cancel_appointment, change, miss
from zhengwu.hall.actions.arriving import check_in
from zhengwu.hall.actions.calling import (
    begin,
    call_next,
    finish,
    finish_and_call,
    hold,
    link_case,
    pass_over,
    recall,
)
from zhengwu.hall.actions.days import close_day
from zhengwu.hall.actions.moving import bring_back, call_back, cancel, give_back, transfer
from zhengwu.hall.actions.seats import close_seat, note_absent, open_seat, pause_seat, resume_seat
from zhengwu.hall.actions.settings import (
    HoursPlan,
    QueuePlan,
    add_hours,
    add_terminal,
    close_terminal,
    draw_roster,
    end_hours,
    load_shipped,
    put_notice,
    set_priority,
    set_queue,
    set_seat,
    swap_roster,
    take_down_notice,
)
from zhengwu.hall.actions.taking import Taken, take

__all__ = [
    "HoursPlan",
    "QueuePlan",
    "Taken",
    "Wish",
    "add_hours",
    "add_terminal",
    "begin",
    "book",
    "bring_back",
    "call_back",
    "call_next",
    "cancel",
    "cancel_appointment",
    "change",
    "check_in",
    "close_day",
    "close_seat",
    "close_terminal",
    "draw_roster",
    "end_hours",
    "finish",
    "finish_and_call",
    "give_back",
    "hold",
    "link_case",
    "load_shipped",
    "miss",
    "note_absent",
    "open_seat",
    "pass_over",
    "pause_seat",
    "put_notice",
    "recall",
    "resume_seat",
    "set_priority",
    "set_queue",
    "set_seat",
    "swap_roster",
    "take",
    "take_down_notice",
    "transfer",
]
