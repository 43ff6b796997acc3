"""Facts of the electronic supervision: cards, reminders, orders."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.expressions.rules import Kind
from zhengwu.kernel.time import local_day
from zhengwu.supervision.enums import CARDS, CardState, OrderState
from zhengwu.supervision.models import Card, Finding, Order

_JUDGED = (CardState.JUDGED, CardState.APPEALED, CardState.RECTIFIED, CardState.CLOSED)
_FINAL = (CardState.JUDGED, CardState.RECTIFIED, CardState.CLOSED)


@source(
    "supervision.cards",
    "黄牌、红牌和记分",
    fields=(
        Field("level", Kind.STRING, "现在的等级 score、yellow、red"),
        Field("dealt_level", Kind.STRING, "发牌时的等级"),
        Field("probe", Kind.STRING, "监察规则代码"),
        Field("points", Kind.NUMBER, "现在的分值（降级后的）"),
        Field("judged", Kind.BOOLEAN, "已经审议"),
        Field("final", Kind.BOOLEAN, "已经审议，也不在申诉中"),
        Field("cause", Kind.STRING, "原因归属 window、section、applicant、system"),
        Field("rectified", Kind.BOOLEAN, "已经整改验收"),
        Field("value", Kind.NUMBER, "现在的分值"),
    ),
)
def cards(span: Span) -> Iterator[Fact]:
    """Cards for what happened in the days; withdrawn ones are none. One statement."""
    rows = (
        Card.objects.filter(
            finding__occurred_at__gte=span.start, finding__occurred_at__lt=span.stop
        )
        .exclude(state=CardState.WITHDRAWN)
        .select_related("matter", "finding__version", "finding__watched__case")
        .order_by("finding__occurred_at", "pk")
    )
    for card in rows:
        watched = card.finding.watched
        case = getattr(watched, "case", None) if watched else None
        yield Fact(
            ref=card.matter.number,
            day=local_day(card.finding.occurred_at),
            text=f"{card.level_name} {card.matter.number}：{card.finding.version.name}"
            + (f"（{watched.number}）" if watched else "")
            + _stand(card),
            link=f"/desk/supervision/cards/{card.matter.number}/",
            organ=card.organ_code,
            staff=card.staff_id,
            window=(case.window_id if case else "") or card.window,
            values={
                "level": card.level, "dealt_level": card.dealt_level,
                "probe": card.finding.probe_code, "points": card.points, "value": card.points,
                "judged": card.state in _JUDGED, "final": card.state in _FINAL, "cause": card.cause,
                "rectified": card.state == CardState.CLOSED,
            },
        )  # fmt: skip


def _stand(card: Card) -> str:
    """Where the card stands, in words."""
    if card.state == CardState.APPEALED:
        return "，申诉中"
    return f"，{card.verdict_name}" if card.verdict else "，尚未审议"


@source(
    "supervision.reminders",
    "提示和预警",
    fields=(
        Field("level", Kind.STRING, "等级 notice、warning"),
        Field("probe", Kind.STRING, "监察规则代码"),
    ),
)
def reminders(span: Span) -> Iterator[Fact]:
    """Findings below a card; one statement."""
    rows = (
        Finding.objects.filter(occurred_at__gte=span.start, occurred_at__lt=span.stop)
        .exclude(level__in=CARDS)
        .select_related("version", "watched__case")
        .order_by("occurred_at", "pk")
    )
    for row in rows:
        case = getattr(row.watched, "case", None) if row.watched else None
        yield Fact(
            ref=str(row.pk),
            day=local_day(row.occurred_at),
            text=f"{row.level_name}：{row.version.name}"
            + (f"（{row.watched.number}）" if row.watched else ""),
            link=row.page,
            organ=row.organ_code,
            staff=row.staff_id,
            window=case.window_id if case else "",
            values={"level": row.level, "probe": row.probe_code},
        )


@source(
    "supervision.orders",
    "督办单和整改通知书",
    fields=(
        Field("kind", Kind.STRING, "文书 order、rectification"),
        Field("late", Kind.BOOLEAN, "逾期回复或者没有回复"),
        Field("escalated", Kind.BOOLEAN, "升级为整改通知书"),
    ),
)
def orders(span: Span) -> Iterator[Fact]:
    """Orders whose answer was due in the days; one statement."""
    rows = (
        Order.objects.filter(due_on__gte=span.first, due_on__lte=span.last)
        .select_related("matter")
        .order_by("due_on", "pk")
    )
    today = local_day(span.at)
    for row in rows:
        late = row.late or (row.answered_at is None and row.due_on < today)
        yield Fact(
            ref=row.matter.number,
            day=row.due_on,
            text=f"{row.kind_name} {row.matter.number}：{row.wanted}"
            + ("，逾期未回复" if late else ""),
            link=f"/desk/supervision/orders/{row.matter.number}/",
            organ=row.organ_code,
            values={
                "kind": row.kind, "late": late, "escalated": row.state == OrderState.ESCALATED,
            },
        )  # fmt: skip
