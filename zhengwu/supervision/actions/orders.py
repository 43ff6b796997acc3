"""督办: a unit is ordered to answer by a day; a rectification notice follows where it does not."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ
from zhengwu.supervision import policy, registry
from zhengwu.supervision.actions.numbers import next_number
from zhengwu.supervision.enums import OrderKind, OrderState, OrderTopic
from zhengwu.supervision.events import OrderAnswered, OrderClosed, OrderEscalated, OrderIssued
from zhengwu.supervision.models import Order
from zhengwu.supervision.rules import refusals

LABEL = "order"


def _open(order: Order, at: datetime, *states: OrderState) -> tuple[Order, list[Clock]]:
    matter = matters.lock(order.pk)
    clocks = clock.refresh(matter, at=at)
    order = Order.objects.get(pk=order.pk)
    order.matter = matter
    if order.state not in states:
        raise refusals.OrderNotOpen(state=order.state_name)
    return order, clocks


def _needed(text: str, field: str, ask: str) -> str:
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={field: [ask]})
    return text


@action
def issue(
    organ: Organ, *, facts: str, wanted: str, about: Matter | None = None,
    topic: OrderTopic = OrderTopic.NONE, by: Actor, at: datetime,
) -> Order:  # fmt: skip
    """Order a unit to answer or to put something right; its time begins."""
    policy.require(policy.supervises_organ(by, organ.pk))
    facts = _needed(facts, "facts", "请写明督办的事实")
    wanted = _needed(wanted, "wanted", "请写明要求")
    return _issue(OrderKind.ORDER, organ, facts, wanted, about, None, topic, by, at)


def _issue(
    kind: OrderKind, organ: Organ, facts: str, wanted: str, about: Matter | None,
    before: Order | None, topic: str, by: Actor, at: datetime,
) -> Order:  # fmt: skip
    matter = matters.open_matter(
        kind="order",
        number=next_number(kind, at),
        title=wanted,
        organ_code=organ.pk,
        region_code=organ.region_id,
        by=by,
        at=at,
    )
    rule = str(registry.value("order_rule", at))
    due = clock.start(matter, rule, label=LABEL, on=local_day(at), by=by, at=at).due_on
    order = Order.objects.create(
        matter=matter,
        kind=kind,
        organ_code=organ.pk,
        about=about,
        before=before,
        topic=topic,
        facts=facts,
        wanted=wanted,
        due_on=due,
        issued_by_id=by.id,
        issued_by=by.name,
        issued_at=at,
    )
    event = OrderIssued(kind=kind, number=matter.number, organ=organ.pk, due_on=due.isoformat())
    record(matter, event, by=by, at=at)
    for staff in org.holders(Duty.HEAD, organ.pk, local_day(at)):
        notices.send(
            to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
            subject=f"{order.kind_name} {matter.number}",
            text=f"{wanted}。请在 {due} 以前回复。",
            link=f"/desk/supervision/orders/{matter.number}/",
            dedupe=f"supervision.order/{order.pk}/{staff.pk}",
            by=by,
            at=at,
        )
    return order


@action
def answer(order: Order, *, text: str, by: Actor, at: datetime) -> Order:
    """The unit answers; after the day it is late, and is seen to be."""
    order, clocks = _open(order, at, OrderState.ISSUED)
    policy.require(policy.may_answer_order(by, order))
    order.answer = _needed(text, "text", "请写明办理情况")
    for one in clocks:
        if one.label == LABEL and one.open:
            order.late = at >= one.due_at
            clock.stop(one, outcome=Outcome.MET, on=local_day(at), by=by, at=at)
    order.state, order.answered_by, order.answered_at = OrderState.ANSWERED, by.name, at
    order.save()
    record(order.matter, OrderAnswered(late=order.late), by=by, at=at)
    return order


@action
def close_order(order: Order, *, by: Actor, at: datetime) -> Order:
    """The answer is good."""
    order, _ = _open(order, at, OrderState.ANSWERED)
    policy.require(policy.supervises_organ(by, order.organ_code))
    order.state, order.closed_at = OrderState.CLOSED, at
    order.save(update_fields=["state", "closed_at"])
    record(order.matter, OrderClosed(), by=by, at=at)
    matters.close(order.matter, by=by, at=at)
    return order


@action
def escalate(order: Order, *, reason: str, by: Actor, at: datetime) -> Order:
    """Not answered in time, or not well: a rectification notice with a day of its own (ORG-11)."""
    order, clocks = _open(order, at, OrderState.ISSUED, OrderState.ANSWERED)
    policy.require(policy.supervises_organ(by, order.organ_code))
    reason = _needed(reason, "reason", "请写明升级的理由")
    running = [one for one in clocks if one.label == LABEL and one.open]
    if order.state == OrderState.ISSUED and any(at < one.due_at for one in running):
        raise refusals.OrderRuns(due_on=order.due_on)
    for one in running:
        clock.stop(one, outcome=Outcome.CANCELLED, on=local_day(at), by=by, at=at)
    organ = Organ.objects.get(pk=order.organ_code)
    following = _issue(
        OrderKind.RECTIFICATION, organ, f"{order.facts}\n{reason}", order.wanted, order.about,
        order, order.topic, by, at,
    )  # fmt: skip
    order.state, order.closed_at = OrderState.ESCALATED, at
    order.save(update_fields=["state", "closed_at"])
    event = OrderEscalated(successor=following.matter.number)
    record(order.matter, event, by=by, at=at, reason=reason)
    matters.close(order.matter, by=by, at=at)
    return following
