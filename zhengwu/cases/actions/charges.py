"""What a case costs: assessed by the standards its edition names; payment before the step it gates.

An item without charges costs nothing here either: not one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import addressee_of
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.models import Case
from zhengwu.fees import actions as fees
from zhengwu.fees import policy as fee_policy
from zhengwu.fees import queries as fee_queries
from zhengwu.fees.enums import Gate
from zhengwu.fees.models import Bill
from zhengwu.fees.registry import lead_of
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


class NothingCharged(Refusal):
    """本事项不收费。"""

    law = "行政许可法 第58条"


@action
def assess_fees(
    case: Case,
    *,
    facts: Mapping[str, Any] | None = None,
    waivers: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Bill:
    """Work out the charges, or work them out anew after the finance window sent the bill back.

    `facts` are what was measured or counted since the application; `waivers` maps a standard to
    the number of the contract or minutes that reduces it. Sums cannot be given.
    """
    hold_lead(case)
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_not_over(case.state, case.state_name)
    if not opened.terms.charges:
        raise NothingCharged
    return _assess(opened, facts or {}, waivers or {}, by, at)


def _assess(
    opened: Opened, facts: Mapping[str, Any], waivers: Mapping[str, str], by: Actor, at: datetime
) -> Bill:
    case, terms = opened.case, opened.terms
    known = {**queries.facts_of(case, terms), **facts}
    return fees.assess(
        lead_of(case.matter),
        [
            fees.Charge(one.standard, known, Gate(one.gate), waivers.get(one.standard, ""))
            for one in terms.charges
        ],
        payer=fees.Payer(case.applicant_key, case.applicant_name, addressee_of(case)),
        scope=case.matter,
        on_demand=case.simulated,
        by=by,
        at=at,
    )


def hold_lead(case: Case) -> None:
    """Lock the matter that carries the bill before the case: the order in which a whole is locked.

    Only where a part of a whole is charged at all; every other act locks its own case alone.
    """
    if case.part_of_id is not None and queries.terms_of(case.edition_id).charges:
        matters.lock(lead_of(case.matter).pk)


def assess_what_is_known(opened: Opened, by: Actor, at: datetime) -> None:
    """At acceptance: charges whose facts stand in the application are on the bill at once.

    What must be measured first is left to the window; acceptance does not wait for it.
    """
    terms = opened.terms
    if not terms.charges or fee_queries.bill_of(opened.case.matter_id) is not None:
        return
    methods = fee_queries.methods_of([one.standard for one in terms.charges], local_day(at))
    known = queries.facts_of(opened.case, terms)
    complete = len(methods) == len({one.standard for one in terms.charges})
    if complete and not any(fee_queries.missing_facts(one, known) for one in methods.values()):
        _assess(opened, {}, {}, SYSTEM, at)


def require_paid(opened: Opened, gate: Gate) -> None:
    """Go on, or refuse: this step needs payment first. Items without charges are not asked."""
    expected = [one.standard for one in opened.terms.charges if Gate(one.gate).rank <= gate.rank]
    if expected:
        fee_policy.require_paid(opened.case.matter_id, gate, expected=expected)


def nothing_owed(opened: Opened, reason: str, by: Actor, at: datetime) -> None:
    """Withdrawn, declined, refused: what was not paid is no longer owed."""
    if opened.terms.charges:
        case = opened.case
        fees.release(lead_of(case.matter), scope=case.matter, reason=reason, by=by, at=at)


def held(opened: Opened, gate: Gate, *, by: Actor, at: datetime) -> bool:
    """Whether this step has to wait for money. What is known to be due is on the bill by then.

    The question `require_paid` answers by refusing, for acts that stop in front of the gate.
    """
    expected = [one.standard for one in opened.terms.charges if Gate(one.gate).rank <= gate.rank]
    if not expected:
        return False
    assess_what_is_known(opened, by, at)
    owing = fee_queries.owing(opened.case.matter_id, gate)
    return bool(owing.returned or owing.amount or set(expected) - owing.assessed)
