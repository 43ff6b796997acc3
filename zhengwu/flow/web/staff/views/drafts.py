"""A draft of a flow: what it changes, what the check says, a try-out, its way to a version."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.flow import actions, policy, registry
from zhengwu.flow.enums import DraftState
from zhengwu.flow.models import Draft
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.compare import coloured, compare
from zhengwu.flow.rules.linear import linear
from zhengwu.flow.rules.refusals import NotLinear
from zhengwu.flow.rules.trial import walk
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.enums import Duty, OrganKind
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import DecisionForm


def draft_of(pk: UUID) -> Draft:
    """The draft with the version it began from."""
    return get_object_or_404(Draft.objects.select_related("base__definition", "version"), pk=pk)


def organs_by_name() -> dict[str, str]:
    """Departments of the node that a step may name, by code."""
    found = Organ.objects.filter(kind=OrganKind.DEPARTMENT).order_by("code")
    return {one.code: one.short_name or one.name for one in found}


def listable(draft: Draft) -> str:
    """Why the draft cannot be shown as a list of steps; "" when it can."""
    graph = compile_diagram(draft.xml).graph
    if graph is None:
        return "流程图里有不支持的元素"
    try:
        linear(graph)
    except NotLinear as refusal:
        return str(refusal.facts["why"])
    return ""


@access(policy.may_see_flows)
@require_safe
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about a draft on one page."""
    return show(request, draft_of(pk))


def show(
    request: HttpRequest, found: Draft, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """The draft's page, with a form that was not accepted where there is one."""
    who = actor_of(request)
    compiled = compile_diagram(found.xml)
    before = found.base.graph if found.base else None
    differences = compare(before, compiled.graph)
    drawing = found.state == DraftState.DRAFT
    context = {
        "draft": found,
        "findings": compiled.findings(),
        "publishable": compiled.publishable(),
        "readable": compiled.graph is not None,
        "differences": differences,
        "where_old": coloured(differences, newer=False),
        "where_new": coloured(differences, newer=True),
        "not_listable": listable(found),
        "uses": registry.uses_of(found.code),
        "form": form or DecisionForm(initial={"reason": found.reason}),
        "may_edit": drawing and policy.may_draft(who),
        "may_discard": found.state not in ("published", "discarded") and policy.may_draft(who),
        "may_decide": found.state == DraftState.SUBMITTED and policy.may_approve(who),
        "own": who.id in found.hands,
    }
    return render(request, "flow/staff/draft.html", context, status=status)


def _submit(request: HttpRequest, found: Draft) -> Draft:
    form = DecisionForm(request.POST)
    form.full_clean()
    return actions.submit_draft(
        found,
        reason=form.cleaned_data["reason"],
        effective_on=form.cleaned_data["effective_on"],
        by=actor_of(request),
        at=now(),
    )


_VERBS: dict[str, Callable[[HttpRequest, Draft], Draft]] = {
    "submit": _submit,
    "return": lambda r, d: actions.return_draft(
        d, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "approve": lambda r, d: actions.approve_draft(
        d, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "discard": lambda r, d: actions.discard_draft(d, by=actor_of(r), at=now()),
}


@access(policy.may_draft)
@require_POST
@once
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit, return, approve, give up."""
    found = draft_of(pk)
    word = request.POST.get("verb", "")
    verb = _VERBS.get(word)
    if verb is None:
        raise Http404
    form = DecisionForm(request.POST)
    if word == "submit" and not form.is_valid():
        return show(request, found, form, 422)
    try:
        found = verb(request, found)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        problem = next((w[0] for w in refusal.fields.values()), refusal.message)
        messages.error(request, problem)
        return show(request, draft_of(pk), form if word == "submit" else None, refusal.status)
    messages.success(request, f"“{found.name}”现在是：{found.word}。")
    return redirect("flow_staff:draft", pk=pk)


@access(policy.may_see_flows)
@require_safe
def trial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try-out: a simulated matter walks the draft; nothing is written."""
    found = draft_of(pk)
    graph = compile_diagram(found.xml).graph
    if graph is None:
        raise Http404
    answers = request.GET.getlist("a")
    facts = {name: request.GET.get(f"f_{name}", "") for name in graph.fields}
    context = {
        "draft": found,
        "trial": walk(graph, facts, answers),
        "answers": answers,
        "facts": [(name, kind, facts[name]) for name, kind in graph.fields.items()],
        "duties": {one.value: one.label for one in Duty},
        "organs": organs_by_name(),
    }
    return render(request, "flow/staff/trial.html", context)
