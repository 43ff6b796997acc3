"""Attendance files: upload and try, report by row, apply or give up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Hall
from zhengwu.personnel import actions, policy
from zhengwu.personnel.enums import LEFT_OUT, ROW_NAMES, FileState, RowState
from zhengwu.personnel.models import Device, DeviceFile
from zhengwu.personnel.web.staff.forms.attendance import FileForm, SeenForm
from zhengwu.personnel.web.staff.views.pages import beside, form_page, halls
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, write_xlsx

_SHOWN = 200
_RECENT = 20
_HEADS = ("原文件行号", "号码", "姓名", "考勤机", "打卡时间", "结果", "说明")
_ORDER = [*LEFT_OUT, RowState.DOUBLED, RowState.KNOWN, RowState.NEW]


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def files(request: HttpRequest) -> HttpResponse:
    """Upload a file; it is tried at once and nothing is stored."""

    def run(form: FileForm) -> str:
        data = form.cleaned_data
        row = actions.import_file(
            data["file"].read(), name=data["file"].name, hall=Hall.objects.get(pk=data["hall"]),
            first=data["first"], last=data["last"], by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:file", args=[row.pk])

    options = {"hall": halls()}
    form = FileForm(request.POST or None, request.FILES or None, options=options)
    rows = DeviceFile.objects.select_related("hall").defer("report", "swipes")
    return form_page(
        request, form, run, title="考勤文件", submit="试读",
        back=reverse("personnel_staff:month"), done="已试读，还没有导入。",
        template="personnel/staff/files.html", files=rows.order_by("-made_at")[:_RECENT],
        devices=Device.objects.filter(retired_on=None).select_related("hall"),
    )  # fmt: skip


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would become of each row, or did; take the file over or give it up."""
    row = get_object_or_404(DeviceFile.objects.select_related("hall"), pk=pk)
    form, status = SeenForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            _ACTS[request.POST.get("act", "apply")](row, form.cleaned_data, actor_of(request))
        except Refusal as refused:
            beside(form, refused)
            status = refused.status
        else:
            messages.success(request, "已办理。导入的日子会自动判定，稍后在月考勤表里看结果。")
            return redirect("personnel_staff:file", pk=pk)
    lines = sorted(row.report, key=lambda one: _ORDER.index(RowState(one[5])))
    context = {
        "row": row,
        "form": form,
        "open": row.state == FileState.TRIED,
        "lines": [(*one[:5], ROW_NAMES[RowState(one[5])], one[6], one[5] in LEFT_OUT)
                  for one in lines[:_SHOWN]],
        "hidden": max(0, len(lines) - _SHOWN),
        "counts": [(ROW_NAMES[one], row.counts.get(one, 0), one in LEFT_OUT) for one in _ORDER],
        "new": row.counts.get(RowState.NEW, 0),
    }  # fmt: skip
    return render(request, "personnel/staff/file.html", context, status=status)


def _apply(row: DeviceFile, data: dict[str, Any], actor: Any) -> None:
    actions.apply_file(row, seen=data["seen"], note=data["note"], by=actor, at=now())


def _discard(row: DeviceFile, data: dict[str, Any], actor: Any) -> None:
    actions.discard_file(row, by=actor, at=now())


_ACTS: dict[str, Callable[[DeviceFile, dict[str, Any], Any], None]] = {
    "apply": _apply,
    "discard": _discard,
}


def _place(place: int) -> Callable[[list[Any]], Any]:
    return lambda row: ROW_NAMES[RowState(row[place])] if place == 5 else row[place]


@access(policy.keeps)
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report row by row, in the order of the file."""
    row = get_object_or_404(DeviceFile, pk=pk)
    columns = [Column(str(place), label, value=_place(place)) for place, label in enumerate(_HEADS)]
    stream = io.BytesIO()
    write_xlsx(stream, columns, row.report, "逐行报告")
    stream.seek(0)
    answer = FileResponse(stream, as_attachment=True, filename="考勤导入报告.xlsx")
    return cast("HttpResponse", answer)


@access(policy.keeps)
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """An example of the format; with the mark that lets a spreadsheet read it as UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["工号", "姓名", "考勤机", "打卡时间"])
    writer.writerow(["GA0001", "张三", "ZK01", "2026-09-01 08:55:10"])
    headers = {"Content-Disposition": 'attachment; filename="attendance.csv"'}
    content = "\ufeff" + stream.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
