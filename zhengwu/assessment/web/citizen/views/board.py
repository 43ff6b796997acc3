"""What the public sees: published rankings of units (never of persons), stars, and the rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zhengwu.assessment import queries
from zhengwu.assessment.actions.periods import OBJECTION
from zhengwu.assessment.enums import SelectionState
from zhengwu.assessment.models import Selection
from zhengwu.kernel.time import now
from zhengwu.web.access import access, anyone


@access(anyone)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Published periods, and who was commended."""
    honours = (
        Selection.objects.filter(state=SelectionState.APPROVED, period__scheme__public=True)
        .select_related("period__scheme")
        .prefetch_related("candidates__score")
    )
    context = {
        "rows": queries.latest_on_board(now()),
        "honours": [
            (one, [row.score.name for row in one.candidates.all() if row.chosen])
            for one in honours[:12]
        ],
    }
    return render(request, "assessment/citizen/board.html", context)


@access(anyone)
@require_safe
def period(request: HttpRequest, number: str) -> HttpResponse:
    """One published ranking."""
    row = get_object_or_404(queries.board(public=True), matter__number=number)
    scores = list(queries.scores_in_order(row))
    classes = [(one.code, one.name) for one in row.version.model.classes] or [("", "")]
    ranked = [one for one in scores if one.present_rank is not None]
    context = {
        "row": row,
        "classes": [(name, [one for one in ranked if one.klass == code]) for code, name in classes],
        "apart": [one for one in scores if one.present_rank is None],
        "until": row.matter.clocks.filter(label=OBJECTION).order_by("-pk").first(),
    }
    return render(request, "assessment/citizen/period.html", context)
