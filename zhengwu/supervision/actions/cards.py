"""A card is explained, judged by somebody it does not concern, put right; an appeal judges anew."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.supervision import policy, registry
from zhengwu.supervision.actions.watch import EXPLAIN, RECTIFY, heads
from zhengwu.supervision.enums import CardState, Cause, Level, Verdict
from zhengwu.supervision.events import (
    CardAppealed,
    CardClosed,
    CardExplained,
    CardJudged,
    CardRectified,
    CauseDecided,
)
from zhengwu.supervision.models import Card, OverdueCause
from zhengwu.supervision.rules import refusals

_TENTH = Decimal("0.1")


def opened(card: Card, at: datetime, *states: CardState) -> tuple[Card, list[Clock]]:
    """The card, locked, its clocks computed at `at`; refused in any other state."""
    matter = matters.lock(card.pk)
    clocks = clock.refresh(matter, at=at)
    card = Card.objects.select_related("finding__watched", "finding__version").get(pk=card.pk)
    card.matter = matter
    if card.state not in states:
        raise refusals.CardNotOpen(state=card.state_name)
    return card, clocks


def weight(card: Card) -> str:
    """Its points as an entry tells them: half points are points."""
    return str(card.points.normalize() if card.points else 0)


def _stop(
    clocks: list[Clock], label: str, by: Actor, at: datetime, outcome: Outcome = Outcome.MET
) -> bool:
    """Stop the clock of this label where it runs; whether its last day had passed."""
    late = False
    for one in clocks:
        if one.label == label and one.open:
            late = late or at >= one.due_at
            clock.stop(one, outcome=outcome, on=local_day(at), by=by, at=at)
    return late


def needed(text: str, field: str, ask: str) -> str:
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={field: [ask]})
    return text


@action
def explain(card: Card, *, text: str, by: Actor, at: datetime) -> Card:
    """The person or the unit says why; late is possible and is seen."""
    card, clocks = opened(card, at, CardState.DEALT)
    policy.require(policy.may_answer(by, card))
    card.explanation = needed(text, "text", "请写明情况和原因")
    late = _stop(clocks, EXPLAIN, by, at)
    card.state, card.explained_by, card.explained_at = CardState.EXPLAINED, by.name, at
    card.save()
    record(card.matter, CardExplained(late=late), by=by, at=at)
    return card


@action
def judge_card(
    card: Card, *, verdict: Verdict, cause: Cause | None, reason: str, by: Actor, at: datetime
) -> Card:
    """Confirm, reduce or withdraw, with a reason and the cause; never by whom it concerns.

    A card nobody explained in time may be judged without an explanation. An appeal is judged by
    another person than the first judgement.
    """
    card, clocks = opened(card, at, CardState.DEALT, CardState.EXPLAINED, CardState.APPEALED)
    policy.require(policy.supervises_organ(by, card.organ_code))
    if policy.is_concerned(by, card):
        raise refusals.OwnCard
    if card.state == CardState.DEALT and any(
        one.label == EXPLAIN and one.open and at < one.due_at for one in clocks
    ):
        raise refusals.CardNotOpen(state="待说明，说明期限未到")
    if card.state == CardState.APPEALED and by.id == card.judged_by_id:
        raise refusals.SameJudge
    card.judgement = needed(reason, "reason", "请写明理由")
    if verdict is not Verdict.WITHDRAWN and cause is None:
        raise refusals.Missing(fields={"cause": ["请选择超期或者违规的原因"]})
    _weigh(card, verdict, at)
    card.verdict, card.cause = verdict, cause or ""
    card.judged_by_id, card.judged_by, card.judged_at = by.id, by.name, at
    _stop(clocks, EXPLAIN, by, at)
    card.save()
    _late_because(card, verdict, cause, by, at)
    event = CardJudged(verdict=verdict, level=card.level, points=weight(card), cause=card.cause)
    record(card.matter, event, by=by, at=at, reason=card.judgement)
    if card.state == CardState.WITHDRAWN:
        # An appeal may be judged while the time to put it right runs.
        _stop(clocks, RECTIFY, by, at, Outcome.CANCELLED)
        matters.close(card.matter, by=by, at=at)
    elif not any(one.label == RECTIFY and one.open for one in clocks):
        rule = str(registry.value("rectify_rule", at))
        clock.start(card.matter, rule, label=RECTIFY, on=local_day(at), by=by, at=at)
    tell(card, f"审议结果：{card.verdict_name}", by=by, at=at)
    return card


def _late_because(
    card: Card, verdict: Verdict, cause: Cause | None, by: Actor, at: datetime
) -> None:
    """A judged card about a limit that ran out settles why its matter was late."""
    watched = card.finding.watched
    if watched is None or cause is None or not card.finding.clock or verdict is Verdict.WITHDRAWN:
        return
    row = OverdueCause.objects.filter(matter=watched).first() or OverdueCause(matter=watched)
    row.cause, row.reason = cause, card.judgement
    row.decided_by_id, row.decided_by, row.decided_at = by.id, by.name, at
    row.save()
    event = CauseDecided(matter=watched.number, cause=cause)
    record(row, event, by=by, at=at, reason=card.judgement)


def _weigh(card: Card, verdict: Verdict, at: datetime) -> None:
    """What the verdict makes of level and points; a withdrawn card weighs nothing."""
    card.state = CardState.JUDGED
    if verdict is Verdict.WITHDRAWN:
        card.state, card.points = CardState.WITHDRAWN, Decimal(0)
    elif verdict is Verdict.REDUCED:
        if card.level != Level.RED:
            raise refusals.NoLowerLevel
        share = Decimal(str(registry.value("reduced_share", at)))
        card.level = Level.YELLOW
        card.points = (card.points * share).quantize(_TENTH)


@action
def appeal(card: Card, *, text: str, by: Actor, at: datetime) -> Card:
    """Ask for a second judgement, once, before the rectification is handed in."""
    card, _ = opened(card, at, CardState.JUDGED)
    policy.require(policy.may_answer(by, card))
    if card.appealed_at is not None:
        raise refusals.CardNotOpen(state="已经申诉过一次")
    card.appeal = needed(text, "text", "请写明申诉的理由")
    card.state, card.appealed_by, card.appealed_at = CardState.APPEALED, by.name, at
    card.save()
    record(card.matter, CardAppealed(), by=by, at=at)
    return card


@action
def rectify(card: Card, *, text: str, by: Actor, at: datetime) -> Card:
    """The unit says what it changed."""
    card, clocks = opened(card, at, CardState.JUDGED)
    policy.require(policy.may_answer(by, card))
    card.rectification = needed(text, "text", "请写明整改措施和结果")
    late = _stop(clocks, RECTIFY, by, at)
    card.state, card.rectified_by, card.rectified_at = CardState.RECTIFIED, by.name, at
    card.save()
    record(card.matter, CardRectified(late=late), by=by, at=at)
    return card


@action
def accept(card: Card, *, good: bool, reason: str = "", by: Actor, at: datetime) -> Card:
    """The rectification is accepted and the card closed; or it is sent back with what lacks."""
    card, _ = opened(card, at, CardState.RECTIFIED)
    policy.require(policy.supervises_organ(by, card.organ_code))
    if policy.is_concerned(by, card):
        raise refusals.OwnCard
    if not good:
        text = needed(reason, "reason", "请写明哪里没有整改到位")
        card.state = CardState.JUDGED
        card.save(update_fields=["state"])
        rule = str(registry.value("rectify_rule", at))
        clock.start(card.matter, rule, label=RECTIFY, on=local_day(at), by=by, at=at)
        event = CardJudged(
            verdict=card.verdict, level=card.level, points=weight(card), cause=card.cause
        )
        record(card.matter, event, by=by, at=at, reason=text)
        tell(card, f"整改没有通过：{text}", by=by, at=at)
        return card
    card.state = CardState.CLOSED
    card.save(update_fields=["state"])
    record(card.matter, CardClosed(points=weight(card)), by=by, at=at, reason=clean(reason))
    matters.close(card.matter, by=by, at=at)
    return card


def tell(card: Card, text: str, *, by: Actor, at: datetime) -> None:
    """The person and the unit's leaders learn what became of a card; each once."""
    people = {card.staff_id: card.staff_name} if card.staff_id else {}
    for staff in heads(card.organ_code, at):
        people.setdefault(str(staff.pk), staff.name)
    for person, name in people.items():
        notices.send(
            to=notices.Address(kind="staff", key=person, name=name),
            subject=f"{card.matter.number} {card.dealt_name}",
            text=text,
            link=f"/desk/supervision/cards/{card.matter.number}/",
            dedupe=f"supervision/{card.pk}/{card.matter.journal_seq}/{person}",
            by=by,
            at=at,
        )
