"""Who may publish forms."""

from __future__ import annotations

from zhengwu.kernel.actors import SYSTEM, Actor


def may_publish(actor: Actor) -> bool:
    """Catalogue editors and the centre's managers; the system when it loads shipped forms."""
    return actor is SYSTEM or (
        actor.is_staff
        and (actor.has_anywhere("catalogue_editor") or actor.has_anywhere("centre_manager"))
    )


def may_draft(actor: Actor) -> bool:
    """Draw up a form: those who may publish one with the agreement of another."""
    return may_publish(actor)


def may_approve(actor: Actor) -> bool:
    """Let a draft become a version: who runs the centre."""
    return actor is SYSTEM or (actor.is_staff and actor.has_anywhere("centre_manager"))


def may_see_forms(actor: Actor) -> bool:
    """Forms are no secret inside the house."""
    return actor.is_staff
