"""Samples and calls: draw, read the script, tick what was answered."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, policy, queries, registry
from zhengwu.evaluation.enums import CALL_STATES, SCENE_NAMES, CallState, Reached, Scene
from zhengwu.evaluation.models import Call, Sample
from zhengwu.evaluation.web.staff.forms import CallForm, SampleForm
from zhengwu.evaluation.web.staff.views.followups import beside, units
from zhengwu.evaluation.web.staff.views.home import context_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import format_day, local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_MONTH = timedelta(days=30)  # not law: what the form proposes


@access(policy.keeps_quality)
@require_http_methods(["GET", "POST"])
@once
def samples(request: HttpRequest) -> HttpResponse:
    """Samples drawn so far; draw another."""
    today = local_day(now())
    first = {"first": today - _MONTH, "last": today}
    form, status = SampleForm(request.POST or None, initial=first), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, seed = form.cleaned_data, secrets.token_hex(8)
            try:
                row = actions.draw_sample(
                    data["first"], data["last"], seed=seed, by=actor_of(request), at=now()
                )
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"已从 {row.population} 次服务中抽取 {row.drawn} 次。")
                return redirect("evaluation_staff:sample", pk=row.pk)
    rows = [(one, _done(one)) for one in Sample.objects.all()[:50]]
    context = {
        **context_of(actor_of(request)), "form": form, "rows": rows,
        "share": registry.number("sample_share", now()),
    }  # fmt: skip
    return render(request, "evaluation/staff/samples.html", context, status=status)


def _done(sample: Sample) -> int:
    return sample.calls.exclude(state=CallState.WAITING).count()


@access(policy.keeps_quality)
@require_safe
def sample(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is to be called, by unit and scene, and how it stands."""
    row = get_object_or_404(Sample, pk=pk)
    names = units()
    hidden = set(policy.lying_beyond(actor_of(request)))
    calls = [
        one for one in row.calls.select_related("service").order_by("state", "stratum", "pk")
        if one.service.organ_code not in hidden
    ]  # fmt: skip
    strata = []
    for one in row.strata:
        organ, _, scene = one["name"].partition("/")
        if organ in hidden:
            continue
        shown = f"{names.get(organ, organ)}，{SCENE_NAMES[Scene(scene)][:2]}"
        strata.append((shown, one["population"], one["drawn"]))
    counts = Counter(call.state for call in calls)
    context = {
        **context_of(actor_of(request)),
        "row": row,
        "calls": [(call, names.get(call.service.organ_code, "")) for call in calls],
        "strata": strata,
        "states": [(name, counts[code]) for code, name in CALL_STATES.items()],
    }
    return render(request, "evaluation/staff/sample.html", context)


@access(policy.keeps_quality)
@require_http_methods(["GET", "POST"])
@once
def call(request: HttpRequest, sample: UUID, pk: UUID) -> HttpResponse:
    """One call: whom, what to say, what was answered."""
    hidden = policy.lying_beyond(actor_of(request))
    rows = Call.objects.exclude(service__organ_code__in=hidden)
    rows = rows.select_related("service__matter", "sample")
    row = get_object_or_404(rows, pk=pk, sample_id=sample)
    form, status = CallForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _make(request, row, form.cleaned_data)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, "已登记这次回访。")
                return redirect("evaluation_staff:sample", pk=sample)
    script = registry.script()
    facts = {"day": format_day(local_day(row.service.served_at)), "item": row.service.item_name}
    asked = {one["code"]: one for one in script["questions"]}
    context: dict[str, Any] = {
        **context_of(actor_of(request)),
        "row": row,
        "form": form,
        "greeting": script["greeting"].format_map(facts),
        "closing": script["closing"],
        "phone": queries.phone_of_service(row.service),
        "unit": units().get(row.service.organ_code, ""),
        "said": [
            (asked[code]["text"], asked[code]["answers"].get(word, word))
            for code, word in row.answers.items()
            if code in asked
        ],
        "waiting": row.state == CallState.WAITING,
    }
    return render(request, "evaluation/staff/call.html", context, status=status)


def _make(request: HttpRequest, row: Call, data: dict[str, Any]) -> None:
    answers = {one["code"]: data[one["code"]] for one in registry.script()["questions"]}
    actions.make_call(
        row, outcome=Reached(data["outcome"]), answers=answers, level=data["level"],
        text=data["text"], by=actor_of(request), at=now(),
    )  # fmt: skip
