"""Who may charge, take money, approve; and the one condition other rooms ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from zhengwu.fees import queries
from zhengwu.fees.enums import Gate
from zhengwu.fees.models import Bill
from zhengwu.fees.rules.paying import BillReturned, NotAssessed, PaymentOutstanding
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty
from zhengwu.org.policy import is_system

_ASSESSING = (Duty.WINDOW_CLERK, Duty.REVIEWER, Duty.CHECKER, Duty.DECIDER, Duty.HEAD)
_WATCHING = (Duty.SUPERVISOR, Duty.AUDITOR, Duty.CENTRE_MANAGER)


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def _holds(actor: Actor, *duties: Duty) -> bool:
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in duties)


def may_collect(actor: Actor) -> bool:
    """Only the finance window takes money, issues receipts and sends bills back."""
    return _holds(actor, Duty.FINANCE_CLERK)


def may_check(actor: Actor) -> bool:
    """Refunds, waivers, payouts and standards are approved by another hand."""
    return _holds(actor, Duty.FINANCE_CHECKER)


def may_use_finance(actor: Actor) -> bool:
    """The finance window and its second hand."""
    return may_collect(actor) or may_check(actor)


def may_draft_standards(actor: Actor) -> bool:
    """Departments propose what they charge; finance keeps it."""
    return is_system(actor) or _holds(actor, Duty.FINANCE_CLERK, Duty.CATALOGUE_EDITOR)


def may_import_standards(actor: Actor) -> bool:
    """A sheet holds standards of many departments: the finance window brings it in."""
    return is_system(actor) or may_collect(actor)


def may_publish_standards(actor: Actor) -> bool:
    """Finance publishes; founding does so for a demonstration."""
    return is_system(actor) or may_check(actor)


def may_see_standards(actor: Actor) -> bool:
    """What is charged is no secret."""
    return actor.is_staff


def may_see_books(actor: Actor) -> bool:
    """Finance, and those who watch over it."""
    return may_use_finance(actor) or _holds(actor, *_WATCHING)


def may_assess(actor: Actor, *organs: str) -> bool:
    """The accepting organ works out what is due – by standards, never by a sum of its own."""
    return is_system(actor) or (
        actor.is_staff and bool(actor.organs_with(*_ASSESSING) & set(organs))
    )


def may_see_reworks(actor: Actor) -> bool:
    """Windows see what came back to them."""
    return may_see_books(actor) or _holds(actor, *_ASSESSING)


def may_pay(actor: Actor) -> bool:
    """Citizens pay what is theirs."""
    return actor.kind is ActorKind.CITIZEN


def is_payer(actor: Actor, bill: Bill) -> bool:
    """Whether the bill is the actor's own, or of the firm or principal he speaks for."""
    keys = {f"person:{actor.id}"} if not actor.behalf else {actor.behalf}
    return actor.kind is ActorKind.CITIZEN and bill.payer_key in keys


def require_paid(matter_id: UUID, gate: Gate, *, expected: Iterable[str] = ()) -> None:
    """Go on, or refuse because this step needs payment first.

    `expected` are the codes of the standards the item is charged by: what has not even been
    assessed holds the step too. Everything else is not held. One statement.
    """
    owing = queries.owing(matter_id, gate)
    if owing.returned:
        raise BillReturned(reason=owing.returned)
    if owing.amount:
        raise PaymentOutstanding(amount=owing.amount, code=owing.code)
    if lacking := set(expected) - owing.assessed:
        raise NotAssessed(names="、".join(queries.names_of(lacking)))


def may_see_bill(actor: Actor, bill: Bill, organs: Iterable[str]) -> bool:
    """Finance and supervision; the organs whose charges stand on it."""
    return may_see_books(actor) or bool(
        actor.is_staff and actor.organs_with(*_ASSESSING) & set(organs)
    )


def describe(actor: Actor) -> dict[str, Any]:
    """What a page may offer this person."""
    return {"collect": may_collect(actor), "check": may_check(actor)}
