"""Facts that named persons entered with evidence; only confirmed ones count."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.enums import EntryState
from zhengwu.assessment.models import Entry
from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import ENTERED, Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.expressions.rules import Kind


@source(
    ENTERED,
    "人工登记（附证据，另一人确认）",
    fields=(
        Field("criterion", Kind.STRING, "计分项代码"),
        Field("value", Kind.NUMBER, "登记的分值"),
    ),
)
def entries(span: Span) -> Iterator[Fact]:
    """Confirmed entries of the days."""
    rows = Entry.objects.filter(
        state=EntryState.CONFIRMED, day__gte=span.first, day__lte=span.last
    ).order_by("day", "pk")
    for row in rows:
        yield Fact(
            ref=str(row.pk),
            day=row.day,
            text=f"{row.text}（{row.evidence}；{row.written_by}登记，{row.confirmed_by}确认）",
            link=f"/desk/assessment/entries/{row.pk}/",
            organ=row.subject,
            values={"criterion": f"{row.criterion}", "value": row.value, "scheme": row.scheme_id},
        )
