"""The heaps a first page counts: what waits in each room, as this person may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhengwu.assessment.enums import SelectionState
from zhengwu.assessment.models import Selection, Voter
from zhengwu.complaints import policy as complaint_policy
from zhengwu.complaints import queries as complaint_queries
from zhengwu.complaints.enums import RecordKind, RecordState, State
from zhengwu.complaints.models import Extension, Record
from zhengwu.desks.queries.menu import first_id
from zhengwu.evaluation import policy as evaluation
from zhengwu.evaluation import queries as rating_queries
from zhengwu.evaluation.enums import FollowUpState, Publication
from zhengwu.evaluation.models import FollowUp
from zhengwu.fees import queries as fee_queries
from zhengwu.hall.enums import AppointmentState, SeatState, TicketState
from zhengwu.hall.models import Appointment, Seat, Ticket
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.enums import Duty
from zhengwu.personnel import policy as personnel
from zhengwu.personnel import queries as personnel_queries
from zhengwu.personnel.enums import Answer, CandidateState, FollowState, LeaveState
from zhengwu.personnel.models import Assignment
from zhengwu.supervision import policy as supervision
from zhengwu.supervision.enums import CardState, OrderState
from zhengwu.supervision.models import Card, Order
from zhengwu.township import policy as township
from zhengwu.township.enums import ReceptionState
from zhengwu.township.models import CaseCopy, Reception

Rows = QuerySet[Any]
Heap = Callable[[Actor, datetime], Rows]
ENTERING = (CandidateState.PROPOSED, CandidateState.EXAMINED, CandidateState.TRAINED)


def centre(actor: Actor) -> bool:
    """The management of the centre."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)


def halls(actor: Actor, field: str) -> Q:
    """Halls this person keeps: all for the centre's management, else those of the own organ."""
    if centre(actor):
        return Q()
    return Q(**{f"{field}__in": actor.organs_with(Duty.HALL_MANAGER, Duty.TOWN_MANAGER)})


def tickets(actor: Actor, at: datetime) -> Rows:
    """Who waits in the halls kept by this person."""
    return Ticket.objects.filter(
        halls(actor, "hall__organ_id"), day=local_day(at), state=TicketState.WAITING
    )


def seats(actor: Actor, at: datetime) -> Rows:
    """Windows that are paused."""
    return Seat.objects.filter(halls(actor, "window__hall__organ_id"), state=SeatState.PAUSED)


def empty_seats(actor: Actor, at: datetime) -> Rows:
    """Windows where nobody is in duty hours."""
    return Seat.objects.filter(halls(actor, "window__hall__organ_id"), absent_since__isnull=False)


def appointments(actor: Actor, at: datetime) -> Rows:
    """Appointments of today whose person has not come."""
    return Appointment.objects.filter(
        halls(actor, "hall__organ_id"), day=local_day(at), state=AppointmentState.BOOKED
    )


def assignments(actor: Actor, at: datetime) -> Rows:
    """Requests to work elsewhere this person may answer."""
    rows = Assignment.objects.filter(state=Answer.ASKED).exclude(asker_id=actor.id)
    rows = rows.exclude(staff_id=actor.id)
    if personnel.keeps(actor):
        return rows
    return rows.filter(staff__organ_id__in=personnel.headed(actor))


def leaves(actor: Actor, at: datetime) -> Rows:
    """Applications for leave this person may decide."""
    return personnel_queries.leaves_to_decide(actor).filter(state=LeaveState.ASKED)


def findings(follow: FollowState, *, late: bool = False) -> Heap:
    """Findings of patrols that stand so."""

    def rows(actor: Actor, at: datetime) -> Rows:
        found = personnel_queries.findings_seen(actor).filter(follow=follow)
        return found.filter(due_on__lt=local_day(at)) if late else found

    return rows


def my_findings(actor: Actor, at: datetime) -> Rows:
    """Findings this person or unit has to answer."""
    mine = Q(organ_id__in=personnel.headed(actor)) | Q(staff_id=actor.id)
    return personnel_queries.findings_seen(actor).filter(mine, follow=FollowState.OPEN)


def cards(state: CardState) -> Heap:
    """Cards of other units in a state."""
    return lambda actor, at: (
        Card.objects.filter(state=state)
        .exclude(organ_code=actor.organ_code)
        .exclude(organ_code__in=supervision.lying_beyond(actor))
    )


def my_cards(state: CardState) -> Heap:
    """Cards of this person or unit in a state."""

    def rows(actor: Actor, at: datetime) -> Rows:
        mine = Q(organ_code__in=supervision.heads(actor)) | Q(staff_id=actor.id)
        return Card.objects.filter(mine, state=state)

    return rows


