"""Who may decide what; and who may keep the register of letters."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.org.policy import is_system

from . import queries
from .enums import Verb

HEADS = (Duty.HEAD, Duty.GOVERNMENT_HEAD)


def may_see_letters(actor: Actor) -> bool:
    """The register is open to every member of staff: authority must be visible."""
    return actor.is_staff


def may_keep_register(actor: Actor) -> bool:
    """Heads sign; the centre enters what was signed on paper; reactions revoke."""
    return is_system(actor) or (
        actor.is_staff and any(actor.has_anywhere(duty) for duty in (*HEADS, Duty.CENTRE_MANAGER))
    )


def may_sign(actor: Actor, organ_code: str, signer: Staff) -> bool:
    """The signer himself, or the centre entering a letter signed on paper."""
    if is_system(actor) or (actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)):
        return True
    signs = any(actor.has(duty, organ_code) for duty in HEADS)
    return actor.is_staff and actor.id == str(signer.pk) and signs


def may_revoke(actor: Actor, organ_code: str) -> bool:
    """The organ's head, the centre, and reactions when somebody leaves."""
    if is_system(actor) or (actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)):
        return True
    return actor.is_staff and any(actor.has(duty, organ_code) for duty in HEADS)


def may(actor: Actor, verb: Verb, item_code: str, organ_code: str, day: date) -> bool:
    """Whether a letter covers this actor, item and day for the verb. One statement."""
    if not actor.is_staff:
        return False
    try:
        staff_id = UUID(actor.id)
    except ValueError:
        return False
    return queries.covering(staff_id, item_code, organ_code, verb, day) is not None


def may_accept(actor: Actor, item_code: str, organ_code: str, day: date) -> bool:
    """Accepting in the organ's name."""
    return may(actor, Verb.ACCEPT, item_code, organ_code, day)


def may_review(actor: Actor, item_code: str, organ_code: str, day: date) -> bool:
    """Reviewing in the organ's name."""
    return may(actor, Verb.REVIEW, item_code, organ_code, day)


def may_decide(actor: Actor, item_code: str, organ_code: str, day: date) -> bool:
    """Deciding in the organ's name: only with a letter in force, heads included."""
    return may(actor, Verb.DECIDE, item_code, organ_code, day)


def may_seal(actor: Actor, item_code: str, organ_code: str, day: date) -> bool:
    """Using the organ's seal."""
    return may(actor, Verb.SEAL, item_code, organ_code, day)
