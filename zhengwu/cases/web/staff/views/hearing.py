"""The room of a hearing: who is heard, until when, and each act of it on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import policy
from zhengwu.cases.queries.hearing import hearing_obstacle, page_of_hearing
from zhengwu.cases.web.staff.tables import Days
from zhengwu.cases.web.staff.views.hearing_acts import ACTS, BY_CODE, room_of
from zhengwu.cases.web.staff.views.scene import scene_of
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.web.access import access
from zhengwu.web.once import once


@access(policy.may_use_desk)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Parties, statements, clocks, sittings, minutes – and what may be done now."""
    room = room_of(scene_of(request, number), "")
    required = room.terms.hearing
    context = {
        "case": room.case,
        "required": required,
        "obstacle": hearing_obstacle(room.case, required=required, at=room.at),
        "acts": [act for act in ACTS if not act.targeted and act.offered(room)],
        "handles": room.handles,
        "heads": room.heads,
        **page_of_hearing(room.case, room.at),
    }
    return render(request, "cases/staff/hearing.html", context)


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for what the act needs, and do it; a refusal keeps everything that was typed."""
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise NotThere
    room = room_of(scene_of(request, number), request.GET.get("id", "")[:64])
    back = reverse("cases_staff:hearing", args=[number])
    if not wanted.offered(room):
        messages.info(request, "这项操作现在不能办理：听证的状态已经变化，或者不属于您的职责。")
        return redirect(back)
    form = wanted.form(room, request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                wanted.run(room, form)
            except Refusal as refused:
                refusal, status = refused, refused.status
                for name, texts in refused.fields.items():
                    form.add_error(name if name in form.fields else None, texts)
            else:
                messages.success(request, wanted.done)
                return redirect(back)
    context = {
        "case": room.case,
        "act": wanted,
        "title": wanted.label,
        "intro": wanted.intro,
        "form": form,
        "refusal": refusal,
        "back": back,
        "stage": Days(room.at).stage(room.case),
    }
    return render(request, wanted.template, context, status=status)
