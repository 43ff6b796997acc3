"""Extend a clock: before it is due, as often and as far as the rule allows."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.clock.actions.derive import resettle
from zhengwu.clock.actions.refresh import refresh
from zhengwu.clock.actions.stop import ClockOver
from zhengwu.clock.enums import IntervalKind
from zhengwu.clock.models import Applied, Clock, Interval, Rule
from zhengwu.clock.queries.known import known
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import lock


class NotExtendable(Refusal):
    """“{rule}”没有规定可以延长。"""


class ExtendedBefore(Refusal):
    """期限最多延长{times}次，已经延长过。"""


class ExtensionTooLong(Refusal):
    """延长不能超过{most}，申请延长的是{amount}。"""


class ExtensionTooLate(Refusal):
    """期限已于{due_on}届满，届满以后不能延长。"""


class ExtensionIncomplete(Refusal):
    """延长期限必须由{approver}批准，写明理由，并将延长的理由告知申请人（告知书须有编号）。"""

    status = 422


@action
def extend(
    clock: Clock,
    *,
    amount: int,
    reason: str,
    approver: str,
    notice_no: str,
    served_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Clock:
    """Give a clock more time, in the unit its rule names; the clock with its new due day.

    It was told in time if its notice was served on the last day or before, whenever that service
    is entered; without `served_on` the day of the act counts.

    `approver` is the name of the person whose role the rule names (本行政机关负责人 …); that this
    person holds that role is checked by the domain that asks. Raises NotExtendable,
    ExtensionIncomplete, ExtensionTooLate, ExtendedBefore, ExtensionTooLong, ClockOver.
    """
    matter = lock(clock.matter_id)
    fresh = next((one for one in refresh(matter, at=at) if one.pk == clock.pk), None)
    if fresh is None or not fresh.open:
        raise ClockOver
    now_known = known()
    rule = now_known.by_id[fresh.rule_id]
    _check(fresh, rule, amount, served_on or local_day(at))
    if not (reason.strip() and approver.strip() and notice_no.strip()):
        raise ExtensionIncomplete(approver=rule.extend_approver, law=rule.source)
    interval = Interval.objects.create(
        matter=matter,
        what=IntervalKind.EXTENSION,
        reason=reason,
        basis=rule.source,
        notice_no=notice_no.strip(),
        served_on=served_on or local_day(at),
        started_on=local_day(at),
        amount=amount,
        unit=rule.extend_unit,
        approver=approver,
        approver_role=rule.extend_approver,
        entered_at=at,
    )
    Applied.objects.create(clock=fresh, interval=interval)
    resettle([fresh], now_known, cause="extended", reason=reason, by=by, at=at, interval=interval)
    return fresh


def check_extension(clock: Clock, *, amount: int, at: datetime) -> None:
    """Whether a clock may be given so much more time today: asked before a notice is written."""
    _check(clock, known().by_id[clock.rule_id], amount, local_day(at))


def _check(clock: Clock, rule: Rule, amount: int, day: date) -> None:
    if not rule.extend_amount:
        raise NotExtendable(rule=rule.name_zh, law=rule.source)
    if day > clock.due_on:
        raise ExtensionTooLate(due_on=clock.due_on, law=rule.source)
    times = clock.intervals.filter(what=IntervalKind.EXTENSION).count()
    if times >= rule.extend_times:
        raise ExtendedBefore(times=rule.extend_times, law=rule.source)
    if not 0 < amount <= rule.extend_amount:
        raise ExtensionTooLong(most=rule.extend_amount, amount=amount, law=rule.source)
