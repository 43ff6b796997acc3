"""A computed period is reviewed, published, open to objections, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhengwu.assessment import policy
from zhengwu.assessment.enums import PeriodState
from zhengwu.assessment.events import PeriodMoved
from zhengwu.assessment.models import Objection, Period, Score
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import refusals
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty

OBJECTION, DECIDE = "objection", "decide"


def locked(period: Period, at: datetime, *states: PeriodState) -> tuple[Period, list[Clock]]:
    """The period, locked, its clocks computed at `at`; refused in any other state."""
    matter = matters.lock(period.pk)
    clocks = clock.refresh(matter, at=at)
    period = Period.objects.select_related("scheme", "version").get(pk=period.pk)
    period.matter = matter
    if states and period.state not in states:
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    return period, clocks


def _moved(period: Period, by: Actor, at: datetime, reason: str = "") -> None:
    event = PeriodMoved(scheme=period.scheme_id, period=period.words, state=period.state)
    record(period.matter, event, by=by, at=at, reason=reason)


@action
def review(period: Period, *, opinion: str, by: Actor, at: datetime) -> Period:
    """A second person, who is not scored in it, has looked through a finished period."""
    period, _ = locked(period, at, PeriodState.COMPUTED)
    policy.require(policy.approves(by))
    if local_day(at) <= period.last_day:
        raise refusals.PeriodRuns(period=period.words)
    if by.id == period.computed_by_id:
        raise refusals.SecondPerson(act="审核")
    _not_scored(period, by)
    opinion = clean(opinion).strip()
    if not opinion:
        raise refusals.Missing(fields={"opinion": ["请写审核意见"]})
    period.state, period.opinion = PeriodState.REVIEWED, opinion
    period.reviewed_by_id, period.reviewed_by, period.reviewed_at = by.id, by.name, at
    period.save()
    _moved(period, by, at, opinion)
    return period


def _not_scored(period: Period, by: Actor) -> None:
    """Nobody reviews a list on which he or the unit he heads stands."""
    own = period.scores.filter(staff_id=by.id) if by.id else period.scores.none()
    units = period.scores.filter(staff_id="", organ_code__in=policy.heads(by))
    if own.exists() or units.exists():
        raise refusals.OwnScore


@action
def send_back(period: Period, *, reason: str, by: Actor, at: datetime) -> Period:
    """Reviewed too early or wrongly: back to computing, before anybody saw it."""
    period, _ = locked(period, at, PeriodState.REVIEWED)
    policy.require(policy.approves(by))
    reason = clean(reason).strip()
    if not reason:
        raise refusals.Missing(fields={"reason": ["请写明退回的理由"]})
    period.state = PeriodState.COMPUTED
    period.save(update_fields=["state"])
    _moved(period, by, at, reason)
    return period


@action
def publish(period: Period, *, by: Actor, at: datetime) -> Period:
    """Put it on the board; the days for objections begin, units' heads and persons are told."""
    period, _ = locked(period, at, PeriodState.REVIEWED)
    policy.require(policy.assesses(by) or policy.approves(by))
    period.state, period.published_by, period.published_at = PeriodState.PUBLISHED, by.name, at
    period.save()
    rule = str(choices.value("objection_rule", at))
    until = clock.start(period.matter, rule, label=OBJECTION, on=local_day(at), by=by, at=at)
    _moved(period, by, at)
    _tell(period, until, by, at)
    return period


def _tell(period: Period, until: Clock, by: Actor, at: datetime) -> None:
    text = f"有异议的，请在{until.due_on:%Y年%m月%d日}以前提出并写明理由。"
    _send(period, _concerned(period.scores.all(), at), "结果公示", text, str(period.pk), by, at)


def _concerned(scores: Iterable[Score], at: datetime) -> dict[str, str]:
    """The persons scored, and of units their heads: names by key."""
    people: dict[str, str] = {}
    day = local_day(at)
    rows = list(scores)
    for score in rows:
        if score.staff_id:
            people[score.staff_id] = score.name
    for organ in {score.organ_code for score in rows if not score.staff_id}:
        for staff in org.holders(Duty.HEAD, organ, day) | org.holders(
            Duty.TOWN_MANAGER, organ, day
        ):
            people[str(staff.pk)] = staff.name
    return people


def _send(
    period: Period, people: dict[str, str], what: str, text: str, mark: str, by: Actor, at: datetime
) -> None:
    for key, name in sorted(people.items()):
        notices.send(
            to=notices.Address(kind="staff", key=key, name=name),
            subject=f"{period.scheme.name}{period.words}{what}",
            text=text,
            link=f"/desk/assessment/periods/{period.matter.number}/",
            dedupe=f"assessment/{mark}/{key}",
            by=by,
            at=at,
        )


def heard_again(
    period: Period, scores: Iterable[Score], *, reason: str, by: Actor, at: datetime
) -> None:
    """Scores on the board have moved: whose they are is told, and the days for objections begin
    anew. Part of computing again; the period is locked."""
    for one in clock.refresh(period.matter, at=at):
        if one.label == OBJECTION and one.open:
            clock.stop(one, outcome=Outcome.CANCELLED, on=local_day(at), by=by, at=at)
    rule = str(choices.value("objection_rule", at))
    until = clock.start(period.matter, rule, label=OBJECTION, on=local_day(at), by=by, at=at)
    text = (
        f"公示的得分或者名次有变动，理由：{clean(reason).strip()}。"
        f"有异议的，请在{until.due_on:%Y年%m月%d日}以前提出。"
    )
    mark = f"{period.pk}/{period.digest[:16]}"
    _send(period, _concerned(scores, at), "公示结果变动", text, mark, by, at)


@action
def freeze(period: Period, *, by: Actor, at: datetime) -> Period:
    """The days for objections are over and all are decided: the period is fixed for good."""
    period, clocks = locked(period, at, PeriodState.PUBLISHED)
    policy.require(policy.may_compute(by))
    for one in clocks:
        if one.label == OBJECTION and one.open:
            if at < one.due_at:
                raise refusals.ObjectionRuns(due_on=one.due_on)
            clock.stop(one, outcome=Outcome.MET, on=one.due_on, by=by, at=at)
    waiting = Objection.objects.filter(score__period=period, decided_at=None).count()
    if waiting:
        raise refusals.ObjectionOpen(count=waiting)
    period.state, period.frozen_by, period.frozen_at = PeriodState.FROZEN, by.name, at
    period.save()
    _moved(period, by, at)
    matters.close(period.matter, by=by, at=at)
    return period
