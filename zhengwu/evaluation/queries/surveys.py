"""Surveys: units, counts, results; and the population of a sample."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from zhengwu.evaluation.enums import PANEL_NAMES, Panel, Scope, SurveyState
from zhengwu.evaluation.models import Service, Slip, Survey
from zhengwu.evaluation.models.ratings import token_digest
from zhengwu.evaluation.rules import scoring
from zhengwu.kernel.time import end_of, midnight
from zhengwu.org import queries as org
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ

_LONGEST_TOKEN = 40


def resident_units(day: date) -> list[str]:
    """Codes of every unit that stands in the centre on a day, the centre itself left out."""
    rows = org.admitted_organs(day).exclude(kind=OrganKind.CENTRE)
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def units_of(scope: Scope, day: date) -> list[str]:
    """Codes of the units that a survey of this scope appraises on a day."""
    if scope is Scope.RESIDENT:
        return resident_units(day)
    kind = OrganKind.TOWN if scope is Scope.TOWNS else OrganKind.DEPARTMENT
    rows = Organ.objects.filter(kind=kind).order_by("position", "pk")
    return list(rows.values_list("pk", flat=True))


def listed(survey: Survey) -> dict[str, int]:
    """How many people stand on each panel."""
    rows = survey.invitees.order_by().values_list("panel").annotate(Count("pk"))
    return dict(rows)


def slip_of(token: str) -> Slip | None:
    """Which slip it is; None for a wrong link."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    rows = Slip.objects.select_related("survey")
    return rows.filter(token_digest=token_digest(token.lower())).first()


def returns(survey: Survey) -> dict[str, int]:
    """How many of each panel answered."""
    rows = survey.slips.filter(used=True).order_by().values_list("panel").annotate(Count("pk"))
    given = dict(rows)
    return {panel: given.get(panel, 0) for panel in survey.weights}


def score(survey: Survey) -> list[scoring.UnitResult]:
    """The result as the counts stand now."""
    fields = ("panel", "organ_code", "question", "score", "count")
    return scoring.results(
        [scoring.Counted(*row) for row in survey.tallies.values_list(*fields)],
        organs=survey.organs,
        questions=[one["code"] for one in survey.questions],
        top=max(int(one) for one in survey.scale),
        weights=survey.weights,
        least=survey.least,
    )


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit of a frozen survey, with its name. Scores of 100; None where too few answered."""

    organ: str
    name: str
    score: float | None
    rank: int | None
    panels: dict[str, float | None]
    answers: dict[str, int]


def survey_result(survey: Survey) -> list[UnitScore]:
    """The frozen result by unit, best first; empty before it is frozen."""
    names = dict(Organ.objects.filter(pk__in=survey.organs).values_list("pk", "short_name"))
    return [
        UnitScore(
            row["organ"], names.get(row["organ"], row["organ"]), row["score"], row["rank"],
            row["panels"], row["answers"],
        )
        for row in survey.result
    ]  # fmt: skip


def last_published(organ_code: str) -> tuple[Survey, UnitScore] | None:
    """The newest published appraisal that names this unit, and what was found of it."""
    for survey in Survey.objects.filter(state=SurveyState.PUBLISHED).order_by("-published_at"):
        if organ_code in survey.organs:
            return survey, next(one for one in survey_result(survey) if one.organ == organ_code)
    return None


def frozen_surveys(period: tuple[date, date]) -> list[Survey]:
    """Surveys whose result was fixed in a period (both days included), oldest first."""
    first, last = period
    rows = Survey.objects.filter(
        state__in=[SurveyState.FROZEN, SurveyState.PUBLISHED],
        frozen_at__gte=midnight(first),
        frozen_at__lt=end_of(last),
    )
    return list(rows.order_by("frozen_at"))


def panels_of(survey: Survey) -> list[dict[str, Any]]:
    """The panels with weight, least returns, how many are listed and how many answered."""
    people, answered = listed(survey), returns(survey)
    return [
        {
            "code": str(panel), "name": PANEL_NAMES[panel], "weight": survey.weights[panel],
            "least": survey.least[panel], "listed": people.get(panel, 0),
            "answered": answered[panel],
        }
        for panel in Panel if panel in survey.weights
    ]  # fmt: skip


def population(period: tuple[date, date]) -> dict[str, list[str]]:
    """Service events of a period whose person can be called, by unit and scene."""
    first, last = period
    rows = Service.objects.filter(
        served_at__gte=midnight(first),
        served_at__lt=end_of(last),
        evaluator_key__startswith="person:",
    )
    found: dict[str, list[str]] = defaultdict(list)
    for key, organ, scene in rows.values_list("pk", "organ_code", "scene"):
        found[f"{organ}/{scene}"].append(str(key))
    return dict(found)
