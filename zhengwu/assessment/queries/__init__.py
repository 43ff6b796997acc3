"""Readings of the assessment with more than one caller."""

from zhengwu.assessment.queries.boards import (
    board,
    facts_shown,
    latest_on_board,
    mine,
    scores_in_order,
    version_on,
)
from zhengwu.assessment.queries.computing import Outcome, computed, digest_of, facts_between
from zhengwu.assessment.queries.papers import paper_figures, paper_text

__all__ = [
    "Outcome",
    "board",
    "computed",
    "digest_of",
    "facts_between",
    "facts_shown",
    "latest_on_board",
    "mine",
    "paper_figures",
    "paper_text",
    "scores_in_order",
    "version_on",
]
