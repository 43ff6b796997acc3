"""Periods: what is computed, its ranking, one score with everything behind it, what may be done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.assessment import actions, policy, queries, registry
from zhengwu.assessment.actions.periods import OBJECTION
from zhengwu.assessment.enums import (
    BULLETIN_NAMES,
    SHOWN,
    AdjustmentState,
    BulletinKind,
    BulletinState,
    PeriodKind,
    PeriodState,
    Verdict,
)
from zhengwu.assessment.models import Adjustment, Objection, Period, Scheme, Score
from zhengwu.assessment.rules import periods as rules
from zhengwu.assessment.web.staff.forms import (
    AdjustForm,
    ComputeForm,
    DecideAdjustmentForm,
    DecideForm,
    NoForm,
    ObjectionForm,
    OpinionForm,
    ReasonForm,
)
from zhengwu.jobs import actions as jobs
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_FACTS = 200


class Act(NamedTuple):
    """Something this person may do now: its code, its label, its form."""

    code: str
    label: str
    form: forms.Form
    place: str = ""


def beside(form: forms.Form, refused: Refusal) -> None:
    """Put a refusal beside the fields it speaks of."""
    if isinstance(refused, NotPermitted):
        raise refused
    for name, texts in refused.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not refused.fields:
        form.add_error(None, refused.message)


@access(policy.may_use)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Periods: all for the assessor, else the board; and the own scores."""
    actor = actor_of(request)
    rows = Period.objects.select_related("scheme", "matter", "version").order_by(
        "-first_day", "kind", "scheme__position", "scheme"
    )
    schemes = list(Scheme.objects.all())
    if not policy.oversees(actor):
        personal = [row.pk for row in schemes if row.group in registry.personal()]
        rows = rows.filter(state__in=SHOWN).exclude(scheme__in=personal)
    chosen = request.GET.get("scheme", "")
    if chosen in {row.pk for row in schemes}:
        rows = rows.filter(scheme=chosen)
    last = rules.first_of(PeriodKind.MONTH, local_day(now())) - timedelta(days=1)
    context = {
        "rows": rows[:200],
        "schemes": schemes,
        "chosen": chosen,
        "mine": queries.mine(actor)[:12],
        "oversees": policy.oversees(actor),
        "form": _compute_form(None, day=last) if policy.assesses(actor) else None,
    }
    return render(request, "assessment/staff/home.html", context)


def _compute_form(data: Any, **first: Any) -> ComputeForm:
    pairs = [(row.pk, row.name) for row in Scheme.objects.all()]
    return ComputeForm(data, schemes=pairs, initial={"kind": PeriodKind.MONTH, **first})


