"""A negative rating from hand to hand: assigned, contacted, heard, put right, reviewed."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.clock.models import Clock
from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.enums import (
    Complexity,
    ContactKind,
    FollowUpState,
    Reached,
)
from zhengwu.evaluation.events import (
    EvaluatorContacted,
    FollowUpAssigned,
    FollowUpOpened,
    FollowUpRectified,
    FollowUpReturned,
    FollowUpReviewed,
    UnitHeard,
)
from zhengwu.evaluation.models import Contact, FollowUp, Rating, Series, Service
from zhengwu.evaluation.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.org.models import Staff

CONTACT, HANDLE, REVIEW, CALL_BACK, APPEAL = "contact", "handle", "review", "call_back", "appeal"
_LONGEST = 4000


def opened(row: FollowUp, at: datetime, *states: FollowUpState) -> tuple[FollowUp, list[Clock]]:
    """The row, its matter locked and its clocks computed at `at`; refused in any other state."""
    matter = matters.lock(row.pk)
    clocks = clock.refresh(matter, at=at)
    row = FollowUp.objects.select_related("rating__service").get(pk=row.pk)
    row.matter = matter
    if row.state not in states:
        raise refusals.NotOpen(state=row.state_name)
    return row, clocks


def stop(row: FollowUp, clocks: list[Clock], label: str, by: Actor, at: datetime) -> bool:
    """Stop the clock of this label; whether its end had passed, which marks the row as late."""
    late = False
    for one in clocks:
        if one.label == label and one.open:
            late = late or at >= one.due_at
            clock.stop(one, outcome=Outcome.MET, on=local_day(at), by=by, at=at)
    row.late = row.late or late
    return late


def begin(row: FollowUp, label: str, rule: str, by: Actor, at: datetime) -> None:
    """Start a clock by the rule that a parameter names."""
    clock.start(row.matter, registry.text(rule, at), label=label, on=local_day(at), by=by, at=at)


def needed(text: str, field: str, ask: str) -> str:
    """The text, or a word beside the field."""
    text = clean(text).strip()[:_LONGEST]
    if not text:
        raise refusals.Missing(fields={field: [ask]})
    return text


def next_number(at: datetime) -> str:
    """HP-2026-00017; the row of the series is the lock."""
    key = str(local_day(at).year)
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(pk=key)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{registry.text('number_prefix', at)}-{key}-{series.last:05d}"


@action
def open_followup(rating: Rating, service: Service, *, by: Actor, at: datetime) -> FollowUp:
    """A negative rating becomes a matter with clocks; part of giving it. Its title names nobody."""
    matter = matters.open_matter(
        kind="rating",
        number=next_number(at),
        title=f"差评整改：{service.item_name}",
        organ_code=rating.organ_code,
        region_code=rating.region_code,
        by=by,
        at=at,
    )
    row = FollowUp.objects.create(
        matter=matter,
        rating=rating,
        organ_code=rating.organ_code,
        staff_id=rating.staff_id,
        opened_at=at,
    )
    begin(row, CONTACT, "contact_rule", by, at)
    begin(row, HANDLE, "ordinary_rule", by, at)
    event = FollowUpOpened(
        number=matter.number,
        rating=str(rating.pk),
        level=rating.level,
        organ=rating.organ_code,
        staff=rating.staff_id,
        staff_name=service.staff_name,
    )
    record(matter, event, by=by, at=at)
    return row


@action
def assign(
    row: FollowUp, *, staff: Staff, complexity: Complexity, by: Actor, at: datetime
) -> FollowUp:
    """The quality office names who contacts and verifies: nobody whom the rating concerns."""
    row, clocks = opened(row, at, FollowUpState.OPENED, FollowUpState.ASSIGNED)
    policy.require(policy.keeps_quality(by))
    if not policy.may_handle(queries.as_of_today(staff, at), row.rating):
        raise refusals.OwnRating
    if complexity != row.complexity:
        _change_limit(row, clocks, complexity, by, at)
    row.state = FollowUpState.ASSIGNED
    row.handler_id, row.handler_name, row.assigned_at = str(staff.pk), staff.name, at
    row.save()
    event = FollowUpAssigned(handler=str(staff.pk), complexity=complexity)
    record(row.matter, event, by=by, at=at)
    tell_staff(row, str(staff.pk), staff.name, "请联系评价人并核实", by, at)
    return row


def _change_limit(
    row: FollowUp, clocks: list[Clock], complexity: Complexity, by: Actor, at: datetime
) -> None:
    """The other limit, from the day of the rating as well."""
    for one in clocks:
        if one.label == HANDLE and one.open:
            clock.stop(one, outcome=Outcome.CANCELLED, on=local_day(at), by=by, at=at)
    rule = registry.text(f"{complexity}_rule", row.opened_at)
    clock.start(row.matter, rule, label=HANDLE, on=local_day(row.opened_at), by=by, at=at)
    row.complexity = complexity


@action
def contact(row: FollowUp, *, outcome: Reached, text: str, by: Actor, at: datetime) -> FollowUp:
    """A try to reach the evaluator. Each is kept; the limit is met by reaching, or by trying
    as often as the rule asks."""
    row, clocks = opened(row, at, FollowUpState.ASSIGNED)
    policy.require(policy.may_handle(by, row.rating) and row.handler_id == by.id)
    if outcome is Reached.NO_ADDRESS and queries.phone_of(row.rating):
        raise refusals.Missing(fields={"outcome": ["评价人留有联系方式，请先联系"]})
    text = needed(text, "text", "请写明联系的情况")
    late, tries = note_contact(row, ContactKind.FIRST, outcome, text, None, clocks, by, at)
    if outcome is not Reached.UNREACHED or tries >= registry.number("contact_tries", at):
        row.state, row.contacted_at = FollowUpState.CONTACTED, at
        late = stop(row, clocks, CONTACT, by, at)
    row.save()
    event = EvaluatorContacted(kind=ContactKind.FIRST, outcome=outcome, tries=tries, late=late)
    record(row.matter, event, by=by, at=at)
    return row


def note_contact(
    row: FollowUp, kind: ContactKind, outcome: Reached, text: str, level: int | None,
    clocks: list[Clock], by: Actor, at: datetime,
) -> tuple[bool, int]:  # fmt: skip
    """Keep one try: whether its limit had passed, and how many there were."""
    Contact.objects.create(
        followup=row,
        kind=kind,
        outcome=outcome,
        text=text,
        level=level,
        made_by=by.name,
        made_at=at,
    )
    label = CONTACT if kind is ContactKind.FIRST else CALL_BACK
    late = any(one.label == label and one.open and at >= one.due_at for one in clocks)
    since = row.reviewed_at if kind is ContactKind.BACK else None
    tries = row.contacts.filter(kind=kind)
    if since is not None:
        tries = tries.filter(made_at__gte=since)
    return late, tries.count()


@action
def hear_unit(row: FollowUp, *, text: str, by: Actor, at: datetime) -> FollowUp:
    """The unit rated says how it was; it decides nothing."""
    row, _ = opened(
        row, at, FollowUpState.ASSIGNED, FollowUpState.CONTACTED, FollowUpState.VERIFIED
    )
    policy.require(policy.may_answer(by, row))
    row.unit_words = needed(text, "text", "请写明情况")
    row.unit_said_by, row.unit_said_at = by.name, at
    row.save(update_fields=["unit_words", "unit_said_by", "unit_said_at"])
    record(row.matter, UnitHeard(), by=by, at=at)
    return row


@action
def rectify(row: FollowUp, *, text: str, by: Actor, at: datetime) -> FollowUp:
    """The unit says what it changed and what it did for the citizen."""
    row, clocks = opened(row, at, FollowUpState.RECTIFYING)
    policy.require(policy.may_answer(by, row))
    row.rectification = needed(text, "text", "请写明整改措施和结果")
    late = stop(row, clocks, HANDLE, by, at)
    row.state, row.rectified_by, row.rectified_at = FollowUpState.RECTIFIED, by.name, at
    row.save()
    begin(row, REVIEW, "review_rule", by, at)
    record(row.matter, FollowUpRectified(late=late), by=by, at=at)
    return row


@action
def review(row: FollowUp, *, good: bool, reason: str, by: Actor, at: datetime) -> FollowUp:
    """The quality office looks at the rectification: call back, or on with it."""
    row, clocks = opened(row, at, FollowUpState.RECTIFIED)
    policy.require(policy.judges(by))
    if by.id == row.staff_id or by.organ_code == row.organ_code:
        raise refusals.OwnRating
    row.review = needed(reason, "reason", "请写明审核意见")
    row.reviewed_by, row.reviewed_at = by.name, at
    stop(row, clocks, REVIEW, by, at)
    row.state = FollowUpState.REVIEWED if good else FollowUpState.RECTIFYING
    row.save()
    if good:
        begin(row, CALL_BACK, "callback_rule", by, at)
    else:
        begin(row, HANDLE, f"{row.complexity}_rule", by, at)
        tell_unit(row, f"整改没有通过审核：{row.review}", by, at)
    record(row.matter, FollowUpReviewed(good=good), by=by, at=at, reason=row.review)
    return row


@action
def return_to_unit(row: FollowUp, *, reason: str, by: Actor, at: datetime) -> FollowUp:
    """Called back and still not satisfied, with reason: the unit goes on, within a new limit."""
    row, _ = opened(row, at, FollowUpState.CALLED)
    policy.require(policy.judges(by))
    if not row.second_level:
        raise NotThere
    reason = needed(reason, "reason", "请写明还要整改什么")
    row.state = FollowUpState.RECTIFYING
    row.save(update_fields=["state"])
    begin(row, HANDLE, f"{row.complexity}_rule", by, at)
    record(row.matter, FollowUpReturned(second_level=row.second_level), by=by, at=at, reason=reason)
    tell_unit(row, f"评价人仍不满意，请继续整改：{reason}", by, at)
    return row


def tell_staff(row: FollowUp, key: str, name: str, text: str, by: Actor, at: datetime) -> None:
    """One of the staff reads it in the inbox; nothing in it says who rated."""
    notices.send(
        to=notices.Address(kind="staff", key=key, name=name),
        subject=f"差评整改件 {row.matter.number}",
        text=f"{row.matter.title}：{text}。",
        link=f"/desk/evaluation/followups/{row.matter.number}/",
        dedupe=f"evaluation/{row.pk}/{row.state}/{at.isoformat()}/{key}",
        by=by,
        at=at,
    )


def tell_unit(row: FollowUp, text: str, by: Actor, at: datetime) -> None:
    """The leaders of the unit rated."""
    for staff in queries.leaders(row.organ_code, local_day(at)):
        tell_staff(row, str(staff.pk), staff.name, text, by, at)
