"""Who may do what with the records of window staff."""

from __future__ import annotations

from typing import Any

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.personnel import registry
from zhengwu.personnel.models.follow import Followed


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def _holds(actor: Actor, *duties: Duty) -> bool:
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in duties)


def may_use(actor: Actor) -> bool:
    """Everybody of the staff sees own days; what else is seen depends on the duty."""
    return actor.is_staff


def keeps(actor: Actor) -> bool:
    """Hall management and the centre keep attendance, patrols and training."""
    return actor.kind is ActorKind.SYSTEM or _holds(actor, Duty.HALL_MANAGER, Duty.CENTRE_MANAGER)


def directs(actor: Actor) -> bool:
    """The centre itself: exceptions, hours of duty."""
    return actor.kind is ActorKind.SYSTEM or _holds(actor, Duty.CENTRE_MANAGER)


def oversees(actor: Actor) -> bool:
    """Keepers, supervision, assessment and the county's leader see everybody."""
    return keeps(actor) or _holds(actor, Duty.SUPERVISOR, Duty.ASSESSOR, Duty.GOVERNMENT_HEAD)


def headed(actor: Actor) -> frozenset[str]:
    """Units whose people this person answers for."""
    return actor.organs_with(Duty.HEAD, Duty.TOWN_MANAGER) if actor.is_staff else frozenset()


def may_read(actor: Actor) -> bool:
    """Somebody who sees more than own days."""
    return oversees(actor) or bool(headed(actor))


def may_see(actor: Actor, staff: Staff) -> bool:
    """The person, the head of the unit, who keeps or oversees."""
    return is_self(actor, staff) or oversees(actor) or staff.organ_id in headed(actor)


def is_self(actor: Actor, staff: Staff) -> bool:
    """Whether the actor is this person."""
    return actor.is_staff and actor.id == str(staff.pk)


def may_ask(actor: Actor, staff: Staff) -> bool:
    """A day is questioned by the person or by a keeper."""
    return is_self(actor, staff) or keeps(actor)


def may_decide(actor: Actor, staff: Staff, asker_id: str) -> bool:
    """A keeper who neither asked nor is concerned."""
    return keeps(actor) and actor.id != asker_id and not is_self(actor, staff)


def may_release(actor: Actor, staff: Staff, asker_id: str) -> bool:
    """Work elsewhere: the head of the unit or a keeper; never who asked or goes."""
    allowed = keeps(actor) or staff.organ_id in headed(actor)
    return allowed and actor.id != asker_id and not is_self(actor, staff)


def _kind(code: str) -> dict[str, Any]:
    return registry.registers()[code]


def may_keep(actor: Actor, kind: str) -> bool:
    """The duties a register names write in it."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return _holds(actor, *(Duty(one) for one in _kind(kind)["keepers"]))


def may_read_register(actor: Actor, kind: str) -> bool:
    """Everybody of the house, those who oversee, or the keepers alone."""
    readers = _kind(kind)["readers"]
    if readers == "staff":
        return actor.is_staff
    return may_keep(actor, kind) or (readers == "overseers" and oversees(actor))


def may_answer(actor: Actor, row: Followed) -> bool:
    """The named person, the head of the named unit, or a keeper."""
    own = row.staff_id is not None and actor.is_staff and actor.id == str(row.staff_id)
    return own or (row.organ_id or "") in headed(actor) or keeps(actor)


def may_check(actor: Actor, row: Followed) -> bool:
    """A keeper who did not put it right himself."""
    watches = keeps(actor) or _holds(actor, Duty.SUPERVISOR)
    return watches and actor.id != row.answerer_id


def may_propose(actor: Actor, organ: str) -> bool:
    """The unit's head or a keeper proposes somebody for a window."""
    return keeps(actor) or organ in headed(actor)


def may_propose_any(actor: Actor) -> bool:
    """Somebody who may propose at least for one unit."""
    return keeps(actor) or bool(headed(actor))


def grants_leave(actor: Actor, staff: Staff) -> bool:
    """The head of the own unit or the centre; whether it is oneself is asked separately."""
    heads = actor.has(Duty.HEAD, staff.organ_id) or actor.has(Duty.GOVERNMENT_HEAD, staff.organ_id)
    return actor.is_staff and (heads or actor.has_anywhere(Duty.CENTRE_MANAGER))


def may_see_leave(actor: Actor, staff: Staff) -> bool:
    """The applicant and who may grant it; an attendance keeper sees the days, not the reason."""
    return is_self(actor, staff) or grants_leave(actor, staff)


def grants_any_leave(actor: Actor) -> bool:
    """Somebody who may grant at least some leave."""
    duties = (Duty.HEAD, Duty.GOVERNMENT_HEAD, Duty.CENTRE_MANAGER)
    return _holds(actor, *duties)
