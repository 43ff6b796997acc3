"""A sheet of cameras: uploaded and tried, its report read, taken over whole."""

from __future__ import annotations

import io
from operator import itemgetter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.supervision import actions, policy
from zhengwu.supervision.models import Camera, CameraSheet
from zhengwu.supervision.rules.camera_rows import COLUMNS
from zhengwu.supervision.web.staff.forms import CameraSheetForm
from zhengwu.supervision.web.staff.views.cards import beside
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, write_xlsx

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OUTCOMES = {"faulty": "有误", "new": "新增", "changed": "更新", "same": "无变化"}


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a sheet; it is tried at once and nothing is changed."""
    form, status = CameraSheetForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                tried = actions.try_cameras(
                    file.read(), file_name=file.name, by=actor_of(request), at=now()
                )
                return redirect("supervision_staff:camera_sheet", pk=tried.pk)
            except Refusal as refused:
                beside(form, refused)
    context = {"form": form, "sheets": CameraSheet.objects.defer("content")[:10]}
    return render(request, "supervision/staff/camera_sheet_new.html", context, status=status)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report row by row, the faulty first; POST takes the sheet over."""
    row = get_object_or_404(CameraSheet.objects.defer("content"), pk=pk)
    if request.method == "POST":
        try:
            actions.apply_cameras(row, by=actor_of(request), at=now())
            messages.success(request, "已全部登记。")
        except Refusal as refused:
            messages.error(request, refused.message)
        return redirect("supervision_staff:camera_sheet", pk=pk)
    lines = sorted(row.report["lines"], key=lambda one: list(_OUTCOMES).index(one["outcome"]))
    shown = [{**line, "label": _OUTCOMES[line["outcome"]]} for line in lines]
    context = {"row": row, "lines": shown, "counts": row.report["counts"]}
    return render(request, "supervision/staff/camera_sheet.html", context)


@access(policy.oversees)
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The register as it stands, in the very form that can be imported; no sign-in is in it."""
    columns = [Column(field, name, value=itemgetter(field)) for name, field, _ in COLUMNS]
    rows = [_cells(one) for one in Camera.objects.select_related("window")]
    stream = io.BytesIO()
    write_xlsx(stream, columns, rows, "监控点")
    disposition = content_disposition_header(True, "监控点表.xlsx")
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(stream.getvalue(), content_type=_SHEET, headers=headers)


def _cells(row: Camera) -> dict[str, str]:
    return {
        "code": row.code,
        "place": row.place,
        "window": row.window.code if row.window else "",
        "stream": row.stream,
        "snapshot": row.snapshot,
        "state": row.state_name,
        "notice": "是" if row.notice_posted else "否",
        "ground": row.ground,
    }
