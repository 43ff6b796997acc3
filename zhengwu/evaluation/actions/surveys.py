"""Appraisal by panels: draw up, invite, open, answer once, freeze, publish."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db.models import F

from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.actions.rate import EVALUATOR
from zhengwu.evaluation.enums import (
    PANEL_NAMES,
    SCOPE_NAMES,
    Panel,
    Scope,
    SurveyKind,
    SurveyState,
)
from zhengwu.evaluation.events import (
    PanelListed,
    SurveyAnswered,
    SurveyDrawnUp,
    SurveyFrozen,
    SurveyOpened,
    SurveyPublished,
)
from zhengwu.evaluation.models import Invitee, Remark, Slip, Survey, Tally
from zhengwu.evaluation.models.ratings import token_digest
from zhengwu.evaluation.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

_HUNDRED = 100
_LONGEST = 500


def _locked(survey: Survey, *states: SurveyState) -> Survey:
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.state not in states:
        raise refusals.SurveyNotOpen(state=survey.state_name)
    return survey


@action
def draw_up(
    number: str, *, name: str, closes_on: date, basis: str = "",
    kind: SurveyKind = SurveyKind.FOUR_PANEL, scope: Scope | None = None,
    weights: Mapping[str, int] | None = None, least: Mapping[str, int] | None = None,
    by: Actor, at: datetime,
) -> Survey:  # fmt: skip
    """A survey with its kind's questions; weights and least returns may be the county's own."""
    policy.require(policy.keeps_quality(by))
    shipped = registry.surveys()[kind]
    weights = dict(weights or shipped["weights"])
    problems = {}
    if set(weights) != set(shipped["weights"]) or sum(weights.values()) != _HUNDRED:
        problems["weights"] = ["各方的权重合计应当是 100"]
    if closes_on <= local_day(at):
        problems["closes_on"] = ["截止日期应当在今天以后"]
    if not clean(name).strip():
        problems["name"] = ["请填写评议名称"]
    if Survey.objects.filter(number=number).exists():
        problems["number"] = ["这个编号已经用过"]
    if problems:
        raise refusals.Missing(fields=problems)
    row = Survey.objects.create(
        number=number,
        kind=kind,
        name=clean(name).strip(),
        scope=scope or Scope(shipped["units"]),
        questions=shipped["questions"],
        scale={str(score): words for score, words in registry.scale().items()},
        weights=weights,
        least=dict(least or shipped["least"]),
        basis=clean(basis).strip(),
        closes_on=closes_on,
        made_by=by.name,
        made_at=at,
    )
    event = SurveyDrawnUp(
        number=number, kind=kind, scope=row.scope, weights=weights, least=dict(row.least)
    )
    record(row, event, by=by, at=at)
    return row


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a panel."""

    panel: Panel
    name: str
    phone: str = ""


@action
def list_panel(survey: Survey, members: Sequence[Member], *, by: Actor, at: datetime) -> Survey:
    """Add people to the panels before the survey opens."""
    policy.require(policy.keeps_quality(by))
    survey = _locked(survey, SurveyState.DRAFT)
    strangers = sorted(
        {PANEL_NAMES[one.panel] for one in members if one.panel not in survey.weights}
    )
    if strangers:
        words = f"这次评议没有：{'、'.join(strangers)}"
        raise refusals.Missing(fields={"lines": [words]})
    rows = []
    for one in members:
        row = Invitee(id=new_id(), survey=survey, panel=one.panel, name=clean(one.name).strip())
        if one.phone:
            row.phone_sealed = settings.VAULT.seal(one.phone, f"invitee/{row.pk}/phone")
        rows.append(row)
    Invitee.objects.bulk_create(rows)
    counts = {panel: sum(one.panel == panel for one in members) for panel in Panel}
    record(survey, PanelListed(counts={str(k): v for k, v in counts.items()}), by=by, at=at)
    return survey


