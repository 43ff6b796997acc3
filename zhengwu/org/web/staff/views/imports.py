"""Staff lists: upload, report, apply or discard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org import actions, policy
from zhengwu.org.enums import ImportState
from zhengwu.org.models import ImportRun
from zhengwu.org.rules.refusals import SheetTooLarge
from zhengwu.org.rules.report import OUTCOMES, as_xlsx, template
from zhengwu.org.rules.sheet import MOST_BYTES
from zhengwu.org.rules.staff_rows import LABELS
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import ImportForm
from .forms import show

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 500


@access(policy.may_import_staff)
@once
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a list; it is tried at once and nothing is changed."""
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                return redirect("org_staff:import", pk=_try(request, form).pk)
            except Refusal as refusal:
                show(refusal, form)
                status = refusal.status
    runs = ImportRun.objects.filter(what="staff").select_related("made_by")[:20]
    context = {"form": form, "runs": runs}
    return render(request, "org/staff/import_new.html", context, status=status)


def _try(request: HttpRequest, form: ImportForm) -> ImportRun:
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        raise SheetTooLarge(reason=f"文件超过 {MOST_BYTES // 1024 // 1024} MB")
    return actions.import_staff(
        file.read(),
        file_name=file.name,
        mapping=form.mapping(),
        by=actor_of(request),
        at=now(),
    )


@access(policy.may_import_staff)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What each row would do, or did."""
    run = get_object_or_404(ImportRun.objects.select_related("made_by"), pk=pk, what="staff")
    rows = run.report["rows"]
    order = ["faulty", "changed", "new", "same"]
    ranked = sorted(rows, key=lambda line: order.index(line["outcome"]))
    context = {
        "run": run,
        "rows": [{**line, "label": OUTCOMES[line["outcome"]]} for line in ranked[:_SHOWN]],
        "hidden": max(0, len(rows) - _SHOWN),
        "counts": run.report["counts"],
        "columns": [(LABELS[name], head) for name, head in run.report["columns"].items()],
        "open": run.state == ImportState.TRIED.value,
    }
    return render(request, "org/staff/import.html", context)


@access(policy.may_import_staff)
@require_POST
@once
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the list over."""
    run = get_object_or_404(ImportRun, pk=pk, what="staff")
    try:
        actions.apply_staff(run, by=actor_of(request), at=now())
    except Refusal as refusal:
        problems = [text for several in refusal.fields.values() for text in several]
        messages.error(request, "；".join(problems) or refusal.message)
    else:
        messages.success(request, "已导入。")
    return redirect("org_staff:import", pk=pk)


@access(policy.may_import_staff)
@require_POST
@once
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the list up."""
    run = get_object_or_404(ImportRun, pk=pk, what="staff")
    actions.discard_import(run, by=actor_of(request), at=now())
    messages.success(request, "已放弃，上传的名单已清除。")
    return redirect("org_staff:import_new")


@access(policy.may_import_staff)
def report_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report row by row, in the order of the list."""
    run = get_object_or_404(ImportRun, pk=pk, what="staff")
    return _sheet(as_xlsx(run.report["rows"]), "导入报告.xlsx")


@access(policy.may_import_staff)
def blank(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in."""
    return _sheet(template(), "人员名单模板.xlsx")


def _sheet(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        content, content_type=SHEET, headers={"Content-Disposition": disposition or "attachment"}
    )
