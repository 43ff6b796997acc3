"""Who may do what in evaluation. Whoever is rated sees sums, never who said what."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengwu.evaluation.models import FollowUp, Rating
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself offers services for rating."""
    return actor.kind is ActorKind.SYSTEM


def may_rate(actor: Actor) -> bool:
    """Whoever holds the token; never an account of the staff (nobody rates for the citizen)."""
    return actor.kind in (ActorKind.ANONYMOUS, ActorKind.CITIZEN)


def keeps_quality(actor: Actor) -> bool:
    """The quality office runs 好差评: it sees every rating."""
    return actor.is_staff and actor.has_anywhere(Duty.QUALITY_OFFICER)


def judges(actor: Actor) -> bool:
    """The centre decides findings: its quality office, and its management on appeal."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.QUALITY_OFFICER) or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def signs(actor: Actor) -> bool:
    """The centre's management signs what goes to other offices."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)


def reviews(actor: Actor) -> bool:
    """Who looks through files of finished matters: the centre and the supervision office."""
    return judges(actor) or (actor.is_staff and actor.has_anywhere(Duty.SUPERVISOR))


def may_read_files(actor: Actor) -> bool:
    """Reviewers and whoever oversees; heads of units see their own."""
    return oversees(actor) or (actor.is_staff and bool(heads(actor)))


def oversees(actor: Actor) -> bool:
    """The centre's management and the supervision office read all that the quality office reads."""
    return actor.is_staff and (
        judges(actor)
        or actor.has_anywhere(Duty.SUPERVISOR)
        or actor.has_anywhere(Duty.GOVERNMENT_HEAD)
    )


_WATCHING = (
    Duty.QUALITY_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR, Duty.GOVERNMENT_HEAD,
)  # fmt: skip


def lying_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """Organs above or beside those for whom the person oversees: part of another statement."""
    return org.lying_beyond(actor.organs_with(*_WATCHING))


def oversees_organ(actor: Actor, organ_code: str) -> bool:
    """The centre and the supervision of the organ's own county, of its city, of its province."""
    return oversees(actor) and not lying_beyond(actor).filter(pk=organ_code).exists()


def may_use(actor: Actor) -> bool:
    """Everybody of the staff sees the own unit's sums."""
    return actor.is_staff


def may_see_terminals(actor: Actor) -> bool:
    """Who sets up the tablets at the windows."""
    return keeps_quality(actor) or (actor.is_staff and actor.has_anywhere(Duty.HALL_MANAGER))


def heads(actor: Actor) -> frozenset[str]:
    """Units for which this person answers."""
    return actor.organs_with(Duty.HEAD, Duty.DECIDER, Duty.TOWN_MANAGER)


def is_concerned(actor: Actor, rating: Rating) -> bool:
    """The person rated, or anybody of the unit rated."""
    return bool(actor.id and actor.id == rating.staff_id) or actor.organ_code == rating.organ_code


def may_handle(actor: Actor, rating: Rating) -> bool:
    """Contact and verification: the centre's people, never the person or the unit rated.

    Where the centre itself was rated only the person rated is kept out. What lies above or beside
    is another centre's.
    """
    if not judges(actor) and not (actor.is_staff and actor.has_anywhere(Duty.HALL_MANAGER)):
        return False
    if judges(actor) and not oversees_organ(actor, rating.organ_code):
        return False
    return actor.id != rating.staff_id and not is_clerk_of(actor, rating.organ_code)


def is_clerk_of(actor: Actor, organ_code: str) -> bool:
    """A window clerk of the unit rated."""
    return actor.has(Duty.WINDOW_CLERK, organ_code)


def may_answer(actor: Actor, row: FollowUp) -> bool:
    """The unit's leaders say how it was and put it right; not the person rated."""
    return actor.is_staff and row.organ_code in heads(actor)


def may_see_evaluator(actor: Actor, row: FollowUp) -> bool:
    """Who it was: the quality office and whoever has to call; the unit only where agreed."""
    return keeps_quality(actor) or bool(actor.id and row.handler_id == actor.id)
