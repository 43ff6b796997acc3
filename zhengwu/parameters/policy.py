"""Who draws up a change of a parameter, and who lets it hold."""

from __future__ import annotations

from zhengwu.kernel.actors import SYSTEM, Actor


def may_see(actor: Actor) -> bool:
    """What limits, numbers and papers follow is no secret inside the house."""
    return actor.is_staff


def may_draft(actor: Actor) -> bool:
    """Catalogue editors (information centre, legal officers) and who runs the centre."""
    return actor is SYSTEM or (
        actor.is_staff
        and (actor.has_anywhere("catalogue_editor") or actor.has_anywhere("centre_manager"))
    )


def may_approve(actor: Actor) -> bool:
    """Who runs the centre; never one who drew it up himself (see `actions`)."""
    return actor is SYSTEM or (actor.is_staff and actor.has_anywhere("centre_manager"))