def my_orders(actor: Actor, at: datetime) -> Rows:
    """Orders this unit has to answer."""
    return Order.objects.filter(state=OrderState.ISSUED, organ_code__in=supervision.heads(actor))


def late_orders(actor: Actor, at: datetime) -> Rows:
    """Orders past their day without an answer."""
    rows = Order.objects.filter(state=OrderState.ISSUED, due_on__lt=local_day(at))
    return rows.exclude(organ_code__in=supervision.lying_beyond(actor))


def followups(*states: FollowUpState) -> Heap:
    """Follow-ups in these states."""
    return lambda actor, at: rating_queries.followups_of(actor).filter(state__in=states)


def my_followups(actor: Actor, at: datetime) -> Rows:
    """Follow-ups this person was given."""
    mine = (FollowUpState.ASSIGNED, FollowUpState.CONTACTED, FollowUpState.REVIEWED)
    return FollowUp.objects.filter(handler_id=actor.id, state__in=mine)


def unit_followups(actor: Actor, at: datetime) -> Rows:
    """Follow-ups the unit has to put right."""
    return FollowUp.objects.filter(
        state=FollowUpState.RECTIFYING, organ_code__in=evaluation.heads(actor)
    )


def comments(actor: Actor, at: datetime) -> Rows:
    """Comments that wait to be published."""
    rows = rating_queries.comments_waiting(at).filter(publication=Publication.PENDING)
    return rows.exclude(organ_code__in=evaluation.lying_beyond(actor))


def has_desk(actor: Actor) -> bool:
    """Whether complaints may lie with this person."""
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in complaint_policy.DESKS)


def complaints(state: State) -> Heap:
    """Complaints at the own desk in a state."""

    def rows(actor: Actor, at: datetime) -> Rows:
        mine = Q(pk__in=[])
        for duty in complaint_policy.DESKS:
            mine |= Q(desk=duty, office__in=actor.organs_with(duty))
        return complaint_queries.complaints_of(actor).filter(mine, state=state)

    return rows


def investigated(actor: Actor, at: datetime) -> Rows:
    """Complaints this person looks into."""
    return complaint_queries.complaints_of(actor).filter(
        investigator_id=actor.id, state=State.ACCEPTED
    )


def asked(actor: Actor, at: datetime) -> Rows:
    """Complaints about which this person or unit was asked and has not answered."""
    given = Record.objects.filter(what=RecordKind.OPINION)
    open_ones = complaint_queries.asked_of(actor).filter(state=State.ACCEPTED)
    return open_ones.exclude(pk__in=given.values("complaint"))


def extensions(actor: Actor, at: datetime) -> Rows:
    """More time that was asked for by others."""
    return Extension.objects.filter(granted=None).exclude(asked_by_id=actor.id)


def accounts(actor: Actor, at: datetime) -> Rows:
    """Accountability that is not through."""
    open_ones = (RecordState.PROPOSED, RecordState.HEARD, RecordState.OBJECTED)
    return complaint_queries.accounts_of(actor).filter(state__in=open_ones)


def votes(actor: Actor, at: datetime) -> Rows:
    """Selections in which this person may still vote."""
    return Voter.objects.filter(
        staff_id=actor.id, voted=False, selection__state=SelectionState.VOTING,
        selection__closes_on__gte=local_day(at),
    )  # fmt: skip


def voted_out(actor: Actor, at: datetime) -> Rows:
    """Selections whose voting is over."""
    return Selection.objects.filter(state=SelectionState.VOTING, closes_on__lt=local_day(at))


def reworks(actor: Actor, at: datetime) -> Rows:
    """Bills that came back to the own unit."""
    organs = actor.organs_with(Duty.WINDOW_CLERK, Duty.HEAD)
    return fee_queries.reworks(organs).filter(redone_at=None)


def receptions(actor: Actor, at: datetime) -> Rows:
    """Visits of the own town that are not done."""
    return Reception.objects.filter(town_id__in=township.towns_of(actor)).exclude(
        state=ReceptionState.DONE
    )


def copies(actor: Actor, at: datetime) -> Rows:
    """Copies nobody of the own organ has read."""
    return CaseCopy.objects.filter(to_organ=actor.organ_code, read_at=None)


def today(actor: Actor, at: datetime) -> Rows:
    """What was recorded today."""
    return Entry.objects.filter(pk__gte=first_id(midnight(local_day(at))))


def refused(actor: Actor, at: datetime) -> Rows:
    """What was refused today."""
    return today(actor, at).filter(refused=True)
