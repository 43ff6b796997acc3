"""Who may do what to the organisation.

The three officers share the work so that none can act alone: the system administrator keeps the
structure, the security administrator grants duties, the auditor only reads. The centre arranges
its own halls; a head releases his own people.
"""

from __future__ import annotations

from zhengwu.kernel.actors import SYSTEM, Actor

from .enums import Duty
from .models import Staff


def is_system(actor: Actor) -> bool:
    """The program itself: founding and reactions."""
    return actor.kind is SYSTEM.kind


def _holds(actor: Actor, *duties: Duty) -> bool:
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in duties)


def may_see_organisation(actor: Actor) -> bool:
    """The organisation is no secret inside the house."""
    return actor.is_staff


def may_keep_structure(actor: Actor) -> bool:
    """Regions, organs, sections, staff records."""
    return is_system(actor) or _holds(actor, Duty.SYSTEM_ADMIN)


def may_arrange_halls(actor: Actor) -> bool:
    """Halls, windows, admission of organs."""
    return is_system(actor) or _holds(actor, Duty.SYSTEM_ADMIN, Duty.CENTRE_MANAGER)


def may_grant(actor: Actor) -> bool:
    """Posts with their duties, appointments, officers."""
    return is_system(actor) or _holds(actor, Duty.SECURITY_ADMIN)


def may_import_staff(actor: Actor) -> bool:
    """People by list; the column of posts needs `may_grant` besides."""
    return may_keep_structure(actor) or may_grant(actor)


def may_manage_leave(actor: Actor) -> bool:
    """Somebody who may put at least some people on leave."""
    return is_system(actor) or _holds(
        actor, Duty.HEAD, Duty.CENTRE_MANAGER, Duty.SECURITY_ADMIN, Duty.GOVERNMENT_HEAD
    )


def may_put_on_leave(actor: Actor, staff: Staff) -> bool:
    """The head of the member's own organ, the centre, or the security administrator."""
    if is_system(actor) or _holds(actor, Duty.CENTRE_MANAGER, Duty.SECURITY_ADMIN):
        return True
    return actor.is_staff and any(
        actor.has(duty, staff.organ_id) for duty in (Duty.HEAD, Duty.GOVERNMENT_HEAD)
    )


def may_end_leave(actor: Actor, staff: Staff) -> bool:
    """Whoever may put on leave, and the member on coming back."""
    return may_put_on_leave(actor, staff) or (actor.is_staff and actor.id == str(staff.pk))


def may_see_personal(actor: Actor, staff: Staff) -> bool:
    """Phone and identity number: oneself, the own head, and who keeps the records."""
    if may_keep_structure(actor) or may_grant(actor):
        return True
    own = actor.id == str(staff.pk) or actor.has(Duty.HEAD, staff.organ_id)
    return actor.is_staff and own


def is_self(actor: Actor, staff: Staff) -> bool:
    """Whether the actor is this member of staff."""
    return actor.id == str(staff.pk)
