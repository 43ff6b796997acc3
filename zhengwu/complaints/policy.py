"""Who may do what with complaints: predicates over duties; conflicts are asked at each act."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengwu.complaints.models import Accountability, Complaint
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ

# Duties a complaint may lie with.
DESKS = (
    Duty.TOWN_MANAGER, Duty.COMPLAINT_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR,
    Duty.GOVERNMENT_HEAD,
)  # fmt: skip
_REGISTRARS = (
    Duty.COMPLAINT_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR, Duty.HALL_MANAGER,
    Duty.QUALITY_OFFICER, Duty.TOWN_MANAGER, Duty.TOWN_CLERK,
)  # fmt: skip


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself."""
    return actor.kind is ActorKind.SYSTEM


def may_use(actor: Actor) -> bool:
    """Anybody of the staff may be asked to explain, to investigate or to be heard."""
    return actor.is_staff


def may_register(actor: Actor) -> bool:
    """Who opens the box, answers the hotline, sits at the window or in a town's centre."""
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in _REGISTRARS)


def oversees(actor: Actor) -> bool:
    """The county's complaint office, the centre's management, the supervision: every complaint,
    but for who complains and what was written, which stay with the desk."""
    return actor.is_staff and any(
        actor.has_anywhere(duty)
        for duty in (Duty.COMPLAINT_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR)
    )


_WATCHING = (Duty.COMPLAINT_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR)


def lying_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """Organs above or beside those for whom the person oversees: part of another statement."""
    return org.lying_beyond(actor.organs_with(*_WATCHING))


def counted_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """Organs whose figures are those of another level."""
    return org.lying_beyond(actor.organs_with(*_WATCHING, Duty.ASSESSOR, Duty.GOVERNMENT_HEAD))


def _oversees_organ(actor: Actor, organ_code: str) -> bool:
    return oversees(actor) and not lying_beyond(actor).filter(pk=organ_code).exists()


def may_count(actor: Actor) -> bool:
    """Figures: the overseers, the assessor, the government's leader, towns for themselves."""
    return oversees(actor) or (
        actor.is_staff
        and any(
            actor.has_anywhere(duty)
            for duty in (Duty.ASSESSOR, Duty.GOVERNMENT_HEAD, Duty.TOWN_MANAGER)
        )
    )


def may_handle(actor: Actor, row: Complaint) -> bool:
    """The desk the complaint lies with."""
    return actor.is_staff and actor.has(row.desk, row.office)


def may_investigate(actor: Actor, row: Complaint) -> bool:
    """The investigator, and the desk."""
    return may_handle(actor, row) or (
        actor.is_staff and bool(actor.id) and actor.id == row.investigator_id
    )


def may_read_words(actor: Actor, row: Complaint) -> bool:
    """What was written: the desk, the investigator, who reviews."""
    return may_investigate(actor, row) or may_review(actor, row)


def may_open_identity(actor: Actor, row: Complaint) -> bool:
    """Who complains: the desk alone."""
    return may_handle(actor, row)


def may_extend(actor: Actor, row: Complaint) -> bool:
    """More time is granted by the management of the centre; a town's by its director's superior."""
    manages = actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
    return manages and _oversees_organ(actor, row.about_organ)


def may_review(actor: Actor, row: Complaint) -> bool:
    """Those above or beside the desk."""
    return row.state == "reviewing" and _oversees_organ(actor, row.about_organ)


def heads(actor: Actor) -> frozenset[str]:
    """Units for which this person answers."""
    return actor.organs_with(Duty.HEAD, Duty.TOWN_MANAGER)


def may_explain(actor: Actor, row: Complaint) -> bool:
    """The one complained about and the unit's leaders, once they were asked."""
    return (
        actor.is_staff
        and row.opinion_asked_at is not None
        and (bool(actor.id and actor.id == row.staff_id) or row.about_organ in heads(actor))
    )


def may_rectify(actor: Actor, row: Complaint) -> bool:
    """The unit's leaders."""
    return actor.is_staff and row.about_organ in heads(actor)


def may_join(actor: Actor) -> bool:
    """The county deals with the three kinds of fault jointly with the optimisation office."""
    return actor.is_staff and actor.has_anywhere(Duty.COMPLAINT_OFFICER)


def may_propose(actor: Actor) -> bool:
    """Who found it: complaint office, supervision, centre, a town's director."""
    return oversees(actor) or (actor.is_staff and actor.has_anywhere(Duty.TOWN_MANAGER))


def competent(actor: Actor, row: Accountability, by: list[str]) -> bool:
    """Whether a measure of these deciders is within this person's power."""
    if not actor.is_staff:
        return False
    return (
        ("unit" in by and actor.has(Duty.HEAD, row.organ_code))
        or ("town" in by and actor.has(Duty.TOWN_MANAGER, row.organ_code))
        or ("centre" in by and actor.has_anywhere(Duty.CENTRE_MANAGER))
    )


def may_see_account(actor: Actor, row: Accountability) -> bool:
    """Overseers, the unit's head, the person."""
    return actor.is_staff and (
        row.organ_code in heads(actor)
        or bool(actor.id and actor.id == row.staff_id)
        or _oversees_organ(actor, row.organ_code)
    )
