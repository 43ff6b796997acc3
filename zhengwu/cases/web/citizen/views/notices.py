"""Public notices open to objections."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, queries
from zhengwu.cases.models import PublicNotice
from zhengwu.cases.web.citizen.views.public import masked_applicant
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_LIST = 20


@access(anyone)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What organs intend, the latest last day first; natural persons are masked."""
    rows = PublicNotice.objects.select_related("case__matter")
    page = paged(rows, ["-to_on", "-id"], request.GET, _LIST)
    organs = queries.names_of(one.case.organ_code for one in page.rows)
    today = local_day(now())
    lines = [
        {
            "notice": one,
            "title": one.case.matter.title,
            "who": masked_applicant(one.case),
            "organ": organs.get(one.case.organ_code, ""),
            "open": today <= one.to_on,
        }
        for one in page.rows
    ]
    return render(request, "cases/citizen/notices.html", {"rows": lines, "page": page})


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def objection(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Object, by name, while the notice runs; one's own objections and their answers."""
    notice = get_object_or_404(PublicNotice.objects.select_related("case__matter"), pk=notice_id)
    actor, at = actor_of(request), now()
    typed = {name: request.POST.get(name, "")[:4000] for name in ("name", "phone", "text")}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            actions.object_to(notice, **typed, by=actor, at=at)
        except Refusal as refused:
            status = refused.status
            errors = {key: texts[0] for key, texts in refused.fields.items()}
            errors = errors or {"text": refused.message}
        else:
            messages.success(request, "已收到您的异议，本机关将作出答复。")
            return redirect("cases_citizen:objection", notice_id=notice_id)
    context = {
        "notice": notice,
        "who": masked_applicant(notice.case),
        "typed": typed,
        "errors": errors,
        "open": local_day(at) <= notice.to_on,
        "mine": notice.objections.filter(filed_key=f"person:{actor.id}").order_by("filed_at"),
    }
    return render(request, "cases/citizen/objection.html", context, status=status)
