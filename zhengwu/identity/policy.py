"""Who may, in identity. One line each; three officers keep one another in check (三员)."""

from __future__ import annotations

from zhengwu.identity.enums import Level
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.org.enums import OFFICER_DUTIES, Duty

# The clerk's acts, and who may be the second of the two officers of a recovery.
_COUNTER = (Duty.WINDOW_CLERK, Duty.CENTRE_MANAGER)
_RECOVERERS = (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.CENTRE_MANAGER)


def _holds(actor: Actor, *duties: Duty) -> bool:
    return actor.is_staff and any(actor.has_anywhere(duty.value) for duty in duties)


def is_one_officer(actor: Actor) -> bool:
    """Not two of the three at once: such a person may do nothing as an officer."""
    return sum(_holds(actor, duty) for duty in OFFICER_DUTIES) <= 1


def is_system(actor: Actor) -> bool:
    """The program itself: founding of a node, reactions."""
    return actor.kind is ActorKind.SYSTEM


def may_administer_accounts(actor: Actor) -> bool:
    """系统管理员: creates, closes and opens accounts; grants no duty."""
    return is_system(actor) or (_holds(actor, Duty.SYSTEM_ADMIN) and is_one_officer(actor))


def may_set_parameters(actor: Actor) -> bool:
    """安全保密管理员: security parameters, machine clients."""
    return is_system(actor) or (_holds(actor, Duty.SECURITY_ADMIN) and is_one_officer(actor))


def may_grant_duties(actor: Actor, staff_id: str) -> bool:
    """安全保密管理员, and never to oneself."""
    return may_set_parameters(actor) and actor.id != str(staff_id)


def may_read_accounts(actor: Actor) -> bool:
    """All three officers read; the auditor (安全审计员) does nothing else."""
    return _holds(actor, Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDITOR, Duty.CENTRE_MANAGER)


def may_recover(actor: Actor) -> bool:
    """One of the two who together open a lost account again."""
    return _holds(actor, *_RECOVERERS) and is_one_officer(actor)


def may_verify_at_counter(actor: Actor) -> bool:
    """Window clerks and the centre's managers look at papers."""
    return is_system(actor) or _holds(actor, *_COUNTER)


def may_receive_persons(actor: Actor) -> bool:
    """Also village agents: they see the person, the card and the signed letter at the door."""
    return may_verify_at_counter(actor) or _holds(actor, Duty.VILLAGE_AGENT)


def is_person(actor: Actor) -> bool:
    """A citizen, in whatever capacity acting."""
    return actor.kind is ActorKind.CITIZEN


def reaches(actor: Actor, needed: str) -> bool:
    """Whether the actor's level is enough for what an item asks (`catalogue.identity_level`)."""
    return Level(actor.level).reaches(needed)


def has_scope(actor: Actor, scope: str) -> bool:
    """Whether a machine client may use this part of the interface."""
    return actor.kind is ActorKind.MACHINE and scope in actor.scopes
