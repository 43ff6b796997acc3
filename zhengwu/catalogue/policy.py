"""Who may do what to the catalogue."""

from __future__ import annotations

from zhengwu.kernel.actors import SYSTEM, Actor


def may_see_drafts(actor: Actor) -> bool:
    """Every member of staff may read the staff catalogue."""
    return actor is SYSTEM or actor.is_staff


def may_edit(actor: Actor, organ_code: str) -> bool:
    """The department's own catalogue editor; the centre may help any department."""
    return (
        actor is SYSTEM
        or (actor.is_staff and bool(organ_code) and actor.has("catalogue_editor", organ_code))
        or may_approve(actor)
    )


def may_edit_somewhere(actor: Actor) -> bool:
    """Whether the editor's pages mean anything to this person."""
    return may_approve(actor) or (actor.is_staff and actor.has_anywhere("catalogue_editor"))


def may_review(actor: Actor, organ_code: str) -> bool:
    """Department review: its head, or whoever decides or reviews there."""
    duties = ("head", "decider", "reviewer")
    return actor is SYSTEM or (
        actor.is_staff and any(actor.has(duty, organ_code) for duty in duties)
    )


def may_approve(actor: Actor) -> bool:
    """The centre approves and publishes, imports, and runs the annual clean-up."""
    return actor is SYSTEM or (actor.is_staff and actor.has_anywhere("centre_manager"))


may_import = may_approve


def may_report(actor: Actor, organ_code: str) -> bool:
    """Report a department's proposal in the annual clean-up."""
    return may_edit(actor, organ_code) or may_review(actor, organ_code)


def may_be_led_to_apply(actor: Actor) -> bool:
    """Whom a guide offers to apply: the public; staff and village agents take in at their desk."""
    return not actor.is_staff


may_see_outlets = may_edit_somewhere
may_keep_outlets = may_approve
