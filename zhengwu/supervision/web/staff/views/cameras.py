"""监控点: the register of cameras by window, a stream's address, a still of a card."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.files import queries as files
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Window
from zhengwu.supervision import actions, policy, registry
from zhengwu.supervision.enums import CameraState
from zhengwu.supervision.models import Camera, Still
from zhengwu.supervision.web.staff.forms import CameraForm
from zhengwu.supervision.web.staff.views.cards import beside
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


@access(policy.oversees)
@require_safe
def cameras(request: HttpRequest) -> HttpResponse:
    """All cameras, which law governs them, and the local choices about stills."""
    table = Table(
        request, Camera.objects.select_related("window__hall"),
        columns=[
            Column("code", "编号", kind="short",
                   url=lambda row: reverse("supervision_staff:camera", args=[row.code])),
            Column("place", "位置"),
            Column("window", "窗口", value=lambda row: row.window.name if row.window else "—"),
            Column("window_code", "窗口编号", kind="short",
                   value=lambda row: row.window.code if row.window else "—"),
            Column("hall", "大厅",
                   value=lambda row: row.window.hall.name if row.window else "—"),
            Column("state", "状态", kind="short", value=lambda row: row.state_name),
            Column("stills", "发牌时取画面", kind="short",
                   value=lambda row: "取" if row.takes_stills else "不取"),
            Column("notice", "提示标识", kind="short",
                   value=lambda row: "是" if row.notice_posted else "否"),
        ],
        order="code",
        empty_title="没有登记监控点",
        empty_text="可以逐个登记，也可以用 Excel 表导入。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("监控点"))
    context = {
        "table": table,
        "total": Camera.objects.count(),
        "at_windows": Camera.objects.exclude(window=None).count(),
        "law": registry.camera_law(),
        "choices": registry.still_choices(now()),
        "networks": settings.CAMERA_NETWORKS,
        "oversees": True,
    }
    return render(request, "supervision/staff/cameras.html", context)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """One more camera."""
    first = {"state": CameraState.WORKING, "kind": "http"}
    return _form_page(request, CameraForm(request.POST or None, initial=first), None)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def camera(request: HttpRequest, code: str) -> HttpResponse:
    """One camera: what is registered, changed on the same page."""
    row = get_object_or_404(Camera.objects.select_related("window"), code=code)
    initial: dict[str, Any] = {
        "code": row.code, "place": row.place, "state": row.state, "stream": row.stream,
        "window": row.window.code if row.window else "", "kind": row.kind,
        "snapshot": row.snapshot, "notice_posted": row.notice_posted, "ground": row.ground,
    }  # fmt: skip
    form = CameraForm({**request.POST.dict(), "code": row.code} if request.method == "POST"
                      else None, initial=initial)  # fmt: skip
    form.fields["code"].disabled = True
    return _form_page(request, form, row)


def _form_page(request: HttpRequest, form: CameraForm, row: Camera | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _registered(form, request, row):
            messages.success(request, "已登记。")
            return redirect("supervision_staff:cameras")
    context = {"form": form, "row": row, "signs_in": bool(row and row.credentials)}
    return render(request, "supervision/staff/camera.html", context, status=status)


def _registered(form: CameraForm, request: HttpRequest, row: Camera | None) -> bool:
    data = form.cleaned_data
    if row is None and Camera.objects.filter(code=data["code"]).exists():
        form.add_error("code", "这个编号已经登记过")
        return False
    plan = actions.CameraPlan(
        data["place"], Window.objects.filter(code=data["window"]).first(), data["stream"],
        data["kind"], data["snapshot"], data["user"], data["password"], data["forget_sign_in"],
        data["notice_posted"], data["ground"], CameraState(data["state"]),
    )  # fmt: skip
    try:
        actions.register_camera(data["code"], plan=plan, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    return True


@access(policy.oversees)
@require_POST
def stream(request: HttpRequest, code: str) -> HttpResponse:
    """The stream's address; that it was asked for is recorded first."""
    row = get_object_or_404(Camera.objects.select_related("window__hall"), code=code)
    address = actions.view_stream(row, by=actor_of(request), at=now())
    return render(request, "supervision/staff/stream.html", {"row": row, "address": address})


@access(policy.oversees)
@require_POST
@once
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the camera for one picture now, in a job; its page tells in words what came."""
    row = get_object_or_404(Camera, code=code)
    try:
        work = actions.ask_trial(row, by=actor_of(request), at=now())
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect("supervision_staff:camera", code=code)
    return redirect("desks_staff:job", job_id=work.pk)


@access(policy.supervises)
@require_safe
def still(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture itself; who looks is recorded before a byte is sent."""
    row = get_object_or_404(Still.objects.select_related("card"), pk=pk)
    if not policy.may_see_still(actor_of(request), row.card):
        raise Http404
    stored = actions.view_still(row, by=actor_of(request), at=now())
    return cast("HttpResponse", files.response(stored, inline=True))
