"""The box, the hotline, letters and visits: written down by staff with what the person said."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.complaints import actions, policy, queries
from zhengwu.complaints.enums import Channel
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.web.citizen.views.write import beside
from zhengwu.complaints.web.staff.forms import RegisterForm
from zhengwu.files import actions as files
from zhengwu.files.models import StoredFile
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.enums import Duty
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import key_of, once

_PLAIN = (
    "kind", "organ", "about_name", "case", "ticket", "text", "naming", "name", "phone", "address",
)  # fmt: skip


@access(policy.may_register)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Register; the receipt shows number and query code once, to be handed over."""
    actor = actor_of(request)
    town = next(iter(actor.organs_with(Duty.TOWN_MANAGER, Duty.TOWN_CLERK)), "")
    first = {
        "channel": Channel.TOWN if town else Channel.WINDOW, "organ": town, "naming": "real",
        "case": request.GET.get("case", "")[:60],
    }  # fmt: skip
    form = RegisterForm(request.POST or None, initial=first)
    status, problem = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            row, problem = _registered(request, form)
            if row is not None:
                code = row.matter.query_code
                messages.success(
                    request, f"已登记 {row.matter.number}，查询码 {code}，请交给投诉人。"
                )
                found = queries.complaints_of(actor).filter(pk=row.pk).exists()
                if not found:  # somebody else's desk, for instance because it concerns this one
                    return redirect("complaints_staff:list")
                return redirect("complaints_staff:complaint", number=row.matter.number)
    context = {"form": form, "file_error": problem}
    return render(request, "complaints/staff/new.html", context, status=status)


def _registered(request: HttpRequest, form: RegisterForm) -> tuple[Complaint | None, str]:
    actor, data, at = actor_of(request), form.cleaned_data, now()
    kept: list[StoredFile] = []
    try:
        for upload in request.FILES.getlist("files"):
            got = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            kept.append(files.keep(got, purpose="material", by=actor, at=at))
    except Refusal as refused:
        return None, refused.message
    try:
        letter = actions.Letter(
            **{name: data[name] or "" for name in _PLAIN}, happened_on=data["happened_on"],
            channel=Channel(data["channel"]), files=tuple(kept), once_key=key_of(request),
        )  # fmt: skip
        return actions.receive(letter, by=actor, at=at), ""
    except Refusal as refused:
        beside(form, refused)
        return None, ""
