"""Joint services on the desk: what lint says, editing a draft, publishing; the rule of silence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import EditionState, Silence
from zhengwu.joint.models import Service, ServiceEdition, SilenceRule
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.joint.web.staff import forms
from zhengwu.joint.web.staff.views.acts import blame
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
    form = forms.ServiceForm(
        request.POST if request.method == "POST" else None, initial=_initial(edition.document)
    )
    status = 200
    if request.method == "POST":
        status = 422
        if may_edit and draft is not None and form.is_valid():
            try:
                seen = request.POST.get("seen", "")
                elements = _elements(form.cleaned_data, draft.document)
                actions.edit_edition(draft, elements, seen=seen, by=actor_of(request), at=now())
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, "已保存，合并结果和检查已更新。")
                return redirect("joint_staff:service", code=code)
    derived = queries.derive(edition.document, day=local_day(now()))
    context = {
        "service": row, "edition": edition, "draft": draft, "document": derived.document,
        "findings": derived.findings, "errors": derived.errors, "form": form,
        "may_edit": may_edit, "may_draft": policy.may_edit_services(actor_of(request)),
        "names": {one.item: one.name for one in derived.document.members},
        "conflicts": derived.form.conflicts, "editions": row.editions.order_by("-number"),
    }  # fmt: skip
    return render(request, "joint/staff/service.html", context, status=status)


def _initial(document: ServiceDocument) -> dict[str, Any]:
    members = [
        f"{one.item} | {one.days if one.days is not None else ''} | {','.join(one.after)}"
        for one in document.members
    ]
    return {
        "name": document.name, "intro": document.intro, "members": "\n".join(members),
        "leads": "\n".join(f"{one.organ_code} | {one.when}" for one in document.leads),
        "amount": document.promise.amount, "basis": document.promise.basis,
        "fee_words": document.fee_words, "place": document.place, "phone": document.phone,
    }  # fmt: skip


def _cells(text: str, count: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
    return [[*row, *[""] * count][:count] for row in rows if row[0]]


def _elements(data: dict[str, Any], document: ServiceDocument) -> dict[str, Any]:
    old = {one.item: one for one in document.members}
    members = [
        {
            "item": item,
            "days": int(days) if days.isdecimal() else None,
            "after": [one.strip() for one in after.split(",") if one.strip()],
            "when": old[item].when if item in old else "",
        }
        for item, days, after in _cells(data["members"], 3)
    ]
    return {
        "name": data["name"],
        "intro": data["intro"],
        "members": members,
        "leads": [{"organ_code": o, "when": w} for o, w in _cells(data["leads"], 2)],
        "promise": {"amount": data["amount"], "basis": data["basis"]},
        "fee_words": data["fee_words"],
        "place": data["place"],
        "phone": data["phone"],
    }


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
