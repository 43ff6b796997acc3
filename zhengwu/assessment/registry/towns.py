"""Facts of towns and villages."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.expressions.rules import Kind
from zhengwu.kernel.time import local_day
from zhengwu.township.enums import OccasionKind
from zhengwu.township.models import Inspection, Occasion, RegisterRow, TownReport


@source(
    "township.reports",
    "乡镇月报季报",
    fields=(
        Field("kind", Kind.STRING, "月报 month、季报 quarter"),
        Field("late", Kind.BOOLEAN, "迟报"),
        Field("missing", Kind.BOOLEAN, "到期没有报送"),
    ),
)
def reports(span: Span) -> Iterator[Fact]:
    """Reports that were due in the days; one statement."""
    today = local_day(span.at)
    rows = (
        TownReport.objects.filter(due_on__gte=span.first, due_on__lte=span.last)
        .select_related("town")
        .order_by("due_on", "pk")
    )
    for row in rows:
        missing = row.handed_in_at is None and row.due_on < today
        told = "没有报送" if missing else ("迟报" if row.late else "按时报送")
        yield Fact(
            ref=str(row.pk),
            day=row.due_on,
            text=f"{row.town.short_name}{row.first_day:%Y年%m月}{row.kind_name}，{told}",
            link="/desk/town/reports/",
            organ=row.town_id,
            values={"kind": row.kind, "late": row.late, "missing": missing},
        )


@source(
    "township.inspections",
    "便民服务中心（站）建设验收",
    fields=(
        Field("passed", Kind.BOOLEAN, "验收合格"),
        Field("overdue", Kind.BOOLEAN, "到期没有整改"),
    ),
)
def inspections(span: Span) -> Iterator[Fact]:
    """Places inspected in the days; one statement."""
    rows = (
        Inspection.objects.filter(inspected_at__gte=span.start, inspected_at__lt=span.stop)
        .select_related("organ", "village")
        .order_by("inspected_at", "pk")
    )
    today = local_day(span.at)
    for row in rows:
        place = row.village.name if row.village else row.organ.short_name
        overdue = row.rectify_by is not None and row.rectify_by < today
        yield Fact(
            ref=str(row.pk),
            day=local_day(row.inspected_at),
            text=f"{place}验收{'合格' if row.passed else '不合格'}",
            link="/desk/town/places/",
            organ=row.organ_id,
            village=str(row.village_id or ""),
            values={"passed": row.passed, "overdue": overdue},
        )


@source(
    "township.agents",
    "代办员考核",
    fields=(Field("grade", Kind.STRING, "考核等次代码"),),
)
def agents(span: Span) -> Iterator[Fact]:
    """Assessments of agents written down by their towns in the days; one statement."""
    rows = (
        Occasion.objects.filter(
            kind=OccasionKind.ASSESSMENT, held_on__gte=span.first, held_on__lte=span.last
        )
        .exclude(agent=None)
        .order_by("held_on", "pk")
    )
    for row in rows:
        yield Fact(
            ref=str(row.pk),
            day=row.held_on,
            text=f"乡镇考核：{row.grade_name or '未定等次'}",
            link="/desk/town/occasions/",
            organ=row.organ_id,
            staff=str(row.agent_id),
            values={"grade": row.grade},
        )


@source(
    "township.registers",
    "四登记",
    fields=(
        Field("register", Kind.STRING, "登记簿代码"),
        Field("closed", Kind.BOOLEAN, "已经办完并告知"),
    ),
)
def registers(span: Span) -> Iterator[Fact]:
    """Lines written in the days; one statement."""
    rows = (
        RegisterRow.objects.filter(written_at__gte=span.start, written_at__lt=span.stop)
        .order_by("written_at", "pk")
        .values_list("pk", "register", "town_id", "village_id", "text", "written_at", "closed_at")
    )
    for pk, register, town, village, text, written_at, closed_at in rows:
        yield Fact(
            ref=str(pk),
            day=local_day(written_at),
            text=text[:60],
            link="/desk/town/",
            organ=town,
            village=str(village or ""),
            values={"register": register, "closed": closed_at is not None},
        )