@access(policy.assesses)
@require_POST
@once
def compute(request: HttpRequest) -> HttpResponse:
    """Ask for a period to be computed, of one scheme or of all; a worker does it."""
    form = _compute_form(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择考核期，并填写期内的一天。")
        return redirect("assessment_staff:home")
    data = form.cleaned_data
    kind = PeriodKind(data["kind"])
    first = rules.first_of(kind, data["day"])
    schemes = [data["scheme"]] if data["scheme"] else [row.pk for row in Scheme.objects.all()]
    work = jobs.enqueue(
        "assessment.compute",
        {"periods": [[code, kind.value, first.isoformat()] for code in schemes]},
        title=f"考核计分：{rules.words(kind, first)}",
        by=actor_of(request),
        at=now(),
    )
    return redirect("desks_staff:job", job_id=work.pk)


def period_for(number: str, actor: Actor) -> Period:
    """The period of this number where this person may see it."""
    row = get_object_or_404(
        Period.objects.select_related("scheme", "matter", "version"), matter__number=number
    )
    personal = row.scheme.group in registry.personal()
    if not policy.oversees(actor) and (not row.shown or personal):
        raise Http404
    return row


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def period(request: HttpRequest, number: str) -> HttpResponse:
    """One period: the ranking, who does not take part and why, objections, what may be done."""
    actor, status = actor_of(request), 200
    row = period_for(number, actor)
    acts = _acts(row, actor, request)
    if request.method == "POST":
        status = 422
        if _done(request, row, acts):
            return redirect("assessment_staff:period", number=number)
    scores = list(queries.scores_in_order(row).prefetch_related("objections", "adjustments"))
    names = dict(Organ.objects.values_list("pk", "short_name"))
    context = {
        "row": row,
        "acts": acts,
        "classes": _by_class(row, scores),
        "apart": [one for one in scores if one.present_rank is None],
        "names": names,
        "objections": Objection.objects.filter(score__period=row).select_related("matter", "score"),
        "until": row.matter.clocks.filter(label=OBJECTION).order_by("-pk").first(),
        "waits": _waits(row),
        "oversees": policy.oversees(actor),
        "bulletin_kinds": _papers(row) if policy.assesses(actor) else [],
        "bulletins": row.bulletins.all()
        if policy.oversees(actor)
        else row.bulletins.filter(state=BulletinState.ISSUED),
        "selections": row.selections.all(),
    }
    return render(request, "assessment/staff/period.html", context, status=status)


_APPROVERS = "政务服务中心负责人、监察机构或者政府负责人"


def _waits(row: Period) -> str:
    """What comes next and by whom."""
    match row.state:
        case PeriodState.COMPUTED:
            days = (local_day(now()) - row.last_day).days
            if days <= 0:
                return f"这一期还没有结束，结束以后由{_APPROVERS}审核。"
            return f"这一期已经结束 {days} 天。下一步：由{_APPROVERS}在本页审核，审核后公示。"
        case PeriodState.REVIEWED:
            return f"下一步：由考核人员或者{_APPROVERS}在本页公示。"
        case PeriodState.PUBLISHED:
            return "公示期满、异议都裁定以后，下一步：由考核人员在本页定案。"
        case _:
            return ""


_PAPERS = {
    PeriodKind.MONTH: (BulletinKind.SUMMARY, BulletinKind.RESULT),
    PeriodKind.QUARTER: (BulletinKind.REVIEW, BulletinKind.RESULT),
    PeriodKind.YEAR: (BulletinKind.RESULT, BulletinKind.CRITICISM),
}


def _papers(row: Period) -> list[tuple[str, str]]:
    """Papers that may be drafted of a period as it stands, and are not issued yet."""
    issued = set(row.bulletins.filter(state=BulletinState.ISSUED).values_list("kind", flat=True))
    kinds = _PAPERS[PeriodKind(row.kind)] if row.shown else ()
    late = (BulletinKind.RESULT, BulletinKind.CRITICISM)
    return [
        (kind, BULLETIN_NAMES[kind])
        for kind in kinds
        if kind not in issued and (kind not in late or row.state == PeriodState.FROZEN)
    ]


def _by_class(row: Period, scores: list[Score]) -> list[tuple[str, list[Score]]]:
    classes = [(one.code, one.name) for one in row.version.model.classes] or [("", "")]
    ranked = [one for one in scores if one.present_rank is not None]
    return [(name, [one for one in ranked if one.klass == code]) for code, name in classes]


def _acts(row: Period, actor: Actor, request: HttpRequest) -> list[Act]:
    """What this person may do with the period as it stands."""
    assesses, approves = policy.assesses(actor), policy.approves(actor)
    over = local_day(now()) > row.last_day
    rows: tuple[tuple[PeriodState, bool, str, str, type[forms.Form]], ...] = (
        (PeriodState.COMPUTED, assesses, "compute", "重新计算", NoForm),
        (PeriodState.COMPUTED, approves and over, "review", "审核通过", OpinionForm),
        (PeriodState.REVIEWED, assesses or approves, "publish", "公示", NoForm),
        (PeriodState.REVIEWED, approves, "back", "退回重算", ReasonForm),
        (PeriodState.PUBLISHED, assesses, "recompute", "补入迟到的记录后重新计算", ReasonForm),
        (PeriodState.PUBLISHED, assesses, "freeze", "定案", NoForm),
    )
    return [
        Act(code, label, _form(request, kind, code))
        for state, may, code, label, kind in rows
        if may and row.state == state
    ]


def _form(request: HttpRequest, kind: type[forms.Form], code: str) -> forms.Form:
    return kind(request.POST if request.POST.get("act") == code else None)


def _done(request: HttpRequest, row: Period, acts: list[Act]) -> bool:
    wanted = next((one for one in acts if one.code == request.POST.get("act")), None)
    if wanted is None:
        raise Http404
    if not wanted.form.is_valid():
        return False
    data, by, at = wanted.form.cleaned_data, actor_of(request), now()
    kind = PeriodKind(row.kind)
    try:
        match wanted.code:
            case "compute" | "recompute":
                actions.compute(
                    row.scheme, kind=kind, first=row.first_day, reason=data.get("reason", ""),
                    by=by, at=at,
                )  # fmt: skip
            case "review":
                actions.review(row, opinion=data["opinion"], by=by, at=at)
            case "back":
                actions.send_back(row, reason=data["reason"], by=by, at=at)
            case "publish":
                actions.publish(row, by=by, at=at)
            case _:
                actions.freeze(row, by=by, at=at)
    except Refusal as refused:
        beside(wanted.form, refused)
        return False
    messages.success(request, f"{wanted.label}，已办理。")
    return True


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def score(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One score: parts, every line with the facts behind it, objections, corrections."""
    actor, status = actor_of(request), 200
    row = get_object_or_404(
        Score.objects.select_related("period__scheme", "period__matter", "period__version"), pk=pk
    )
    if not policy.may_see_score(actor, row):
        raise Http404
    objections = list(row.objections.select_related("matter").order_by("raised_at"))
    corrections = list(row.adjustments.all())
    acts = _score_acts(row, actor, request, objections, corrections)
    if request.method == "POST":
        status = 422
        if _score_done(request, row, acts, objections, corrections):
            return redirect("assessment_staff:score", pk=pk)
    model = row.period.version.model
    parts = [
        (part.name, part.full, Decimal(str(row.parts.get(part.code, part.full))))
        for part in model.parts
    ]
    context = {
        "row": row, "period": row.period, "acts": acts, "objections": objections,
        "corrections": corrections,
        "parts": parts if row.parts else [],
        "lines": [
            (line, facts and facts[:_FACTS], len(line.facts) > _FACTS)
            for line in row.lines.select_related("score")
            for facts in [queries.facts_shown(line, actor)]
        ],
        "names": {part.code: part.name for part in model.parts},
        "unit": Organ.objects.filter(pk=row.organ_code).first(),
        "plus_most": model.plus_most,
        "bonus": model.bonus_of(row.present_grade, vetoed=bool(row.veto))
        if row.period.kind == PeriodKind.YEAR
        else None,
    }  # fmt: skip
    return render(request, "assessment/staff/score.html", context, status=status)


def _score_acts(
    row: Score, actor: Actor, request: HttpRequest, objections: list[Objection],
    corrections: list[Adjustment],
) -> list[Act]:  # fmt: skip
    found = []
    open_one = next((one for one in objections if one.decided_at is None), None)
    waiting = next((one for one in corrections if one.state == AdjustmentState.PROPOSED), None)
    published = row.period.state == PeriodState.PUBLISHED
    if published and not open_one and policy.may_object(actor, row):
        found.append(Act("object", "提出异议", _form(request, ObjectionForm, "object")))
    concerned = policy.is_concerned(actor, row)
    if published and open_one and policy.approves(actor) and not concerned:
        found.append(Act("decide", "裁定异议", _form(request, DecideForm, "decide")))
    if row.period.shown and policy.assesses(actor) and not waiting and not concerned:
        found.append(Act("adjust", "提出更正", _form(request, AdjustForm, "adjust")))
    if waiting and policy.approves(actor) and not concerned:
        found.append(Act("correct", "决定更正", _form(request, DecideAdjustmentForm, "correct")))
    return found


def _score_done(
    request: HttpRequest, row: Score, acts: list[Act], objections: list[Objection],
    corrections: list[Adjustment],
) -> bool:  # fmt: skip
    wanted = next((one for one in acts if one.code == request.POST.get("act")), None)
    if wanted is None:
        raise Http404
    if not wanted.form.is_valid():
        return False
    data, by, at = wanted.form.cleaned_data, actor_of(request), now()
    try:
        match wanted.code:
            case "object":
                actions.raise_objection(row, text=data["text"], by=by, at=at)
            case "decide":
                one = next(one for one in objections if one.decided_at is None)
                actions.decide_objection(
                    one, verdict=Verdict(data["verdict"]), points=data["points"] or Decimal(0),
                    reason=data["reason"], by=by, at=at,
                )  # fmt: skip
            case "adjust":
                actions.propose_adjustment(
                    row, points=data["points"], reason=data["reason"], by=by, at=at
                )
            case _:
                waiting = next(one for one in corrections if one.state == AdjustmentState.PROPOSED)
                actions.decide_adjustment(
                    waiting, good=data["good"] == "yes", opinion=data["opinion"], by=by, at=at
                )
    except Refusal as refused:
        beside(wanted.form, refused)
        return False
    messages.success(request, f"{wanted.label}，已办理。")
    return True


def url_of(row: Score) -> str:
    """Address of a score."""
    return reverse("assessment_staff:score", args=[row.pk])
