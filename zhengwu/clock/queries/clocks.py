"""Reading clocks: what runs on a matter, and why it ends when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from zhengwu.clock.enums import (
    LABEL_ZH,
    OPEN_STATES,
    STAGE_ZH,
    ClockState,
    IntervalKind,
    Label,
    Outcome,
    Stage,
    Unit,
)
from zhengwu.clock.models import Clock, Interval
from zhengwu.clock.queries.known import Known, known
from zhengwu.clock.queries.ledgers import ledger_of
from zhengwu.clock.rules import Explanation, Ledger, explain, overdue_days
from zhengwu.clock.rules.stages import stage_at
from zhengwu.kernel.time import format_day, local_day

_HUNDRED = 100
_TONES = {
    Stage.GREEN: "ok",
    Stage.WAITING: "ok",
    Stage.REACHED: "ok",
    Stage.WARNING: "warn",
    Stage.DUE_TODAY: "warn",
    Stage.OVERDUE: "bad",
    Stage.PAUSED: "idle",
    Stage.PAUSE_OVERRUN: "warn",
}


def running(matter_id: UUID | str) -> QuerySet[Clock]:
    """Open clocks of a matter, the one due first in front."""
    return of_matter(matter_id).filter(state__in=OPEN_STATES).order_by("due_at", "pk")


def of_matter(matter_id: UUID | str) -> QuerySet[Clock]:
    """All clocks of a matter in the order in which they started, with their rules."""
    return Clock.objects.filter(matter_id=matter_id).select_related("rule").order_by("pk")


def open_suspensions(matter_id: UUID | str) -> QuerySet[Interval]:
    """Suspensions of a matter that have not ended."""
    return Interval.objects.filter(
        matter_id=matter_id, what=IntervalKind.SUSPENSION, ended_on__isnull=True
    ).order_by("started_on", "pk")


def ledger(clock: Clock) -> Ledger:
    """The ledger of a stored clock with its intervals: one query."""
    return ledger_of(clock, clock.intervals.all())


def explanation(clock: Clock) -> Explanation:
    """Day by day why the clock ends when it ends. Two queries."""
    return explain(ledger(clock), known().calendar(clock.region_code))


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar of a clock shows. `tone`: ok, warn, bad, idle, done. `percent` 0 to 100."""

    clock: Clock
    label: str
    tone: str
    stage: str
    text: str
    percent: int
    left: int
    overdue: int


def bar(clock: Clock, at: datetime) -> Bar:
    """How far a clock has run at `at`: one query."""
    return bars([clock], at)[0]


def bars(clocks: Sequence[Clock], at: datetime) -> list[Bar]:
    """Bars of many clocks, in one query for all."""
    if not clocks:
        return []
    now_known = known()
    return [_bar(clock, at, now_known) for clock in clocks]


def _bar(clock: Clock, at: datetime, now_known: Known) -> Bar:
    calendar, today = now_known.calendar(clock.region_code), local_day(at)
    left = max(0, (clock.due_on - today).days)
    if clock.unit == Unit.WORKING_DAY:
        left = calendar.working_between(today, clock.due_on)
    over = overdue_days(calendar, clock.due_on, today, Unit(clock.unit))
    stage = stage_at(clock.timeline, at) if clock.open else Stage(clock.stage)
    known_label = clock.label in list(Label)
    return Bar(
        clock=clock,
        label=LABEL_ZH[Label(clock.label)] if known_label else _name(clock, now_known),
        tone=_TONES[stage] if clock.open else "done",
        stage=STAGE_ZH[stage] if clock.open else _closed(clock),
        text=_text(clock, stage, left, over),
        percent=_percent(clock, at),
        left=left,
        overdue=over,
    )


def _name(clock: Clock, now_known: Known) -> str:
    rule = now_known.by_id.get(clock.rule_id)
    return rule.name_zh if rule else clock.label


def _closed(clock: Clock) -> str:
    if clock.state == ClockState.EXPIRED:
        return "期满"
    if clock.state == Outcome.CANCELLED:
        return "已终止"
    return "按期完成" if clock.in_time else "逾期完成"


def _text(clock: Clock, stage: Stage, left: int, over: int) -> str:
    days = "个工作日" if clock.unit == Unit.WORKING_DAY else "天"
    until = f"{format_day(clock.due_on)}{'（暂定）' if clock.provisional else ''}"
    if not clock.open:
        return f"{_closed(clock)}（期限{until}）"
    match stage:
        case Stage.OVERDUE:
            return f"已超期{over}{days}（期限{until}）"
        case Stage.DUE_TODAY:
            return f"今天到期（{until}）"
        case Stage.PAUSED | Stage.PAUSE_OVERRUN:
            return f"{STAGE_ZH[stage]}，暂定{format_day(clock.due_on)}届满"
        case Stage.REACHED:
            return f"已满法定最短期限（{until}）"
        case _:
            return f"还有{left}{days}，{until}届满"


def _percent(clock: Clock, at: datetime) -> int:
    start, today = clock.started_on, local_day(at)
    whole = abs((clock.due_on - start).days) or 1
    gone = (today - start).days if clock.due_on >= start else whole - (clock.due_on - today).days
    return max(0, min(_HUNDRED, gone * _HUNDRED // whole))
