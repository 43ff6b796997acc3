"""Verbs of evaluation."""

from zhengwu.evaluation.actions.followups import (
    assign,
    contact,
    hear_unit,
    rectify,
    return_to_unit,
    review,
)
from zhengwu.evaluation.actions.judging import appeal, call_back, close_followup, judge, verify
from zhengwu.evaluation.actions.offer import Served, offer
from zhengwu.evaluation.actions.rate import EVALUATOR, Given, Source, append, rate
from zhengwu.evaluation.actions.weighing import review_comment, set_aside, weigh

__all__ = [
    "EVALUATOR",
    "Given",
    "Served",
    "Source",
    "appeal",
    "append",
    "assign",
    "call_back",
    "close_followup",
    "contact",
    "hear_unit",
    "judge",
    "offer",
    "rate",
    "rectify",
    "return_to_unit",
    "review",
    "review_comment",
    "set_aside",
    "verify",
    "weigh",
]
