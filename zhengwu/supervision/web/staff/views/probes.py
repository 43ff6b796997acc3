"""Rules of supervision: what is in force, a draft with what it would have dealt, approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.jobs import actions as jobs
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.supervision import actions, policy, registry
from zhengwu.supervision.enums import ProbeState
from zhengwu.supervision.models import Finding, Probe, ProbeVersion
from zhengwu.supervision.web.staff.forms import NewProbeForm, ProbeForm, ReplayForm
from zhengwu.supervision.web.staff.views.cards import beside
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_YEAR = 365
_REPLAY = "replay"
_VERBS: dict[str, Callable[[ProbeVersion, str, Actor], object]] = {
    "approve": lambda one, reason, by: actions.approve(one, by=by, at=now()),
    "back": lambda one, reason, by: actions.return_to_author(one, reason=reason, by=by, at=now()),
    "retire": lambda one, reason, by: actions.retire(one, reason=reason, by=by, at=now()),
    "next": lambda one, reason, by: actions.write_version(
        code=one.probe_id, effective_at=_tomorrow(), by=by, at=now()
    ),
}
_KEPT = (
    "name", "basis", "triggers", "condition", "group_by", "span", "kinds", "level", "points", "per",
    "answers", "answer_rule", "reason",
)  # fmt: skip


def _tomorrow() -> datetime:
    return midnight(local_day(now()) + timedelta(days=1))


@access(policy.may_see_probes)
@require_safe
def probes(request: HttpRequest) -> HttpResponse:
    """All rules: the version in force, what is proposed, how often each found something."""
    rows = []
    for probe in Probe.objects.prefetch_related("versions").order_by("code"):
        versions = list(probe.versions.all())
        active = next((one for one in versions if one.state == ProbeState.ACTIVE), None)
        pending = next(
            (one for one in versions if one.state in (ProbeState.DRAFT, ProbeState.PROPOSED)), None
        )
        rows.append((probe, active or (versions[0] if versions else None), pending))
    context = {
        "rows": rows,
        "may_write": policy.may_write_probes(actor_of(request)),
        "oversees": policy.oversees(actor_of(request)),
    }
    return render(request, "supervision/staff/probes.html", context)


@access(policy.may_write_probes)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Begin a rule."""
    form, status = NewProbeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            code, at = form.cleaned_data["code"], now()
            if code and Probe.objects.filter(pk=code).exists():
                form.add_error("code", "已经有这个代码的规则，请换一个，或者不填")
            else:
                begun = actions.write_version(
                    code=code, name=form.cleaned_data["name"],
                    effective_at=_tomorrow(),
                    by=actor_of(request), at=at,
                )  # fmt: skip
                return redirect("supervision_staff:draft", code=begun.probe_id)
    return render(request, "supervision/staff/probe_new.html", {"form": form}, status=status)


def _triggers(version: ProbeVersion) -> list[str]:
    known = registry.triggers()
    return [known.get(code, code) for code in version.triggers]


@access(policy.may_see_probes)
@require_http_methods(["GET", "POST"])
@once
def probe(request: HttpRequest, code: str) -> HttpResponse:
    """One rule with its versions; approving, sending back and retiring."""
    row = get_object_or_404(Probe, pk=code)
    actor, trouble = actor_of(request), ""
    versions = list(row.versions.all())
    if request.method == "POST":
        trouble = _act(request, versions)
        if not trouble:
            page = "draft" if request.POST["act"] == "next" else "probe"
            return redirect(f"supervision_staff:{page}", code=code)
    context = {
        "row": row,
        "versions": [(one, _triggers(one)) for one in versions],
        "trouble": trouble,
        "found": Finding.objects.filter(probe_code=code).count(),
        "may_write": policy.may_write_probes(actor),
        "may_approve": policy.may_approve_probes(actor),
        "has_draft": any(one.state in (ProbeState.DRAFT, ProbeState.PROPOSED) for one in versions),
    }
    return render(request, "supervision/staff/probe.html", context, status=409 if trouble else 200)


def _act(request: HttpRequest, versions: list[ProbeVersion]) -> str:
    """Empty when done, else what was refused."""
    wanted, act = request.POST.get("version", ""), request.POST.get("act", "")
    if act not in _VERBS:
        raise Http404
    version = next((one for one in versions if str(one.pk) == wanted), None)
    if version is None:
        raise Http404
    try:
        _VERBS[act](version, request.POST.get("reason", ""), actor_of(request))
    except Refusal as refused:
        return refused.message
    if act != "next":
        messages.success(request, "已办理。")
    return ""


@access(policy.may_write_probes)
@require_http_methods(["GET", "POST"])
@once
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Edit the draft of a rule; trying it on the past keeps what is typed first."""
    row, at, status = get_object_or_404(Probe, pk=code), now(), 200
    version = row.versions.order_by("-number").first()
    if version is None or version.state not in (ProbeState.DRAFT, ProbeState.PROPOSED):
        return redirect("supervision_staff:probe", code=code)
    if version.state == ProbeState.PROPOSED:
        return redirect("supervision_staff:probe", code=code)
    first: dict[str, Any] = {name: getattr(version, name) for name in _KEPT}
    first["effective_on"] = local_day(version.effective_at)
    form = ProbeForm(request.POST or None, initial=first)
    period: dict[str, Any] = {"first": local_day(at) - timedelta(days=_YEAR), "last": local_day(at)}
    replay = ReplayForm(request.POST if request.POST.get("act") == _REPLAY else None,
                        initial=period)  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.is_valid() and (address := _saved(request, form, replay, version)):
            return redirect(address)
    context = {
        "row": row,
        "version": version,
        "form": form,
        "measures": registry.measures_by_topic(),
        "group_measures": list(registry.group_measures().values()),
        "examples": registry.examples(),
        "replay": replay,
    }
    return render(request, "supervision/staff/draft.html", context, status=status)


def _saved(request: HttpRequest, form: ProbeForm, period: ReplayForm, version: ProbeVersion) -> str:
    """Where to go on; empty when something is wrong, which then stands beside its field."""
    data, by, at = form.cleaned_data, actor_of(request), now()
    if period.is_bound and not period.is_valid():
        return ""
    try:
        version = actions.edit(
            version, values={name: data[name] for name in _KEPT},
            effective_at=midnight(data["effective_on"]), by=by, at=at,
        )  # fmt: skip
        if request.POST.get("act") == "propose":
            actions.propose(version, by=by, at=at)
            messages.success(request, "已提交，等另一人批准。")
            return reverse("supervision_staff:probe", args=[version.probe_id])
        if period.is_bound:
            return _tried(version, period.cleaned_data, by, at)
    except Refusal as refused:
        beside(form, refused)
        return ""
    messages.success(request, "草稿已保存。")
    return reverse("supervision_staff:draft", args=[version.probe_id])


def _tried(version: ProbeVersion, period: dict[str, Any], by: Actor, at: datetime) -> str:
    """The version as saved, on a period of the past; the report comes as a job."""
    actions.require_judging(version)
    work = jobs.enqueue(
        "supervision.replay",
        {
            "version": str(version.pk),
            "since": midnight(period["first"]).isoformat(),
            "until": midnight(period["last"] + timedelta(days=1)).isoformat(),
        },
        title=f"规则试算：{version.name}",
        by=by,
        at=at,
    )
    return reverse("desks_staff:job", args=[work.pk])
