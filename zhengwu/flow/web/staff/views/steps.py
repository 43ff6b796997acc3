"""The list of steps of a draft: every press is a request, so keyboard and phone suffice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengwu.flow import actions, policy
from zhengwu.flow.enums import DraftState
from zhengwu.flow.models import Draft
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.drawing import draw
from zhengwu.flow.rules.linear import FORKS, Line, linear
from zhengwu.flow.rules.refusals import NotLinear
from zhengwu.flow.rules.steps import WORDS, changed, edited, found, rows
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.enums import Duty
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import ForkForm, StepForm
from .drafts import draft_of, organs_by_name

_DUTIES = {one.value: one.label for one in Duty}


def _line(draft: Draft) -> Line:
    graph = compile_diagram(draft.xml).graph
    if graph is None:
        raise NotLinear(why="流程图里有不支持的元素")
    return linear(graph)


def _keep(request: HttpRequest, draft: Draft, line: Line) -> Draft:
    seen = request.POST.get("seen", "")
    line = replace(line, name=draft.name)
    return actions.change_draft(draft, draw(line), seen=seen, by=actor_of(request), at=now())


@access(policy.may_draft)
@once
def steps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list, and one press on it: add, up, down, drop, another arm."""
    draft = draft_of(pk)
    line = _line(draft)
    if request.method == "POST":
        verb, _, rest = request.POST.get("do", "").partition(":")
        path, _, kind = rest.partition(":")
        if kind and kind not in ("user", *FORKS):
            raise Http404
        try:
            _keep(request, draft, edited(line, verb, path, kind or "user"))
        except (LookupError, ValueError):
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("flow_staff:steps", pk=pk)
    compiled = compile_diagram(draft.xml)
    context = {
        "draft": draft,
        "rows": rows(line.items),
        "line": line,
        "words": WORDS,
        "duties": _DUTIES,
        "forks": list(FORKS),
        "findings": compiled.findings(),
        "editable": draft.state == DraftState.DRAFT,
    }
    return render(request, "flow/staff/steps.html", context)


@access(policy.may_draft)
@once
def step(request: HttpRequest, pk: UUID, path: str) -> HttpResponse:
    """One step or branch in the county's words."""
    draft = draft_of(pk)
    line = _line(draft)
    path = path.replace("-", "/")
    try:
        item = found(line, path)
    except (LookupError, ValueError):
        raise Http404 from None
    data = request.POST if request.method == "POST" else None
    if item["type"] in FORKS:
        form: Any = ForkForm(line, item, data)
    else:
        form = StepForm(line, item, data, organs=organs_by_name())
    status = 200
    if data is not None:
        status = 422
        if form.is_valid():
            try:
                _keep(request, draft, changed(line, path, form.values))
            except Refusal as refusal:
                messages.error(request, refusal.message)
                status = refusal.status
            else:
                messages.success(request, "已保存。")
                return redirect("flow_staff:steps", pk=pk)
    context = {
        "draft": draft,
        "item": item,
        "word": WORDS[item["type"]],
        "form": form,
        "seen": request.POST.get("seen") or draft.mark,
    }
    return render(request, "flow/staff/step.html", context, status=status)
