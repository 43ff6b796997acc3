"""Figures and words of the assessment's papers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from zhengwu.assessment.enums import BulletinKind, PeriodKind, SelectionState
from zhengwu.assessment.models import Line, Period, Score, Selection
from zhengwu.assessment.queries.boards import scores_in_order
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import periods

_CENT = Decimal("0.01")


def paper_figures(period: Period, kind: BulletinKind) -> dict[str, Any]:
    """The ranking and what lies behind it; of a criticism only the laggards."""
    scores = list(scores_in_order(period))
    ranked = [row for row in scores if row.present_rank is not None]
    laggards = [row for row in ranked if row.veto or row.present_grade == _worst(period)]
    totals = [row.present_total for row in ranked]
    lines = Counter[str]()
    for name, number in Line.objects.filter(score__period=period, points__lt=0).values_list(
        "name", "number"
    ):
        lines[name] += number
    shown = laggards if kind is BulletinKind.CRITICISM else scores
    return {
        "subjects": len(scores),
        "ranked": len(ranked),
        "mean": _average(totals) or "0",
        "before": _mean_before(period),
        "best": [row.name for row in ranked if row.present_rank == 1 and not row.veto],
        "laggards": [row.name for row in laggards],
        "deductions": lines.most_common(5),
        "ranking": [_row(row, period) for row in shown],
        "commended": _commended(period) if kind is BulletinKind.RESULT else [],
    }


def _commended(period: Period) -> list[str]:
    """Whom the government commended for this period, of every scheme: 荣誉：单位、个人."""
    rows = Selection.objects.filter(
        state=SelectionState.APPROVED, period__kind=period.kind,
        period__first_day=period.first_day,
    ).order_by("period__scheme__position", "code")  # fmt: skip
    found = []
    for row in rows.prefetch_related("candidates__score"):
        chosen = [one for one in row.candidates.all() if one.chosen]
        chosen.sort(key=lambda one: (-(one.total or 0), one.position))
        if chosen:
            found.append(f"{row.honour}：{'、'.join(one.score.name for one in chosen)}")
    return found


def _row(row: Score, period: Period) -> dict[str, str]:
    note = row.veto or row.unranked
    bonus = period.version.model.bonus_of(row.present_grade, vetoed=bool(row.veto))
    if period.kind == PeriodKind.YEAR and bonus is not None and not row.unranked:
        note = "；".join(one for one in (note, f"目标奖系数 {bonus}") if one)
    if row.corrected:
        note = f"{note}；" if note else ""
        note += f"更正前 {row.total} 分"
    return {
        "rank": str(row.present_rank) if row.present_rank else "不排名",
        "name": row.name,
        "organ": row.organ_code,
        "total": f"{row.present_total:.2f}",
        "grade": row.present_grade or "—",
        "note": note or "—",
        "klass": row.klass_name,
    }


def _worst(period: Period) -> str:
    grades = period.version.model.grades
    return grades[-1].name if grades else ""


def _mean_before(period: Period) -> str:
    """The mean of the period before it; empty where that is not published."""
    kind = PeriodKind(period.kind)
    day = periods.first_of(kind, period.first_day - timedelta(days=1))
    rows = Score.objects.filter(
        period__scheme=period.scheme_id, period__kind=kind, period__first_day=day,
        period__state__in=["published", "frozen"], present_rank__isnull=False,
    ).values_list("present_total", flat=True)  # fmt: skip
    return _average(list(rows))


def _average(totals: list[Decimal]) -> str:
    if not totals:
        return ""
    return f"{(sum(totals, Decimal(0)) / len(totals)).quantize(_CENT)}"


def paper_text(period: Period, kind: BulletinKind, figures: dict[str, Any], at: datetime) -> str:
    """The words of a draft: the sentences in force on the day, filled with the figures."""
    facts = {
        "period": period.words,
        "scheme": period.scheme.name,
        **figures,
        "best": "、".join(figures["best"]) or "（无）",
        "laggards": "、".join(figures["laggards"]) or "（无）",
        "commended": "；".join(figures["commended"]),
        "deductions": "；".join(f"{name} {count} 次" for name, count in figures["deductions"]),
    }
    wanted = ["opening", "best"]
    if figures["before"]:
        wanted.append("before")
    wanted.append("deductions" if figures["deductions"] else "none")
    if figures["laggards"]:
        wanted.append("laggards")
    if figures["commended"]:
        wanted.append("commended")
    wanted = ["criticism"] if kind is BulletinKind.CRITICISM else [*wanted, kind.value]
    return "\n".join(choices.sentence(name, at).format_map(facts) for name in wanted)
