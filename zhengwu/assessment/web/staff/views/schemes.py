"""Score models: what is in force, a draft with its criteria, what it would change, approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.assessment import actions, policy, queries, registry
from zhengwu.assessment.enums import PENDING, PeriodKind, VersionState
from zhengwu.assessment.models import Scheme, SchemeVersion
from zhengwu.assessment.rules import periods
from zhengwu.assessment.rules.differences import compare
from zhengwu.assessment.rules.model import CLASS_FACTS, FIGURES, problems
from zhengwu.assessment.web.staff.forms import (
    CriterionForm,
    NewCriterionForm,
    PreviewForm,
    SchemeForm,
)
from zhengwu.assessment.web.staff.views.periods import beside
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_VERBS: dict[str, Callable[[SchemeVersion, str, Actor], object]] = {
    "approve": lambda one, reason, by: actions.approve(one, by=by, at=now()),
    "back": lambda one, reason, by: actions.return_to_author(one, reason=reason, by=by, at=now()),
    "next": lambda one, reason, by: actions.write_version(
        one.scheme,
        effective_on=periods.next_first(
            PeriodKind.MONTH, periods.first_of(PeriodKind.MONTH, local_day(now()))
        ),
        by=by,
        at=now(),
    ),
}


@access(policy.may_use)
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """All schemes: the version in force today, what is proposed."""
    today, rows = local_day(now()), []
    for scheme in Scheme.objects.prefetch_related("versions"):
        versions = list(scheme.versions.all())
        live = [
            one for one in versions
            if one.state == VersionState.ACTIVE and one.effective_on <= today
        ]  # fmt: skip
        live.sort(key=lambda one: (one.effective_on, one.number))
        pending = next((one for one in versions if one.state in PENDING), None)
        rows.append((scheme, live[-1] if live else None, pending, registry.groups()[scheme.group]))
    context = {"rows": rows, "oversees": policy.oversees(actor_of(request))}
    return render(request, "assessment/staff/schemes.html", context)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """One scheme with its versions; approving and sending back."""
    row = get_object_or_404(Scheme, pk=code)
    actor, trouble = actor_of(request), ""
    versions = list(row.versions.prefetch_related("periods__matter"))
    if request.method == "POST":
        trouble = _act(request, versions)
        if not trouble:
            page = "draft" if request.POST["act"] == "next" else "scheme"
            return redirect(f"assessment_staff:{page}", code=code)
    context = {
        "row": row,
        "versions": [_shown(one) for one in versions],
        "trouble": trouble,
        "may_write": policy.assesses(actor),
        "may_approve": policy.approves(actor),
        "has_draft": any(one.state in PENDING for one in versions),
    }
    return render(request, "assessment/staff/scheme.html", context, status=409 if trouble else 200)


def _shown(version: SchemeVersion) -> dict[str, Any]:
    model = version.model
    parts = {part.code: part.name for part in model.parts}
    sources = registry.sources()
    return {
        "version": version,
        "model": model,
        "criteria": [
            (
                one, parts.get(one.part, ""),
                sources[one.source].name if one.source in sources else "（还没有接入）",
            )
            for one in model.criteria
        ],
        "hows": [(kind, *model.hows[kind]) for kind in PeriodKind],
        "used": list(version.periods.all())[:12],
    }  # fmt: skip


def _act(request: HttpRequest, versions: list[SchemeVersion]) -> str:
    """Empty when done, else what was refused."""
    wanted, act = request.POST.get("version", ""), request.POST.get("act", "")
    version = next((one for one in versions if str(one.pk) == wanted), None)
    if act not in _VERBS or version is None:
        raise Http404
    try:
        _VERBS[act](version, request.POST.get("reason", ""), actor_of(request))
    except Refusal as refused:
        return "；".join(text for texts in refused.fields.values() for text in texts) or (
            refused.message
        )
    if act != "next":
        messages.success(request, "已办理。")
    return ""


def _draft(code: str) -> SchemeVersion:
    version = SchemeVersion.objects.select_related("scheme").filter(
        scheme=code, state=VersionState.DRAFT
    ).first()  # fmt: skip
    if version is None:
        raise Http404
    return version


@access(policy.assesses)
@require_http_methods(["GET", "POST"])
@once
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Edit the draft of a scheme; its criteria have pages of their own."""
    version, status = _draft(code), 200
    model = version.model
    first = {
        "basis": version.basis, "reason": version.reason, "effective_on": version.effective_on,
        "plus_most": model.plus_most, "minimum": model.minimum,
        "quarter": model.hows[PeriodKind.QUARTER][0],
        "quarter_least": model.hows[PeriodKind.QUARTER][1],
        "year": model.hows[PeriodKind.YEAR][0], "year_least": model.hows[PeriodKind.YEAR][1],
    }  # fmt: skip
    form = SchemeForm(request.POST or None, content=version.content, initial=first)
    if request.method == "POST":
        status = 422
        if form.is_valid() and (address := _saved(request, form, version)):
            return redirect(address)
    parts = {part.code: part.name for part in model.parts}
    last = periods.first_of(PeriodKind.MONTH, local_day(now())) - timedelta(days=1)
    context = {
        "version": version, "row": version.scheme, "form": form,
        "criteria": [(one, parts.get(one.part, "")) for one in model.criteria],
        "new": NewCriterionForm(),
        "preview": PreviewForm(initial={"kind": PeriodKind.MONTH, "day": last}),
        "problems": problems(version.content, registry.fields()),
    }  # fmt: skip
    return render(request, "assessment/staff/draft.html", context, status=status)


