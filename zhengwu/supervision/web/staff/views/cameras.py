"""监控点: the register of cameras by window."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Window
from zhengwu.supervision import actions, policy
from zhengwu.supervision.enums import CameraState
from zhengwu.supervision.models import Camera
from zhengwu.supervision.web.staff.forms import CameraForm
from zhengwu.supervision.web.staff.views.cards import beside
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def cameras(request: HttpRequest) -> HttpResponse:
    """All cameras; one more, or one changed (same code); a stream's address on demand."""
    by, at, status = actor_of(request), now(), 200
    if wanted := request.POST.get("view", ""):
        camera = get_object_or_404(Camera, code=wanted)
        address = actions.view_stream(camera, by=by, at=at)
        messages.info(request, f"{camera}：{address or '没有登记视频流地址'}。查看已记录。")
        return redirect("supervision_staff:cameras")
    form = CameraForm(request.POST or None, initial={"state": CameraState.WORKING})
    if request.method == "POST":
        status = 422
        if form.is_valid() and _registered(form, request):
            messages.success(request, "已登记。")
            return redirect("supervision_staff:cameras")
    context = {
        "rows": Camera.objects.select_related("window__hall"),
        "form": form,
        "oversees": True,
    }
    return render(request, "supervision/staff/cameras.html", context, status=status)


def _registered(form: CameraForm, request: HttpRequest) -> bool:
    data = form.cleaned_data
    window = Window.objects.filter(code=data["window"]).first()
    try:
        actions.register_camera(
            data["code"], place=data["place"], window=window, stream=data["stream"],
            state=CameraState(data["state"]), by=actor_of(request), at=now(),
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
