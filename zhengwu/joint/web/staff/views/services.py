"""Joint services on the desk: what lint says, editing a draft, publishing; the rule of silence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.forms import queries as form_queries
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import SUSPENSION_NAMES, EditionState, Silence, Suspension
from zhengwu.joint.models import Service, ServiceEdition, SilenceRule
from zhengwu.joint.web.staff import forms
from zhengwu.joint.web.staff.views.acts import blame, organs
from zhengwu.joint.web.staff.views.service_form import ServiceForm, facts_words
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_use_desk)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every joint service and where its editions stand."""
    rows = Service.objects.select_related("live").prefetch_related("editions")
    context = {"rows": rows, "may_edit": policy.may_edit_services(actor_of(request))}
    return render(request, "joint/staff/services.html", context)


def _service(code: str) -> Service:
    found = queries.service_by_code(code)
    if found is None:
        raise Http404
    return found


def _draft_of(service: Service) -> ServiceEdition | None:
    return service.editions.filter(state=EditionState.DRAFT).first()


@access(policy.may_use_desk)
@require_http_methods(["GET", "POST"])
@once
def service(request: HttpRequest, code: str) -> HttpResponse:
    """The service: members, merged form and papers, findings; its draft where there is one."""
    row = _service(code)
    draft = _draft_of(row)
    edition = draft or row.live
    if edition is None:
        raise Http404
    may_edit = policy.may_edit_services(actor_of(request)) and draft is not None
    derived = queries.derive(edition.document, day=local_day(now()))
    form = ServiceForm(
        request.POST if request.method == "POST" else None, derived=derived, organs=organs()
    )
    status = 200
    if request.method == "POST":
        status = 422
        if may_edit and draft is not None and form.is_valid():
            try:
                seen = request.POST.get("seen", "")
                actions.edit_edition(
                    draft, form.elements(), seen=seen, by=actor_of(request), at=now()
                )
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, "已保存，合并结果和检查已更新。")
                return redirect("joint_staff:service", code=code)
    schema = derived.form.schema("preview")
    context = {
        "service": row, "edition": edition, "draft": draft, "document": derived.document,
        "findings": derived.findings, "errors": derived.errors, "form": form,
        "may_edit": may_edit, "may_draft": policy.may_edit_services(actor_of(request)),
        "names": {one.item: one.name for one in derived.document.members},
        "labels": _labels(schema["components"]),
        "facts": facts_words(derived.document, queries.EXTRA_FACTS),
        "preview": form_queries.render(schema, {}, prefix="p.") if schema["components"] else "",
        "produced": {one.name: one.by for one in derived.document.produced},
        "suspension": SUSPENSION_NAMES[Suspension(derived.document.suspension)],
        "own": draft is not None and draft.drafted_by_id == actor_of(request).id,
        "conflicts": derived.form.conflicts, "editions": row.editions.order_by("-number"),
    }  # fmt: skip
    return render(request, "joint/staff/service.html", context, status=status)


def _labels(components: list[dict[str, Any]]) -> dict[str, str]:
    """Key → the words of the question."""
    return {str(one.get("path") or one.get("key")): str(one.get("label") or "")
            for one in components}  # fmt: skip


@access(policy.may_edit_services)
@require_POST
@once
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft, settle a conflict, publish, give up."""
    row, by, at = _service(code), actor_of(request), now()
    draft, what = _draft_of(row), request.POST.get("act", "")
    if what == "draft" and draft is None:
        actions.draft_edition(row, by=by, at=at)
    elif what == "publish" and draft is not None:
        actions.publish_edition(draft, by=by, at=at)
        messages.success(request, "已发布，新申请按这一版办理。")
    elif what == "discard" and draft is not None:
        actions.discard_edition(draft, by=by, at=at)
    elif what == "choose" and draft is not None:
        _choose(request, draft)
    return redirect("joint_staff:service", code=code)


def _choose(request: HttpRequest, draft: ServiceEdition) -> None:
    key, item = request.POST.get("key", "")[:100], request.POST.get("item", "")[:100]
    kept = [one for one in draft.document.choices if one.key != key]
    choices = [{"key": one.key, "item": one.item, "apart": one.apart} for one in kept]
    choices.append({"key": key, "item": "" if item == "apart" else item, "apart": item == "apart"})
    actions.edit_edition(
        draft, {"choices": choices}, seen=draft.digest, by=actor_of(request), at=now()
    )


@access(policy.may_use_desk)
@require_http_methods(["GET", "POST"])
@once
def silence(request: HttpRequest) -> HttpResponse:
    """What silence between organs means here, since when and why; the centre may choose anew."""
    may = policy.may_set_rules(actor_of(request))
    today = local_day(now())
    form = forms.SilenceForm(
        request.POST if request.method == "POST" else None, initial={"effective_on": today}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            try:
                actions.set_silence(
                    effect=Silence(data.pop("effect")), **data, by=actor_of(request), at=now()
                )
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, "已设定。")
                return redirect("joint_staff:silence")
    context = {
        "form": form, "may": may, "rows": SilenceRule.objects.all(),
        "current": queries.silence_on(today),
    }  # fmt: skip
    return render(request, "joint/staff/silence.html", context, status=status)
