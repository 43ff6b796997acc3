"""Who may open the pages of the lowest rooms."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty


def may_use_desk(actor: Actor) -> bool:
    """Every member of staff has a desk."""
    return actor.is_staff


def may_read_journal(actor: Actor) -> bool:
    """The auditor reads every record; nobody else reads other people's acts at large."""
    return actor.is_staff and actor.has_anywhere(Duty.AUDITOR)


def may_keep_running(actor: Actor) -> bool:
    """The system administrator looks after deliveries and long work."""
    return actor.is_staff and actor.has_anywhere(Duty.SYSTEM_ADMIN)


def may_see_stuck(actor: Actor) -> bool:
    """The administrator sets deliveries going again; the auditor looks on."""
    return may_keep_running(actor) or may_read_journal(actor)
