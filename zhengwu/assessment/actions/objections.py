"""Objections: raised within their days by whom it concerns, decided by somebody else."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from zhengwu.assessment import policy
from zhengwu.assessment.actions.adjust import granted
from zhengwu.assessment.actions.periods import DECIDE, OBJECTION, locked
from zhengwu.assessment.enums import PeriodState, Verdict
from zhengwu.assessment.events import ObjectionDecided, ObjectionRaised
from zhengwu.assessment.models import Objection, Score
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import refusals
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices


@action
def raise_objection(score: Score, *, text: str, by: Actor, at: datetime) -> Objection:
    """The person or the unit's head objects; a matter of its own with a clock for its answer."""
    period, clocks = locked(score.period, at, PeriodState.PUBLISHED)
    score = Score.objects.get(pk=score.pk)
    score.period = period
    if not policy.may_object(by, score):
        raise refusals.NotHeard
    over = next((one for one in clocks if one.label == OBJECTION), None)
    if over is not None and at >= over.due_at:
        raise refusals.ObjectionOver(due_on=over.due_on)
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={"text": ["请写明异议的事实和理由"]})
    if score.objections.filter(decided_at=None).exists():
        raise refusals.ObjectionThere
    count = Objection.objects.filter(score__period=period).count()
    matter = matters.open_matter(
        kind="assessment_objection",
        number=f"{period.matter.number}-Y{count + 1:02d}",
        title=f"{score.name}对{period.scheme.name}{period.words}得分的异议",
        organ_code=period.matter.organ_code,
        region_code=period.matter.region_code,
        by=by,
        at=at,
    )
    one = Objection.objects.create(
        matter=matter, score=score, text=text, raised_by_id=by.id, raised_by=by.name, raised_at=at
    )
    rule = str(choices.value("decide_rule", at))
    clock.start(matter, rule, label=DECIDE, on=local_day(at), by=by, at=at)
    event = ObjectionRaised(
        number=matter.number, period=period.words, subject=score.name, organ=score.organ_code,
        staff=score.staff_id,
    )  # fmt: skip
    record(matter, event, by=by, at=at, reason=text)
    return one


@action
def decide_objection(
    one: Objection, *, verdict: Verdict, points: Decimal = Decimal(0), reason: str, by: Actor,
    at: datetime,
) -> Objection:  # fmt: skip
    """Uphold (with the points given back), partly, or reject; never by whom it concerns."""
    matter = matters.lock(one.pk)
    clocks = clock.refresh(matter, at=at)
    period, _ = locked(one.score.period, at, PeriodState.PUBLISHED)
    policy.require(policy.approves(by))
    one = Objection.objects.select_related("score").get(pk=one.pk)
    one.matter, one.score.period = matter, period
    if one.decided_at is not None:
        raise refusals.ObjectionDecided
    if by.id == one.raised_by_id or policy.is_concerned(by, one.score):
        raise refusals.OwnScore
    reason = _reasoned(verdict, points, reason)
    one.verdict, one.reason = verdict, reason
    one.decided_by, one.decided_at = by.name, at
    one.save()
    if verdict is not Verdict.REJECTED:
        granted(one.score, one, points, by, at)
    for running in clocks:
        if running.open:
            clock.stop(running, outcome=Outcome.MET, on=local_day(at), by=by, at=at)
    given = "" if verdict is Verdict.REJECTED else f"{points:.2f}"
    record(matter, ObjectionDecided(verdict=verdict, points=given), by=by, at=at, reason=reason)
    matters.close(matter, by=by, at=at)
    notices.send(
        to=notices.Address(kind="staff", key=one.raised_by_id, name=one.raised_by),
        subject=f"{one.verdict_name}：{one.score.name}{period.words}得分",
        text=reason,
        link=f"/desk/assessment/scores/{one.score_id}/",
        dedupe=f"assessment/objection/{one.pk}",
        by=by,
        at=at,
    )
    return one


def _reasoned(verdict: Verdict, points: Decimal, reason: str) -> str:
    reason = clean(reason).strip()
    wrong: dict[str, list[str]] = {}
    if not reason:
        wrong["reason"] = ["请写明裁定的理由"]
    if verdict is not Verdict.REJECTED and not points:
        wrong["points"] = ["异议成立的，请填写更正的分值"]
    if wrong:
        raise refusals.Missing(fields=wrong)
    return reason
