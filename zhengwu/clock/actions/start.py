"""Start clocks on a matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhengwu.clock.actions.derive import about, settle
from zhengwu.clock.enums import Label, Unit
from zhengwu.clock.events import ClockStarted
from zhengwu.clock.models import Clock, Rule
from zhengwu.clock.queries.known import Known, known
from zhengwu.journal.actions import Record, action, record_many, remembered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.matters.models import Matter


class BasisMissing(Refusal):
    """时限与“{rule}”规定的{amount}不同，必须写明所依据的法律、法规条款。"""


class PromiseTooLong(Refusal):
    """承诺时限{promised}不能长于法定时限{amount}。"""


class UnitNotKnown(Refusal):
    """“{unit}”不是时限的计算单位，或者期限数不是正整数。"""

    status = 422
    recorded = False


@dataclass(frozen=True, slots=True)
class Start:
    """What one clock is to be: see `start`."""

    rule_code: str
    label: str
    on: date
    amount: int | None = None
    unit: str | None = None
    basis: str = ""
    subject: str = ""
    starts_at: datetime | None = None
    also_suspended_by: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@action
def start(
    matter: Matter,
    rule_code: str,
    *,
    label: str,
    on: date,
    amount: int | None = None,
    unit: str | None = None,
    basis: str = "",
    subject: str = "",
    starts_at: datetime | None = None,
    also_suspended_by: Sequence[Mapping[str, str]] = (),
    by: Actor,
    at: datetime,
) -> Clock:
    """Start one clock; `matter` is locked by the caller (or was made by it).

    `on` is the day of the event (not counted), which may lie in the past (deemed acceptance) and
    for a backward clock is the event ahead. `amount` and `unit` replace the rule's; a statutory
    one then needs its `basis`. `also_suspended_by` holds {"kind", "basis"} of the item's own
    statute. `starts_at` matters for hours and seconds only. Two statements beside the journal's.
    """
    what = Start(
        rule_code, label, on, amount, unit, basis, subject, starts_at, tuple(also_suspended_by)
    )
    return start_many(matter, [what], by=by, at=at)[0]


@action
def start_many(matter: Matter, what: Sequence[Start], *, by: Actor, at: datetime) -> list[Clock]:
    """Start several clocks at once, in as many statements as one."""
    now_known = remembered("clock.known", known)
    clocks = [_prepared(matter, one, now_known, at) for one in what]
    Clock.objects.bulk_create(clocks)
    record_many([Record(matter, _started(clock)) for clock in clocks], by=by, at=at)
    return clocks


def _prepared(matter: Matter, what: Start, now_known: Known, at: datetime) -> Clock:
    rule = now_known.rule(what.rule_code, what.on)
    amount, unit = _checked(rule, what)
    hours = unit in (Unit.HOUR, Unit.SECOND)
    clock = Clock(
        matter=matter,
        rule=rule,
        rule_code=rule.code,
        label=what.label,
        subject=what.subject,
        basis=what.basis,
        region_code=matter.region_code,
        started_on=what.on,
        starts_at=(what.starts_at or at) if hours else None,
        amount=amount,
        unit=unit,
        month_day=rule.month_day if unit == Unit.FIXED_DATE else "",
        direction=rule.direction,
        roll=rule.roll,
        minimum=rule.minimum,
        next_day=rule.next_day,
        also_suspended_by=[dict(one) for one in what.also_suspended_by],
        consequence=rule.consequence,
        on_expiry=rule.on_expiry,
    )
    settle(clock, (), now_known, at)
    return clock


def _checked(rule: Rule, what: Start) -> tuple[int, Unit]:
    if what.unit is not None and what.unit not in list(Unit):
        raise UnitNotKnown(unit=what.unit)
    unit = Unit(what.unit or rule.unit)
    amount = rule.amount if what.amount is None else what.amount
    if amount < 0 or (amount == 0 and unit not in (Unit.IMMEDIATE, Unit.FIXED_DATE)):
        raise UnitNotKnown(unit=unit)
    differs = (amount, unit) != (rule.amount, Unit(rule.unit))
    shown = f"{rule.amount}（{rule.unit}）"
    if differs and what.label == Label.STATUTORY and not what.basis.strip():
        raise BasisMissing(rule=rule.name_zh, amount=shown, law=rule.source)
    comparable = not rule.follows and unit == rule.unit and what.label == Label.PROMISED
    if comparable and amount > rule.amount:
        raise PromiseTooLong(promised=amount, amount=shown, law=rule.source)
    return amount, unit


def _started(clock: Clock) -> ClockStarted:
    return ClockStarted(
        **about(clock),
        rule_version=clock.rule.version,
        started_on=clock.started_on.isoformat(),
        amount=clock.amount,
        unit=clock.unit,
        due_on=clock.due_on.isoformat(),
        due_at=clock.due_at.isoformat(),
        provisional=clock.provisional,
        basis=clock.basis or clock.rule.source,
    )
