"""Who may do what in the assessment. Who is scored never decides his own."""

from __future__ import annotations

from zhengwu.assessment.models import Score
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty

# Discreet sources that tell a person nothing but about himself.
OWN = frozenset({"personnel.days", "personnel.patrols", "personnel.exams"})


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself."""
    return actor.kind is ActorKind.SYSTEM


def assesses(actor: Actor) -> bool:
    """The assessor drafts the scheme, computes, enters facts, organises selections."""
    return actor.is_staff and actor.has_anywhere(Duty.ASSESSOR)


def may_compute(actor: Actor) -> bool:
    """The assessor, or the recurring work."""
    return is_system(actor) or assesses(actor)


def approves(actor: Actor) -> bool:
    """The second person: the centre's management, the supervision office, the government."""
    return actor.is_staff and any(
        actor.has_anywhere(duty)
        for duty in (Duty.CENTRE_MANAGER, Duty.SUPERVISOR, Duty.GOVERNMENT_HEAD)
    )


def oversees(actor: Actor) -> bool:
    """Who sees every score, also before it is published."""
    return assesses(actor) or approves(actor)


def may_use(actor: Actor) -> bool:
    """Everybody of the staff sees the rules, what is published, and the own score."""
    return actor.is_staff


def commends(actor: Actor) -> bool:
    """The government approves who is commended and who is criticised."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.GOVERNMENT_HEAD) or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def heads(actor: Actor) -> frozenset[str]:
    """Units for which this person answers."""
    return actor.organs_with(Duty.HEAD, Duty.TOWN_MANAGER)


def is_concerned(actor: Actor, score: Score) -> bool:
    """The person scored, or somebody of the scored unit."""
    return bool(actor.id and actor.id == score.staff_id) or (
        not score.staff_id and actor.organ_code == score.organ_code
    )


def may_object(actor: Actor, score: Score) -> bool:
    """The person scored; for a unit its head."""
    if score.staff_id:
        return actor.is_staff and actor.id == score.staff_id
    return actor.is_staff and score.organ_code in heads(actor)


def may_see_score(actor: Actor, score: Score) -> bool:
    """Whoever oversees; the person and the unit concerned once published; of units everybody."""
    if oversees(actor):
        return True
    if not actor.is_staff or not score.period.shown:
        return False
    return not score.staff_id or actor.id == score.staff_id or score.organ_code in heads(actor)


def may_see_facts(actor: Actor, score: Score, source: str, *, discreet: bool) -> bool:
    """Single facts of a discreet source: who oversees; of the own days, patrols and
    examinations also the person himself."""
    own = bool(actor.id) and actor.id == score.staff_id and source in OWN
    return not discreet or oversees(actor) or own


def may_enter(actor: Actor) -> bool:
    """Whoever oversees; heads of units for criteria of cross assessment."""
    return oversees(actor) or (actor.is_staff and bool(heads(actor)))
