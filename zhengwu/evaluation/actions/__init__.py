"""Verbs of evaluation."""

from zhengwu.evaluation.actions.calls import draw_sample, make_call
from zhengwu.evaluation.actions.delivering import deliver_result, write_receipt
from zhengwu.evaluation.actions.followups import (
    assign,
    contact,
    hear_unit,
    rectify,
    return_to_unit,
    review,
)
from zhengwu.evaluation.actions.judging import appeal, call_back, close_followup, judge, verify
from zhengwu.evaluation.actions.offer import Served, offer, show_at
from zhengwu.evaluation.actions.rate import EVALUATOR, Given, Source, append, rate
from zhengwu.evaluation.actions.reviews import answer_file, check_file, draw_files, review_file
from zhengwu.evaluation.actions.surveys import (
    Answer,
    Member,
    answer,
    draw_up,
    freeze,
    list_panel,
    open_survey,
    publish_survey,
)
from zhengwu.evaluation.actions.weighing import review_comment, set_aside, weigh

__all__ = [
    "EVALUATOR",
    "Answer",
    "Given",
    "Member",
    "Served",
    "Source",
    "answer",
    "answer_file",
    "appeal",
    "append",
    "assign",
    "call_back",
    "check_file",
    "close_followup",
    "contact",
    "deliver_result",
    "draw_files",
    "draw_sample",
    "draw_up",
    "freeze",
    "hear_unit",
    "judge",
    "list_panel",
    "make_call",
    "offer",
    "open_survey",
    "publish_survey",
    "rate",
    "rectify",
    "return_to_unit",
    "review",
    "review_comment",
    "review_file",
    "set_aside",
    "show_at",
    "verify",
    "weigh",
    "write_receipt",
]