def _saved(request: HttpRequest, form: SchemeForm, version: SchemeVersion) -> str:
    data, by, at = form.cleaned_data, actor_of(request), now()
    try:
        version = actions.edit(
            version, content=form.onto(version.content), basis=data["basis"],
            reason=data["reason"], effective_on=data["effective_on"], by=by, at=at,
        )  # fmt: skip
        if request.POST.get("act") == "propose":
            actions.propose(version, by=by, at=at)
            messages.success(request, "已提交，等另一人批准。")
            return reverse("assessment_staff:scheme", args=[version.scheme_id])
    except Refusal as refused:
        beside(form, refused)
        return ""
    messages.success(request, "草稿已保存。")
    return reverse("assessment_staff:draft", args=[version.scheme_id])


@access(policy.assesses)
@require_http_methods(["GET", "POST"])
@once
def criterion(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One criterion of a draft: changed, added or taken out."""
    version, status = _draft(code), 200
    rows: list[dict[str, Any]] = list(version.content.get("criteria", []))
    old = next((row for row in rows if row["code"] == name), None)
    parts = [(part["code"], part["name"]) for part in version.content.get("parts", [])]
    sources = [(one.code, one.name) for one in registry.sources().values()]
    form = CriterionForm(request.POST or None, parts=parts, sources=sources, initial=old or {})
    if request.method == "POST":
        status = 422
        remove = request.POST.get("act") == "remove"
        if remove or form.is_valid():
            new = [] if remove else [form.row(name)]
            kept = [row for row in rows if row["code"] != name]
            place = rows.index(old) if old else len(kept)
            content = {**version.content, "criteria": [*kept[:place], *new, *kept[place:]]}
            actions.edit(version, content=content, by=actor_of(request), at=now())
            messages.success(request, "已取消这一项。" if remove else "已保存到草稿。")
            return redirect("assessment_staff:draft", code=code)
    context = {
        "version": version, "row": version.scheme, "form": form, "name": name, "old": old,
        "sources": registry.sources().values(),
        "figures": [(key, text) for key, (_, text) in FIGURES.items()],
        "class_facts": CLASS_FACTS,
    }  # fmt: skip
    return render(request, "assessment/staff/criterion.html", context, status=status)


@access(policy.assesses)
@require_POST
@once
def add_criterion(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a criterion."""
    _draft(code)
    form = NewCriterionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "代码请用小写英文字母、数字和下划线。")
        return redirect("assessment_staff:draft", code=code)
    return redirect("assessment_staff:criterion", code=code, name=form.cleaned_data["code"])


@access(policy.oversees)
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What the newest draft would make of a past period, beside the version that is in force."""
    row = get_object_or_404(Scheme, pk=code)
    form = PreviewForm(request.GET)
    pending = row.versions.filter(state__in=PENDING).first()
    if pending is None or not form.is_valid():
        messages.error(request, "没有草稿，或者没有选择考核期。")
        return redirect("assessment_staff:scheme", code=code)
    at, kind = now(), PeriodKind(form.cleaned_data["kind"])
    first = periods.first_of(kind, form.cleaned_data["day"])
    live = queries.version_on(row, first)
    trouble = problems(pending.content, registry.fields())
    changes = []
    if live is not None and not trouble and first <= local_day(at):
        old, new = (
            [
                (one.result, one.rank)
                for one in queries.computed(version.model, row, kind, first, at)
            ]
            for version in (live, pending)
        )
        changes = compare(old, new)
    context = {
        "row": row, "pending": pending, "live": live, "trouble": trouble,
        "words": periods.words(kind, first), "changes": changes,
        "moved": sum(one.moved for one in changes),
        "widest": max((abs(one.points) for one in changes), default=0),
    }  # fmt: skip
    return render(request, "assessment/staff/preview.html", context)
