"""Facts of appraisals and of files that were reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zhengwu.assessment.registry import Span, source
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact
from zhengwu.evaluation.enums import FileState, SurveyState
from zhengwu.evaluation.models import ReviewedFile, Survey
from zhengwu.expressions.rules import Kind
from zhengwu.kernel.time import local_day


@source(
    "evaluation.surveys",
    "评议结果",
    fields=(
        Field("kind", Kind.STRING, "评议种类 four_panel、towns、conduct"),
        Field("scope", Kind.STRING, "评议对象 resident、towns、departments"),
        Field("score", Kind.NUMBER, "得分（满分 100）"),
        Field("rank", Kind.NUMBER, "名次"),
        Field("value", Kind.NUMBER, "得分"),
    ),
)
def surveys(span: Span) -> Iterator[Fact]:
    """Units with a score in appraisals published in the days; one statement. Sums only: what
    anybody answered is nowhere kept."""
    rows = Survey.objects.filter(
        state=SurveyState.PUBLISHED, published_at__gte=span.start, published_at__lt=span.stop
    ).order_by("published_at", "pk")
    for row in rows:
        for one in row.result:
            if one["score"] is None:
                continue
            score = Decimal(str(one["score"]))
            yield Fact(
                ref=f"{row.number}/{one['organ']}",
                day=local_day(row.published_at or span.at),
                text=f"{row.name}：{one['score']} 分，第 {one['rank']} 名",
                link=f"/ratings/appraisals/{row.number}/",
                organ=one["organ"],
                values={
                    "kind": row.kind, "scope": row.scope, "score": score, "value": score,
                    "rank": one["rank"],
                },
            )  # fmt: skip


@source(
    "evaluation.files",
    "案卷评查",
    fields=(
        Field("faults", Kind.NUMBER, "发现问题的项数"),
        Field("score", Kind.NUMBER, "案卷得分（满分 100）"),
        Field("late", Kind.BOOLEAN, "逾期没有整改"),
        Field("closed", Kind.BOOLEAN, "已经办结"),
        Field("value", Kind.NUMBER, "案卷得分"),
    ),
)
def files(span: Span) -> Iterator[Fact]:
    """Files looked through in the days, good ones too; one statement."""
    rows = (
        ReviewedFile.objects.filter(reviewed_at__gte=span.start, reviewed_at__lt=span.stop)
        .select_related("case__matter")
        .order_by("reviewed_at", "pk")
    )
    today = local_day(span.at)
    for row in rows:
        late = row.late(today)
        told = f"，{len(row.faults)} 项有问题" if row.faults else ""
        yield Fact(
            ref=str(row.pk),
            day=local_day(row.reviewed_at or span.at),
            text=f"{row.case.matter.number} 案卷 {row.score} 分{told}"
            + ("，逾期没有整改" if late else ""),
            link=f"/desk/evaluation/files/{row.review_id}/{row.pk}/",
            organ=row.organ_code,
            staff=row.case.agent_id or row.case.undertaker_id,
            window=row.case.window_id,
            values={
                "faults": len(row.faults), "score": row.score, "value": row.score,
                "late": late, "closed": row.state == FileState.CLOSED,
            },
        )  # fmt: skip
