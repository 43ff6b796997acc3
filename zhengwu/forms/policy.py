"""Who may publish forms."""

from __future__ import annotations

from zhengwu.kernel.actors import SYSTEM, Actor


def may_publish(actor: Actor) -> bool:
    """Catalogue editors and the centre's managers; the system when it loads shipped forms."""
    return actor is SYSTEM or (
        actor.is_staff
        and (actor.has_anywhere("catalogue_editor") or actor.has_anywhere("centre_manager"))
    )