@action
def open_survey(survey: Survey, *, by: Actor, at: datetime) -> Survey:
    """Links work from now on. The units are those of the scope today; panels must be large
    enough. As many slips as people are made, all at once, none of them anybody's."""
    policy.require(policy.keeps_quality(by))
    survey = _locked(survey, SurveyState.DRAFT)
    scope = Scope(survey.scope)
    organs, listed = queries.units_of(scope, local_day(at)), queries.listed(survey)
    small = [
        PANEL_NAMES[Panel(panel)]
        for panel in survey.weights
        if listed.get(panel, 0) < survey.least[panel]
    ]
    problems = [f"{name}名单不足最低份数" for name in small]
    if not organs:
        problems.append(f"没有{SCOPE_NAMES[scope]}")
    if problems:
        raise refusals.SurveyIncomplete(problems="、".join(problems))
    survey.organs, survey.opened_at, survey.state = organs, at, SurveyState.OPEN
    survey.save()
    slips = [
        Slip(survey=survey, panel=panel) for panel, many in listed.items() for _ in range(many)
    ]
    for one in slips:
        one.token_digest = token_digest(one.token)
    Slip.objects.bulk_create(sorted(slips, key=lambda one: one.token_digest))
    record(survey, SurveyOpened(organs=organs), by=by, at=at)
    return survey


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of a panel says of the units: scores by unit and question, words by unit. Who does
    not know a unit leaves it out."""

    scores: Mapping[str, Mapping[str, int]]
    remarks: Mapping[str, str]


@action
def answer(survey: Survey, token: str, given: Answer, *, at: datetime) -> None:
    """Count an answer, once for a link. Of the link only "used" is kept; of the answer only sums.

    The entry says that somebody of a panel answered: neither who nor what.
    """
    survey = _locked(survey, SurveyState.OPEN)
    if local_day(at) > survey.closes_on:
        raise refusals.SurveyNotOpen(state="已截止")
    row = (
        Slip.objects.select_for_update()
        .filter(survey=survey, token_digest=token_digest(token))
        .first()
    )
    if row is None or row.used:
        raise refusals.TokenUsed
    counted = _checked(survey, given)
    if not counted:
        raise refusals.Missing(fields={"scores": ["请至少评一个单位；不了解的单位可以不评"]})
    for organ, question, score in counted:
        keys = {
            "survey": survey, "panel": row.panel, "organ_code": organ, "question": question,
            "score": score,
        }  # fmt: skip
        Tally.objects.bulk_create([Tally(**keys)], ignore_conflicts=True)
        Tally.objects.filter(**keys).update(count=F("count") + 1)
    Remark.objects.bulk_create(
        Remark(survey=survey, organ_code=organ, text=text[:_LONGEST])
        for organ, words in given.remarks.items()
        if organ in survey.organs and (text := clean(words).strip())
    )
    row.used = True
    row.save(update_fields=["used"])
    record(survey, SurveyAnswered(panel=row.panel), by=EVALUATOR, at=at)


def _checked(survey: Survey, given: Answer) -> list[tuple[str, str, int]]:
    questions = [one["code"] for one in survey.questions]
    scale = {int(score) for score in survey.scale}
    found, missing = [], []
    for organ, scores in given.scores.items():
        if organ not in survey.organs or not scores:
            continue
        if set(scores) != set(questions) or not set(scores.values()) <= scale:
            missing.append(organ)
        found += [(organ, code, scores[code]) for code in questions if code in scores]
    if missing:
        fields = {organ: ["评了的单位请每一项都选；不了解的，每一项都不选"] for organ in missing}
        raise refusals.Missing(fields=fields)
    return found


@action
def freeze(survey: Survey, *, by: Actor, at: datetime) -> Survey:
    """Close and count: from now on the result is fixed, and its digest stands in the journal.

    Links end, and remarks are laid down anew in another order, so that neither place nor hour of
    a row says whose it was.
    """
    policy.require(policy.keeps_quality(by))
    survey = _locked(survey, SurveyState.OPEN)
    everybody = not survey.slips.filter(used=False).exists()
    if local_day(at) <= survey.closes_on and not everybody:
        raise refusals.SurveyNotOpen(state=f"评议中，{survey.closes_on} 截止")
    survey.result = [one.row() for one in queries.score(survey)]
    survey.returns = queries.returns(survey)
    survey.result_digest = digest(canonical({"result": survey.result, "returns": survey.returns}))
    survey.frozen_at, survey.state = at, SurveyState.FROZEN
    survey.save()
    _mix(survey)
    event = SurveyFrozen(digest=survey.result_digest, returns=survey.returns)
    record(survey, event, by=by, at=at)
    return survey


def _mix(survey: Survey) -> None:
    """Write remarks and slips anew, so that no trace in the tables orders them by time."""
    remarks = [(row.organ_code, row.text) for row in survey.remarks.all()]
    survey.remarks.all().delete()
    secrets.SystemRandom().shuffle(remarks)
    Remark.objects.bulk_create(
        Remark(id=uuid4(), survey=survey, organ_code=organ, text=text) for organ, text in remarks
    )
    survey.slips.update(used=F("used"))


@action
def publish_survey(survey: Survey, *, by: Actor, at: datetime) -> Survey:
    """The frozen result goes to the public page as it is."""
    policy.require(policy.judges(by))
    survey = _locked(survey, SurveyState.FROZEN)
    survey.published_at, survey.state = at, SurveyState.PUBLISHED
    survey.save(update_fields=["published_at", "state"])
    record(survey, SurveyPublished(digest=survey.result_digest), by=by, at=at)
    return survey
