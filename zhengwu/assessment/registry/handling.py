"""Facts of cases and their clocks."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.cases.enums import CHANNEL_NAMES, Channel
from zhengwu.cases.models import Case
from zhengwu.clock.enums import Label, Outcome
from zhengwu.clock.models import Clock
from zhengwu.expressions.rules import Kind
from zhengwu.kernel.time import local_day

_WHO = ("organ_code", "window_id", "undertaker_id", "agent_id")


@source(
    "cases.completed",
    "办结的办件",
    fields=(
        Field("channel", Kind.STRING, "申请渠道"),
        Field("immediate", Kind.BOOLEAN, "当场办结的事项"),
        Field("verdict", Kind.STRING, "决定的种类"),
    ),
)
def completed(span: Span) -> Iterator[Fact]:
    """Cases completed in the days; one statement."""
    rows = (
        Case.objects.filter(completed_at__gte=span.start, completed_at__lt=span.stop)
        .order_by("completed_at", "pk")
        .values_list(
            "matter__number", "completed_at", *_WHO, "channel", "immediate", "verdict", "item_code"
        )
    )
    for number, done_at, organ, window, staff, agent, channel, immediate, verdict, _ in rows:
        yield Fact(
            ref=number,
            day=local_day(done_at),
            text=f"{number}，{CHANNEL_NAMES.get(Channel(channel), channel)}办件办结",
            link=f"/desk/cases/{number}/",
            organ=organ,
            staff=agent or staff,
            window=window,
            values={"channel": channel, "immediate": immediate, "verdict": verdict},
        )


@source(
    "cases.promised",
    "有承诺时限的办件",
    fields=(
        Field("early", Kind.BOOLEAN, "比承诺提前办结"),
        Field("late", Kind.BOOLEAN, "超过承诺办结"),
        Field("days_early", Kind.NUMBER, "提前的日历天数"),
        Field("value", Kind.NUMBER, "提前的日历天数"),
    ),
)
def promised(span: Span) -> Iterator[Fact]:
    """Promised limits that ended in the days by an answer; one statement."""
    rows = (
        Clock.objects.filter(
            label=Label.PROMISED, state=Outcome.MET, stopped_on__gte=span.first,
            stopped_on__lte=span.last, matter__case__isnull=False,
        )
        .order_by("stopped_on", "pk")
        .values_list(
            "pk", "matter__number", "due_on", "stopped_on", "in_time",
            *(f"matter__case__{name}" for name in _WHO),
        )
    )  # fmt: skip
    for pk, number, due_on, stopped_on, in_time, organ, window, staff, agent in rows:
        days = (due_on - stopped_on).days
        told = f"提前 {days} 天" if days > 0 else ("超期" if in_time is False else "按期")
        yield Fact(
            ref=str(pk),
            day=stopped_on,
            text=f"{number}，承诺 {due_on:%m月%d日}，{told}答复",
            link=f"/desk/cases/{number}/",
            organ=organ,
            staff=agent or staff,
            window=window,
            values={
                "early": days > 0, "late": in_time is False,
                "days_early": max(0, days), "value": max(0, days),
            },
        )  # fmt: skip
