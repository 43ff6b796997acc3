"""My licences: what I hold, until when, and asking for what may happen to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy
from zhengwu.cases.enums import REQUEST_NAMES, REQUESTABLE, LicenceAct
from zhengwu.cases.queries.licences import licence_for, licences_for, renewal_item
from zhengwu.documents import queries as documents
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_LIST = 20
_CHOICES = [(str(one), REQUEST_NAMES[one]) for one in REQUESTABLE]


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All licences in my name (or the firm's I act for), the newest first."""
    page = paged(licences_for(actor_of(request)), ["-matter"], request.GET, _LIST)
    context = {"page": page, "rows": page.rows, "today": local_day(now())}
    return render(request, "cases/citizen/licences.html", context)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """One licence; what I ask for goes to the organ that granted it."""
    actor, at = actor_of(request), now()
    found = licence_for(actor, number)
    if found is None or found.holder_key not in policy.applicant_keys(actor):
        raise Http404
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")[:2000]
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        status = 422
        if kind not in dict(_CHOICES):
            errors["kind"] = "请选择要办什么"
        else:
            try:
                asked = LicenceAct(kind)
                actions.request_licence(found, kind=asked, text=text, by=actor, at=at)
            except Refusal as refused:
                status = refused.status
                errors["text"] = next(iter(refused.fields.get("text", [])), refused.message)
            else:
                messages.success(request, "已收到您的申请，决定以后通知您。")
                return redirect("cases_citizen:licence", number=number)
    by_item = renewal_item(found)
    context = {
        "licence": found,
        "renewal_item": by_item,
        "renewing": found.requests.filter(case__isnull=False, outcome="")
        .select_related("case__matter")
        .first(),
        "kinds": [one for one in _CHOICES if not (by_item and one[0] == LicenceAct.RENEW)],
        "kind": kind,
        "text": text,
        "errors": errors,
        "requests": found.requests.order_by("-filed_at"),
        "changes": found.changes.order_by("-done_at"),
        "papers": documents.of_matter(found.matter_id),
        "due": bool(found.warn_on and found.warn_on <= local_day(at)),
    }
    return render(request, "cases/citizen/licence.html", context, status=status)
