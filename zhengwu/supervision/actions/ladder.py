"""Three levels – unit, centre, supervision office: hearing, opinion, and going up in silence."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.supervision import policy, registry
from zhengwu.supervision.actions.cards import needed, opened
from zhengwu.supervision.actions.watch import EXPLAIN
from zhengwu.supervision.enums import CardState, Cause, Desk
from zhengwu.supervision.events import CardEscalated, CardHeard, CardReviewed, CauseDecided
from zhengwu.supervision.models import Card, OverdueCause
from zhengwu.supervision.rules import refusals

_NEXT = {Desk.UNIT: Desk.CENTRE, Desk.CENTRE: Desk.OFFICE}
_DUTIES = {Desk.CENTRE: Duty.CENTRE_MANAGER, Desk.OFFICE: Duty.SUPERVISOR}


@action
def escalate_card(card: Card, *, by: Actor, at: datetime) -> Card:
    """The time to answer ran out: unit → centre (with days of its own) → supervision office.

    Nothing happens where it was answered meanwhile or a limit still runs. The unit may explain
    at every level until the card is judged.
    """
    policy.require(policy.is_system(by))
    matter = matters.lock(card.pk)
    clocks = clock.refresh(matter, at=at)
    card = Card.objects.select_related("finding").get(pk=card.pk)
    card.matter = matter
    runs = any(one.label == EXPLAIN and one.open and at < one.due_at for one in clocks)
    if card.state != CardState.DEALT or card.desk == Desk.OFFICE or runs:
        return card
    old, card.desk = card.desk, _NEXT[Desk(card.desk)]
    due = ""
    for one in clocks:
        if one.label == EXPLAIN and one.open:
            clock.stop(one, outcome=Outcome.CANCELLED, on=local_day(at), by=by, at=at)
    if card.desk == Desk.CENTRE:
        rule = str(registry.value("centre_rule", at))
        running = clock.start(matter, rule, label=EXPLAIN, on=local_day(at), by=by, at=at)
        due = running.due_on.isoformat()
    card.save(update_fields=["desk"])
    record(matter, CardEscalated(old=old, desk=card.desk, due_on=due), by=by, at=at)
    _tell_next(card, due, by, at)
    return card


def _tell_next(card: Card, due: str, by: Actor, at: datetime) -> None:
    duty = _DUTIES[Desk(card.desk)]
    people = Staff.objects.filter(holdings__post__duties__duty=duty).distinct()
    for staff in org.nearest_to(card.organ_code, people):
        if duty not in {held for held, _ in org.duties_of(staff, local_day(at))}:
            continue
        notices.send(
            to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
            subject=f"逾期没有说明：{card.matter.number}",
            text=f"{card.matter.title}，没有人按时说明，转到{card.desk_name}。"
            + (f"请在 {due} 以前督促答复。" if due else "可以直接审议。"),
            link=f"/desk/supervision/cards/{card.matter.number}/",
            dedupe=f"supervision.escalated/{card.pk}/{card.desk}/{staff.pk}",
            by=by,
            at=at,
        )


@action
def review(card: Card, *, text: str, by: Actor, at: datetime) -> Card:
    """The centre's opinion on an open card, before the supervision office judges."""
    card, _ = opened(card, at, CardState.DEALT, CardState.EXPLAINED)
    policy.require(policy.may_review(by, card))
    card.opinion = needed(text, "text", "请写明意见")
    card.opinion_by, card.opinion_at = by.name, at
    card.save()
    record(card.matter, CardReviewed(), by=by, at=at)
    return card


@action
def hear(card: Card, *, present: str, text: str, by: Actor, at: datetime) -> Card:
    """Record the hearing of the person or unit: who was there, what was said."""
    card, _ = opened(card, at, CardState.EXPLAINED, CardState.APPEALED)
    policy.require(policy.supervises_organ(by, card.organ_code))
    if policy.is_concerned(by, card):
        raise refusals.OwnCard
    card.heard_present = needed(present, "present", "请写明到场的人")
    card.hearing = needed(text, "text", "请写明陈述的内容")
    card.heard_by, card.heard_at = by.name, at
    card.save()
    record(card.matter, CardHeard(present=card.heard_present), by=by, at=at)
    return card


@action
def decide_cause(
    matter: Matter, *, cause: Cause, reason: str, by: Actor, at: datetime
) -> OverdueCause:
    """Say why a matter was late: window, section, applicant, system. Decided by a person, anew
    where it proves wrong; what was decided before stays in the journal."""
    policy.require(policy.may_decide_cause(by, matter))
    matters.lock(matter.pk)
    text = needed(reason, "reason", "请写明理由")
    row = OverdueCause.objects.filter(matter=matter).first() or OverdueCause(matter=matter)
    changes = (
        {"cause": (row.cause, str(cause)), "reason": (row.reason, text)} if row.cause else None
    )
    row.cause, row.reason = cause, text
    row.decided_by_id, row.decided_by, row.decided_at = by.id, by.name, at
    row.save()
    event = CauseDecided(matter=matter.number, cause=cause)
    record(row, event, by=by, at=at, reason=text, changes=changes)
    return row
