"""What stands on the boards, and who sees what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from zhengwu.assessment import policy, registry
from zhengwu.assessment.enums import SHOWN, VersionState
from zhengwu.assessment.models import Line, Period, Scheme, SchemeVersion, Score
from zhengwu.assessment.registry import choices
from zhengwu.kernel.actors import Actor


def version_on(scheme: Scheme, first: date) -> SchemeVersion | None:
    """The version by which a period that begins on this day is scored."""
    return (
        scheme.versions.filter(state=VersionState.ACTIVE, effective_on__lte=first)
        .order_by("-effective_on", "-number")
        .first()
    )


def board(*, public: bool) -> QuerySet[Period]:
    """Published periods, newest first; `public`: of schemes that are public."""
    rows = Period.objects.filter(state__in=SHOWN).select_related("scheme", "matter", "version")
    if public:
        rows = rows.filter(scheme__public=True)
    return rows.order_by("-first_day", "kind", "scheme__position", "scheme")


def latest_on_board(at: datetime) -> list[Period]:
    """As many as a board has room for."""
    return list(board(public=True)[: int(choices.value("board_periods", at))])


def scores_in_order(period: Period) -> QuerySet[Score]:
    """By class and present rank; whoever does not take part stands at the end."""
    return period.scores.order_by(
        F("present_rank").asc(nulls_last=True), "klass", "-present_total", "name", "pk"
    )


def mine(actor: Actor) -> QuerySet[Score]:
    """Published scores of this person and of the units this person heads."""
    own = Q(organ_code__in=policy.heads(actor))
    if actor.id:
        own |= Q(staff_id=actor.id)
    return (
        Score.objects.filter(own, period__state__in=SHOWN)
        .select_related("period__scheme", "period__matter")
        .order_by("-period__first_day", "period__scheme__position", "name")
    )


def facts_shown(line: Line, actor: Actor) -> list[dict[str, Any]] | None:
    """The facts behind a line; None where this reader is told their number only."""
    found = registry.sources().get(line.source)
    discreet = found is not None and found.discreet
    shown = policy.may_see_facts(actor, line.score, line.source, discreet=discreet)
    return list(line.facts) if shown else None
