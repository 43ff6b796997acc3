"""What the public reads: rates with their counts, words of citizens, results of appraisals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, queries, registry
from zhengwu.evaluation.actions import Answer
from zhengwu.evaluation.enums import PANEL_NAMES, Publication, SurveyState
from zhengwu.evaluation.models import Survey
from zhengwu.identity import actions as identity
from zhengwu.identity.actions.sign_in import origin_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_YEAR_BACK = timedelta(days=364)  # not law: what the public page looks back on
_SHOWN = 20
_MOST = 200
_LIMIT = "rate.token"


@access(anyone)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Rates by unit, item and month of the last twelve months; few ratings give no rate."""
    at = now()
    today = local_day(at)
    period = (today - _YEAR_BACK, today)
    words = queries.comments_waiting(at).filter(publication=Publication.PUBLISHED)
    page = paged(words.select_related("service"), ["-published_at", "-id"], request.GET, _SHOWN)
    names = dict(Organ.objects.values_list("pk", "short_name"))
    context: dict[str, Any] = {
        "period": period,
        "least": registry.number("least_public", at),
        "units": queries.rates(period, "unit", final_at=at),
        "items": queries.rates(period, "item", final_at=at)[:_SHOWN],
        "months": queries.by_month(period, final_at=at),
        "followed": queries.followup_figures(period),
        "comments": [(row, names.get(row.organ_code, "")) for row in page.rows],
        "page": page,
        "surveys": Survey.objects.filter(state=SurveyState.PUBLISHED)[:5],
    }
    return render(request, "evaluation/citizen/figures.html", context)


@access(anyone)
@require_safe
def appraisal(request: HttpRequest, number: str) -> HttpResponse:
    """The published result of a four-panel appraisal."""
    row = Survey.objects.filter(number=number, state=SurveyState.PUBLISHED).first()
    if row is None:
        raise Http404
    context = {
        "row": row,
        "result": [
            (
                one,
                [
                    (name, one.panels[key])
                    for key, name in PANEL_NAMES.items()
                    if key in row.weights
                ],
            )
            for one in queries.survey_result(row)
        ],
        "kind": registry.surveys()[row.kind],
        "panels": [
            (name, row.weights[one], row.returns[one], row.least[one])
            for one, name in PANEL_NAMES.items()
            if one in row.weights
        ],
    }
    return render(request, "evaluation/citizen/appraisal.html", context)


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I may rate, and what I have rated."""
    rows = queries.of_evaluator(actor_of(request)).order_by("-served_at")[:_MOST]
    at = now()
    waiting, done, over = [], [], []
    for row in rows:
        if hasattr(row, "rating"):
            done.append(row)
        elif at < row.closes_at:
            waiting.append(row)
        else:
            over.append(row)
    context = {"waiting": waiting, "done": done, "over": over}
    return render(request, "evaluation/citizen/mine.html", context)


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
@once
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire behind a link of the panels: once, and nobody keeps what was answered."""
    slip = queries.slip_of(token)
    if slip is None:
        identity.spend_or_refuse(origin_of(request), _LIMIT, at=now())
        raise Http404
    row = slip.survey
    open_now = row.state == SurveyState.OPEN and local_day(now()) <= row.closes_on
    errors: dict[str, str] = {}
    problem, status = "", 200
    if request.method == "POST" and open_now and not slip.used:
        try:
            actions.answer(row, token.lower(), _answer(request, row), at=now())
        except Refusal as refused:
            status, problem = refused.status, refused.message
            errors = {name: texts[0] for name, texts in refused.fields.items()}
            problem = errors.pop("scores", problem)
        else:
            slip.used = True
    units = dict(Organ.objects.filter(pk__in=row.organs).values_list("pk", "name"))
    context = {
        "row": row,
        "used": slip.used,
        "open": open_now,
        "panel": slip.panel_name,
        "units": [_asked(request, row, code, units.get(code, code), errors) for code in row.organs],
        "scale": sorted(row.scale.items(), reverse=True),
        "problem": problem,
    }
    return render(request, "evaluation/citizen/survey.html", context, status=status)


def _asked(
    request: HttpRequest, row: Survey, code: str, name: str, errors: dict[str, str]
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "error": errors.get(code, ""),
        "remark": request.POST.get(f"remark-{code}", ""),
        "questions": [
            (one, f"q-{code}-{one['code']}", request.POST.get(f"q-{code}-{one['code']}", ""))
            for one in row.questions
        ],
    }


def _answer(request: HttpRequest, row: Survey) -> Answer:
    scores: dict[str, dict[str, int]] = {}
    for organ in row.organs:
        for one in row.questions:
            given = request.POST.get(f"q-{organ}-{one['code']}", "")
            if given in row.scale:
                scores.setdefault(organ, {})[one["code"]] = int(given)
    remarks = {organ: request.POST.get(f"remark-{organ}", "") for organ in row.organs}
    return Answer(scores, remarks)
