"""Who may do what in supervision. It reads everything and changes nothing in matters."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.models import Matter
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ
from zhengwu.supervision.models import Card, Order


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself: it deals cards, nobody else does."""
    return actor.kind is ActorKind.SYSTEM


def oversees(actor: Actor) -> bool:
    """The supervision office and the centre's management see every finding."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.SUPERVISOR) or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def supervises(actor: Actor) -> bool:
    """The supervision office judges."""
    return actor.is_staff and actor.has_anywhere(Duty.SUPERVISOR)


def beyond(actor: Actor) -> frozenset[str]:
    """Organs above or beside those for whom the person oversees: they are another's."""
    return org.beyond(actor.organs_with(Duty.SUPERVISOR, Duty.CENTRE_MANAGER))


def lying_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """The same as a part of another statement."""
    return org.lying_beyond(actor.organs_with(Duty.SUPERVISOR, Duty.CENTRE_MANAGER))


def oversees_organ(actor: Actor, organ_code: str) -> bool:
    """The supervision of the organ's own county, of its city, of its province."""
    return oversees(actor) and organ_code not in beyond(actor)


def supervises_organ(actor: Actor, organ_code: str) -> bool:
    """Who judges and orders: the supervision of the organ's own county, of its city, province."""
    return supervises(actor) and organ_code not in beyond(actor)


def may_see_probes(actor: Actor) -> bool:
    """Rules are no secret from those who are judged by them."""
    return actor.is_staff


def may_write_probes(actor: Actor) -> bool:
    """Supervision proposes rules."""
    return supervises(actor)


def may_approve_probes(actor: Actor) -> bool:
    """A second person of the centre's management or the supervision approves."""
    return oversees(actor)


def heads(actor: Actor) -> frozenset[str]:
    """Units for which this person answers."""
    return actor.organs_with(Duty.HEAD, Duty.DECIDER, Duty.TOWN_MANAGER)


def is_concerned(actor: Actor, card: Card) -> bool:
    """The person the card was dealt to, or of the same unit: never its judge."""
    return bool(actor.id and actor.id == card.staff_id) or actor.organ_code == card.organ_code


def may_see_card(actor: Actor, card: Card) -> bool:
    """Supervision, the unit's leaders and the person concerned."""
    return oversees_organ(actor, card.organ_code) or may_answer(actor, card)


def may_see_still(actor: Actor, card: Card) -> bool:
    """Pictures of people are for those who judge the card, for nobody else."""
    return supervises_organ(actor, card.organ_code) and not is_concerned(actor, card)


def may_answer(actor: Actor, card: Card) -> bool:
    """The person and the unit's leaders explain, put right and appeal."""
    return actor.is_staff and (
        bool(card.staff_id and actor.id == card.staff_id) or card.organ_code in heads(actor)
    )


def may_review(actor: Actor, card: Card) -> bool:
    """The centre's management gives its opinion, on others' cards only."""
    managers = actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
    if not managers or is_concerned(actor, card):
        return False
    return oversees_organ(actor, card.organ_code)


def may_decide_cause(actor: Actor, matter: Matter) -> bool:
    """The supervision office and the centre's management, not the unit that was late."""
    own = actor.organ_code == matter.organ_code
    return not own and oversees_organ(actor, matter.organ_code)


def may_see_order(actor: Actor, order: Order) -> bool:
    """Supervision and the unit's leaders."""
    return order.organ_code in heads(actor) or oversees_organ(actor, order.organ_code)


def may_answer_order(actor: Actor, order: Order) -> bool:
    """The unit's leaders."""
    return actor.is_staff and order.organ_code in heads(actor)


def may_use(actor: Actor) -> bool:
    """Everybody of the staff sees own cards; what else is seen depends on the duty."""
    return actor.is_staff


UPWARD = "supervision.read"


def may_take_upward(actor: Actor) -> bool:
    """The system of the level above, by the scope of its token."""
    return actor.kind is ActorKind.MACHINE and UPWARD in actor.scopes
