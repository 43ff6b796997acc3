"""Facts of the work at the windows: patrols, examinations, checks of intranet operation."""

from __future__ import annotations

from collections.abc import Iterator

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.expressions.rules import Kind
from zhengwu.kernel.time import local_day
from zhengwu.personnel import queries
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.models import ExamRow
from zhengwu.personnel.registry import checklists, item_name

_HUNDRED = 100


@source(
    "personnel.patrols",
    "巡查发现",
    discreet=True,
    fields=(
        Field("group", Kind.STRING, "清单类别代码 five_sames、protocol、discipline …"),
        Field("item", Kind.STRING, "清单条目代码"),
        Field("settled", Kind.BOOLEAN, "复查认定属实、已经办结"),
        Field("late", Kind.BOOLEAN, "逾期没有整改"),
    ),
)
def patrols(span: Span) -> Iterator[Fact]:
    """Findings of tours in the days that did not fall away; one statement."""
    names = {code: row["name"] for code, row in checklists().items()}
    today = local_day(span.at)
    for row in queries.patrol_findings(span.first, span.last):
        who = row.staff.name if row.staff else (row.window.name if row.window else "")
        yield Fact(
            ref=str(row.pk),
            day=row.on,
            text=f"{who}：{names.get(row.group, row.group)}，{item_name(row.group, row.item)}",
            link=f"/desk/patrols/findings/{row.pk}/",
            organ=row.organ_id or "",
            staff=str(row.staff_id or ""),
            window=str(row.window_id or ""),
            values={
                "group": row.group, "item": row.item, "late": row.overdue(today),
                "settled": row.follow == FollowState.CLOSED and row.upheld is True,
            },
        )  # fmt: skip


@source(
    "personnel.exams",
    "业务考试",
    discreet=True,
    fields=(
        Field("passed", Kind.BOOLEAN, "合格"),
        Field("share", Kind.NUMBER, "得分占满分的百分数"),
        Field("value", Kind.NUMBER, "得分占满分的百分数"),
    ),
)
def exams(span: Span) -> Iterator[Fact]:
    """Everybody's marks at the examinations held in the days; one statement."""
    rows = (
        ExamRow.objects.filter(exam__held_on__gte=span.first, exam__held_on__lte=span.last)
        .select_related("exam", "staff")
        .order_by("exam__held_on", "pk")
    )
    for row in rows:
        share = row.marks * _HUNDRED / row.exam.full
        passed = row.marks >= row.exam.least
        yield Fact(
            ref=str(row.pk),
            day=row.exam.held_on,
            text=f"{row.staff.name}：{row.exam.title} {row.marks} 分"
            + ("" if passed else f"，不合格（合格 {row.exam.least} 分）"),
            link="/desk/training/",
            organ=row.staff.organ_id,
            staff=str(row.staff_id),
            values={"passed": passed, "share": share, "value": share},
        )


@source(
    "personnel.intranet",
    "网上办公运行检查",
    fields=(
        Field("sort", Kind.STRING, "检查方式 定期检查、不定期抽查"),
        Field("found", Kind.BOOLEAN, "发现了问题"),
        Field("late", Kind.BOOLEAN, "没有及时处理"),
        Field("closed", Kind.BOOLEAN, "已经处理并复查"),
    ),
)
def intranet(span: Span) -> Iterator[Fact]:
    """Checks of the days, with what became of what they found; one statement."""
    today = local_day(span.at)
    for row in queries.register_rows("intranet_check", span.first, span.last):
        content = row.content
        found = bool(content.get("found"))
        ended = local_day(row.answered_at) if row.answered_at else today
        late = found and row.due_on is not None and row.due_on < ended
        told = f"，发现：{content['found']}" if found else "，没有发现问题"
        yield Fact(
            ref=str(row.pk),
            day=row.on,
            text=f"{content['sort']}{told}" + ("，没有及时处理" if late else ""),
            link=f"/desk/registers/rows/{row.pk}/",
            organ=row.organ_id or (row.staff.organ_id if row.staff else ""),
            staff=str(row.staff_id or ""),
            values={
                "sort": content["sort"], "found": found, "late": late,
                "closed": row.follow == FollowState.CLOSED,
            },
        )  # fmt: skip
