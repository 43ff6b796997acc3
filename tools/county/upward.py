"""Simulated matters that are decided above: reviewed here, sent up, decided there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.rules.terms import Terms
from zhengwu.kernel.actors import SYSTEM

if TYPE_CHECKING:
    from .simulate import Simulator


def told(term: Terms, above: set[str]) -> bool:
    """Whether the stories fit: not on the spot, free, not only collected, applied for by people."""
    here = term.upward is None or term.upward.review
    return here and not (term.immediate or term.charges or term.item_code in above)


def send(sim: Simulator, case: Case, at: datetime, verdict: Verdict, days: int) -> None:
    """Review, send up, decide above – through as many levels as there are – and take it back."""
    at = sim.later(sim.walk(case, at, until=TaskKind.SUBMIT, days=days), 1)
    referral = cases.submit_upward(
        case, opinion="材料齐全，情况属实，拟同意（演示）。", by=sim._clerk(case, at), at=at
    )
    upper = Case.objects.select_related("matter").get(pk=referral.upper_id)
    sim._accept(upper, sim.later(at, 1))
    if queries.terms_of(upper.edition_id).upward is not None:
        send(sim, upper, sim.later(at, 2), verdict, days)
    else:
        at = sim.later(sim.walk(upper, sim.later(at, 2), until=TaskKind.DECIDE), 1)
        sim._decide(upper, verdict, at)
        at = sim.walk(upper, at, until=TaskKind.DELIVER, days=0)
    cases.take_answer(case, by=SYSTEM, at=sim.later(at, 1))


def always_asks(terms: Terms) -> bool:
    """Whether a paper is required in every situation, so that it can be missing."""
    return not terms.guided and any(one.required and not one.free_by for one in terms.materials)
