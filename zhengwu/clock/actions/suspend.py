"""Suspend and resume: only for what the law lists, only with a served notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from zhengwu.clock.actions.derive import resettle
from zhengwu.clock.actions.refresh import refresh
from zhengwu.clock.enums import ClockState, IntervalKind, Label, Unit
from zhengwu.clock.models import Applied, Clock, Interval, Rule
from zhengwu.clock.queries.known import Known, known
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import lock
from zhengwu.matters.models import Matter

_LICENSING = "行政许可法"
_ARTICLE_45 = "行政许可法 第四十五条"


class NoticeNotServed(Refusal):
    """{kind}所需时间必须书面告知申请人；告知书没有编号或者尚未送达，不能中止计时。"""

    law = _ARTICLE_45


class PlannedTimeMissing(Refusal):
    """告知书必须写明{kind}所需的时间。"""

    law = _ARTICLE_45


class SuspensionNotAllowed(Refusal):
    """“{kind}”不是法律规定不计入时限的程序，不能中止计时。可以中止计时的有：{allowed}。"""


class NothingRuns(Refusal):
    """没有正在计算的时限，或者时限在{day}之前已经届满，不能中止计时。"""


class AlreadySuspended(Refusal):
    """“{kind}”已凭{notice_no}号告知书中止计时，不能重复办理。"""

    recorded = False


class AlreadyResumed(Refusal):
    """这次中止已于{day}结束。"""

    recorded = False


class ImpossibleDay(Refusal):
    """日期{day}不可能：不能早于{first}，也不能晚于{last}。"""

    status = 422


@action
def suspend(
    matter: Matter,
    *,
    kind: str,
    basis: str,
    notice_no: str,
    served_on: date | None,
    planned_days: int | None,
    planned_unit: str = Unit.WORKING_DAY,
    started_on: date | None = None,
    reason: str = "",
    spare: Collection[UUID] = (),
    by: Actor,
    at: datetime,
) -> Interval:
    """Stop the clocks of a matter whose law lists `kind`, and those that follow them.

    `spare`: followers that run on all the same (the share of another organ, a stricter promise).

    Not counted are the days after the procedure began or its notice was served, whichever is
    later, through the day its result is received. Raises NoticeNotServed, PlannedTimeMissing,
    SuspensionNotAllowed (naming the article), NothingRuns, AlreadySuspended, ImpossibleDay.
    """
    if not notice_no.strip() or served_on is None:
        raise NoticeNotServed(kind=kind)
    if not planned_days or planned_days < 1:
        raise PlannedTimeMissing(kind=kind)
    matter = lock(matter.pk)
    clocks = [clock for clock in refresh(matter, at=at) if clock.open]
    begun = max(served_on, started_on or served_on)
    _check_day(begun, first=min(clock.started_on for clock in clocks) if clocks else begun, at=at)
    _check_new(matter, kind, notice_no)
    now_known = known()
    stopped = _those_stopped(clocks, kind, begun, spare, now_known)
    interval = Interval.objects.create(
        matter=matter,
        what=IntervalKind.SUSPENSION,
        kind=kind,
        reason=reason,
        basis=basis,
        notice_no=notice_no.strip(),
        served_on=served_on,
        started_on=begun,
        planned=planned_days,
        planned_unit=planned_unit,
        entered_at=at,
    )
    Applied.objects.bulk_create([Applied(clock=one, interval=interval) for one in stopped])
    why = reason or f"{kind}，告知书{interval.notice_no}"
    resettle(stopped, now_known, cause="suspended", reason=why, by=by, at=at, interval=interval)
    return interval


def _check_day(day: date, *, first: date, at: datetime) -> None:
    today = local_day(at)
    if day > today or day < min(first, today):
        raise ImpossibleDay(day=day, first=first, last=today)


def _check_new(matter: Matter, kind: str, notice_no: str) -> None:
    same = Interval.objects.filter(
        matter=matter, what=IntervalKind.SUSPENSION, kind=kind, notice_no=notice_no.strip()
    )
    if same.exists():
        raise AlreadySuspended(kind=kind, notice_no=notice_no)


def _those_stopped(
    clocks: Sequence[Clock], kind: str, begun: date, spare: Collection[UUID], now_known: Known
) -> list[Clock]:
    rules = {clock.pk: now_known.by_id[clock.rule_id] for clock in clocks}
    lawful = [clock for clock in clocks if kind in allowed(clock, rules[clock.pk])]
    if clocks and not lawful:
        kinds = {name for clock in clocks for name in allowed(clock, rules[clock.pk])}
        raise SuspensionNotAllowed(
            kind=kind, allowed="、".join(sorted(kinds)) or "无", law=_law(rules.values())
        )
    # A clock that had run out before the procedure began is not saved by it.
    alive = [
        clock for clock in lawful if begun < clock.due_on or clock.state == ClockState.SUSPENDED
    ]
    if not alive:
        raise NothingRuns(day=begun)
    followers = [
        clock
        for clock in clocks
        if clock not in lawful
        and clock.pk not in spare
        and (rules[clock.pk].follows or clock.label in (Label.PROMISED, Label.STEP))
        and (begun < clock.due_on or clock.state == ClockState.SUSPENDED)
    ]
    return [*alive, *followers]


def allowed(clock: Clock, rule: Rule) -> list[str]:
    """Procedures that stop this clock: the rule's, and those of the item's own statute."""
    return [*rule.suspendable_by, *(one.get("kind", "") for one in clock.also_suspended_by)]


def _law(rules: Iterable[Rule]) -> str:
    sources = [rule.source for rule in rules]
    licensing = [source for source in sources if source.startswith(_LICENSING)]
    return _ARTICLE_45 if licensing else sources[0]


@action
def resume(interval: Interval, *, received_on: date, by: Actor, at: datetime) -> Interval:
    """End a suspension: the day the result was received is the last one not counted."""
    matter = lock(interval.matter_id)
    interval = Interval.objects.get(pk=interval.pk)
    if interval.ended_on is not None:
        raise AlreadyResumed(day=interval.ended_on)
    _check_day(received_on, first=interval.started_on, at=at)
    if received_on < interval.started_on:
        raise ImpossibleDay(day=received_on, first=interval.started_on, last=local_day(at))
    interval.ended_on = received_on
    interval.save(update_fields=["ended_on"])
    chosen = {row.clock_id for row in Applied.objects.filter(interval=interval)}
    clocks = [one for one in refresh(matter, at=at) if one.open and one.pk in chosen]
    reason = f"{interval.kind}结束"
    resettle(clocks, known(), cause="resumed", reason=reason, by=by, at=at, interval=interval)
    return interval
