"""Facts of the service itself: ratings, complaints, accountability, attendance, waiting."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.complaints.enums import FINDING_NAMES as FOUND
from zhengwu.complaints.enums import STANDING
from zhengwu.complaints.enums import Finding as Found
from zhengwu.complaints.models import Accountability, Complaint
from zhengwu.evaluation.enums import FINDING_NAMES, LEVEL_NAMES, NEGATIVE, Finding, Level, Standing
from zhengwu.evaluation.models import Rating
from zhengwu.expressions.rules import Kind
from zhengwu.hall.models import Ticket
from zhengwu.kernel.time import local_day
from zhengwu.personnel.enums import DAY_NAMES, FAULTS, DayState
from zhengwu.personnel.models import AttendanceDay

_MINUTE = 60


@source(
    "evaluation.ratings",
    "好差评",
    discreet=True,
    fields=(
        Field("level", Kind.NUMBER, "等级 1 非常满意 … 5 非常不满意"),
        Field("negative", Kind.BOOLEAN, "差评"),
        Field("proven", Kind.BOOLEAN, "差评经核实属实"),
        Field("disproven", Kind.BOOLEAN, "差评经核实为误评或者恶意"),
        Field("late", Kind.BOOLEAN, "差评处理超期"),
        Field("rectified", Kind.BOOLEAN, "差评已经整改并复核"),
        Field("channel", Kind.STRING, "评价渠道"),
        Field("value", Kind.NUMBER, "等级"),
    ),
)
def ratings(span: Span) -> Iterator[Fact]:
    """Ratings given in the days that are final and counted; who gave one is not told. One
    statement."""
    rows = (
        Rating.objects.filter(
            given_at__gte=span.start, given_at__lt=span.stop, final_at__lte=span.at,
            standing=Standing.COUNTED,
        )
        .select_related("followup__matter")
        .order_by("given_at", "pk")
    )  # fmt: skip
    for row in rows:
        followup = getattr(row, "followup", None)
        finding = followup.finding if followup else ""
        told = LEVEL_NAMES[Level(row.level)]
        if finding:
            told += f"，核实为{FINDING_NAMES[Finding(finding)]}"
        yield Fact(
            ref=str(row.pk),
            day=local_day(row.given_at),
            text=f"评价：{told}",
            link=f"/desk/evaluation/followups/{followup.matter.number}/" if followup else "",
            organ=row.organ_code,
            staff=row.staff_id,
            window=row.window_id,
            values={
                "level": row.level,
                "value": row.level,
                "negative": row.level in NEGATIVE,
                "proven": finding == Finding.TRUE,
                "disproven": bool(finding) and finding != Finding.TRUE,
                "late": bool(followup and followup.late),
                "rectified": bool(followup and followup.reviewed_at),
                "channel": row.channel,
            },
        )


@source(
    "complaints.complaints",
    "效能投诉",
    fields=(
        Field("finding", Kind.STRING, "结论 upheld、partly、not_upheld、unproven、answered"),
        Field("upheld", Kind.BOOLEAN, "属实或者部分属实"),
        Field("fault", Kind.STRING, "问题种类代码"),
        Field("kind", Kind.STRING, "投诉种类代码"),
        Field("satisfaction", Kind.STRING, "投诉人对答复的评价"),
    ),
)
def complaints(span: Span) -> Iterator[Fact]:
    """Complaints decided in the days; who complained stays sealed. One statement."""
    rows = (
        Complaint.objects.filter(decided_at__gte=span.start, decided_at__lt=span.stop)
        .exclude(finding="")
        .select_related("matter")
        .order_by("decided_at", "pk")
    )
    for row in rows:
        yield Fact(
            ref=row.matter.number,
            day=local_day(row.decided_at or span.at),
            text=f"投诉 {row.matter.number}：{FOUND[Found(row.finding)]}",
            link=f"/desk/complaints/{row.matter.number}/",
            organ=row.about_organ,
            staff=row.staff_id,
            values={
                "finding": row.finding,
                "upheld": row.finding in (Found.UPHELD, Found.PARTLY),
                "fault": row.fault,
                "kind": row.kind,
                "satisfaction": row.satisfaction,
            },
        )


@source(
    "complaints.accountability",
    "责任追究",
    fields=(
        Field("measure", Kind.STRING, "追究方式代码"),
        Field("cause", Kind.STRING, "起因 complaint、patrol、card"),
    ),
)
def accountability(span: Span) -> Iterator[Fact]:
    """Accountability decided in the days and not revoked; one statement."""
    rows = (
        Accountability.objects.filter(
            decided_at__gte=span.start, decided_at__lt=span.stop, state__in=STANDING
        )
        .select_related("matter")
        .order_by("decided_at", "pk")
    )
    for row in rows:
        yield Fact(
            ref=row.matter.number,
            day=local_day(row.decided_at or span.at),
            text=f"责任追究 {row.matter.number}（起因 {row.reference}）",
            organ=row.organ_code,
            staff=row.staff_id,
            values={"measure": row.measure, "cause": row.cause},
        )


@source(
    "personnel.days",
    "考勤",
    discreet=True,
    fields=(
        Field("state", Kind.STRING, "出勤情况 present、late、early、absent、leave …"),
        Field("faulty", Kind.BOOLEAN, "迟到、早退或者缺勤"),
        Field("late_minutes", Kind.NUMBER, "迟到分钟"),
        Field("value", Kind.NUMBER, "迟到和早退分钟"),
    ),
)
def days(span: Span) -> Iterator[Fact]:
    """Judged days of people; one statement."""
    rows = (
        AttendanceDay.objects.filter(day__gte=span.first, day__lte=span.last)
        .order_by("day", "pk")
        .values_list(
            "pk", "day", "staff_id", "staff__name", "organ_id", "state", "late_minutes",
            "early_minutes",
        )
    )  # fmt: skip
    for pk, day, staff, name, organ, state, late, early in rows:
        yield Fact(
            ref=str(pk),
            day=day,
            text=f"{name}：{DAY_NAMES[DayState(state)]}"
            + (f" {late + early} 分钟" if late + early else ""),
            link=f"/desk/attendance/days/{pk}/",
            organ=organ,
            staff=str(staff),
            values={
                "state": state, "faulty": state in FAULTS, "late_minutes": late,
                "value": late + early,
            },
        )  # fmt: skip


@source(
    "hall.tickets",
    "排队叫号",
    fields=(
        Field("state", Kind.STRING, "served、missed、expired、cancelled …"),
        Field("waited", Kind.NUMBER, "从取号到第一次叫号的分钟"),
        Field("value", Kind.NUMBER, "从取号到第一次叫号的分钟"),
    ),
)
def tickets(span: Span) -> Iterator[Fact]:
    """Tickets of the days; one statement."""
    rows = (
        Ticket.objects.filter(day__gte=span.first, day__lte=span.last)
        .exclude(seat=None)
        .order_by("day", "pk")
        .values_list(
            "pk", "day", "code", "state", "organ_code", "seat__window_id", "issued_at", "called_at"
        )
    )
    for pk, day, code, state, organ, window, issued_at, called_at in rows:
        waited = int((called_at - issued_at).total_seconds() // _MINUTE) if called_at else None
        yield Fact(
            ref=str(pk),
            day=day,
            text=f"{code} 号" + (f"，等候 {waited} 分钟" if waited is not None else ""),
            organ=organ,
            window=str(window or ""),
            values={"state": state, "waited": waited, "value": waited},
        )
