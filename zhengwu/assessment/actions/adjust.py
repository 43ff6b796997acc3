"""Corrections: a new entry with a reason, decided by a second person; the old value stays."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from zhengwu.assessment import policy
from zhengwu.assessment.actions.periods import locked
from zhengwu.assessment.enums import AdjustmentState, PeriodState
from zhengwu.assessment.events import AdjustmentMoved
from zhengwu.assessment.models import Adjustment, Objection, Period, Score
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.rules.ranking import Standing, rank
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean

_ZERO = Decimal(0)


def _record(one: Adjustment, by: Actor, at: datetime) -> None:
    event = AdjustmentMoved(
        subject=one.score.name,
        points=f"{one.points:.2f}",
        state=one.state,
        old_total=f"{one.old_total:.2f}" if one.old_total is not None else "",
        new_total=f"{one.new_total:.2f}" if one.new_total is not None else "",
    )
    record(one.score.period.matter, event, by=by, at=at, reason=one.opinion or one.reason)


@action
def propose_adjustment(
    score: Score, *, points: Decimal, reason: str, by: Actor, at: datetime
) -> Adjustment:
    """Say that a published or frozen score is wrong by so many points, and why."""
    period, _ = locked(score.period, at, PeriodState.PUBLISHED, PeriodState.FROZEN)
    policy.require(policy.assesses(by))
    score = Score.objects.get(pk=score.pk)
    if policy.is_concerned(by, score):
        raise refusals.OwnScore
    reason = clean(reason).strip()
    wrong: dict[str, list[str]] = {}
    if not reason:
        wrong["reason"] = ["请写明更正的理由"]
    if not points:
        wrong["points"] = ["请填写增加或者减少的分值"]
    if wrong:
        raise refusals.Missing(fields=wrong)
    score.period = period
    one = Adjustment.objects.create(
        score=score, points=points, reason=reason, proposed_by_id=by.id, proposed_by=by.name,
        proposed_at=at,
    )  # fmt: skip
    _record(one, by, at)
    return one


@action
def decide_adjustment(
    one: Adjustment, *, good: bool, opinion: str = "", by: Actor, at: datetime
) -> Adjustment:
    """A second person, whom it does not concern, approves or refuses."""
    period, _ = locked(one.score.period, at, PeriodState.PUBLISHED, PeriodState.FROZEN)
    policy.require(policy.approves(by))
    one = Adjustment.objects.select_related("score").get(pk=one.pk)
    one.score.period = period
    if one.state != AdjustmentState.PROPOSED:
        raise refusals.AdjustmentDecided
    if by.id == one.proposed_by_id:
        raise refusals.SecondPerson(act="更正")
    if policy.is_concerned(by, one.score):
        raise refusals.OwnScore
    one.opinion = clean(opinion).strip()
    if not good and not one.opinion:
        raise refusals.Missing(fields={"opinion": ["请写明不批准的理由"]})
    one.state = AdjustmentState.APPROVED if good else AdjustmentState.REFUSED
    one.decided_by, one.decided_at = by.name, at
    if good:
        apply(one)
    one.save()
    _record(one, by, at)
    return one


def apply(one: Adjustment) -> None:
    """Let an approved correction count; whoever calls it has locked the period."""
    score = one.score
    one.old_total = score.present_total
    one.new_total = max(_ZERO, score.present_total + one.points)
    Score.objects.filter(pk=score.pk).update(present_total=one.new_total)
    rank_again(score.period)


def granted(
    score: Score, objection: Objection, points: Decimal, by: Actor, at: datetime
) -> Adjustment:
    """The correction that an upheld objection is: its decision is the second person's."""
    one = Adjustment(
        score=score, objection=objection, points=points, reason=objection.reason,
        state=AdjustmentState.APPROVED, proposed_by_id=objection.raised_by_id,
        proposed_by=objection.raised_by, proposed_at=objection.raised_at, decided_by=by.name,
        decided_at=at,
    )  # fmt: skip
    one.save(force_insert=True)
    apply(one)
    one.save()
    _record(one, by, at)
    return one


def rank_again(period: Period) -> None:
    """Present ranks and grades from present totals; what was computed stays as it is."""
    rows = list(period.scores.all())
    ranks = rank(
        Standing(row.pk, row.klass, row.present_total, bool(row.veto), bool(row.unranked))
        for row in rows
    )
    grades = period.version.model.grades
    for row in rows:
        row.present_rank = ranks[row.pk]
        fits = (one.name for one in grades if row.present_total >= one.least)
        row.present_grade = "" if row.veto else next(fits, "")
    Score.objects.bulk_update(rows, ["present_rank", "present_grade"])
