"""Verbs of complaints and of accountability."""

from zhengwu.complaints.actions.accountability import (
    Proposal,
    drop,
    expunge,
    hear,
    object_to,
    propose,
    record_measure,
    rule_on,
)
from zhengwu.complaints.actions.afterwards import (
    archive,
    ask_review,
    rectify,
    review,
    say_satisfied,
    withdraw,
)
from zhengwu.complaints.actions.decide import Outcome, answer, decide
from zhengwu.complaints.actions.extension import ask_extension, decide_extension
from zhengwu.complaints.actions.inquire import add_record, ask_opinion, give_opinion, urge_case
from zhengwu.complaints.actions.intake import Letter, receive
from zhengwu.complaints.actions.persons import (
    name_investigator,
    name_person,
    open_identity,
    pass_up,
)
from zhengwu.complaints.actions.settle import accept, decline, hand_on, merge
from zhengwu.complaints.actions.towns import deal_jointly, report_to_county

__all__ = [
    "Letter",
    "Outcome",
    "Proposal",
    "accept",
    "add_record",
    "answer",
    "archive",
    "ask_extension",
    "ask_opinion",
    "ask_review",
    "deal_jointly",
    "decide",
    "decide_extension",
    "decline",
    "drop",
    "expunge",
    "give_opinion",
    "hand_on",
    "hear",
    "merge",
    "name_investigator",
    "name_person",
    "object_to",
    "open_identity",
    "pass_up",
    "propose",
    "receive",
    "record_measure",
    "rectify",
    "report_to_county",
    "review",
    "rule_on",
    "say_satisfied",
    "urge_case",
    "withdraw",
]
