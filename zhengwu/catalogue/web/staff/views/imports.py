"""The import wizard: upload and dry run, columns, row report, apply."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhengwu.catalogue import actions, policy
from zhengwu.catalogue.enums import ImportState, Severity
from zhengwu.catalogue.models import ImportFault, ImportRun
from zhengwu.catalogue.rules.rows import FAULT_NAMES, FIELDS, NEEDED
from zhengwu.catalogue.rules.sheets import MAX_BYTES
from zhengwu.jobs.models import Job
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


@access(policy.may_import)
@once
def begin(request: HttpRequest) -> HttpResponse:
    """Upload a file; it is read at once and nothing is changed."""
    error, status = "", 200
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error, status = "请选择要导入的文件。", 422
        elif (file.size or 0) > MAX_BYTES:
            error, status = f"文件超过 {MAX_BYTES // 1024 // 1024} MB。", 422
        else:
            try:
                run = actions.begin_import(
                    str(file.name), file.read(), by=actor_of(request), at=now()
                )
                return redirect("catalogue_staff:import", pk=run.pk)
            except Refusal as refusal:
                error, status = refusal.message, refusal.status
    runs = ImportRun.objects.defer("content").order_by("-at")[:20]
    context = {"error": error, "runs": runs, "fields": FIELDS, "needed": NEEDED}
    return render(request, "catalogue/staff/import_new.html", context, status=status)


def _run(pk: UUID) -> ImportRun:
    return get_object_or_404(ImportRun.objects.defer("content"), pk=pk)


@access(policy.may_import)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found, and what to do with it."""
    return _report(request, _run(pk))


def _report(
    request: HttpRequest, run: ImportRun, error: str = "", status: int = 200
) -> HttpResponse:
    severe = set(
        run.faults.filter(severity=str(Severity.ERROR)).values_list("code", flat=True).distinct()
    )
    context = {
        "run": run,
        "table": _faults(request, run),
        "columns": [(n, label, run.mapping.get(n, ""), n in NEEDED) for n, label in FIELDS.items()],
        "counts": [
            (FAULT_NAMES.get(code, code), code, n, code in severe) for code, n in run.counts.items()
        ],
        "bad": run.total - run.good,
        "applied": run.state == ImportState.APPLIED,
        "job": Job.objects.filter(pk=run.job_id).first() if run.job_id else None,
        "error": error,
    }
    return render(request, "catalogue/staff/import.html", context, status=status)


def _faults(request: HttpRequest, run: ImportRun) -> Table:
    rows = ImportFault.objects.filter(run=run)
    if code := request.GET.get("code"):
        rows = rows.filter(code=code)
    return Table(
        request,
        rows,
        columns=[
            Column("line", "行号", kind="number", sort="line"),
            Column("severity", "程度", kind="short", sort="severity", value=_severity),
            Column("code", "问题", value=lambda f: FAULT_NAMES.get(f.code, f.code)),
            Column("message", "说明"),
        ],
        order="severity",
        empty_title="没有发现问题",
        empty_text="每一行都可以导入。",
    )


def _severity(fault: ImportFault) -> str:
    return Severity(fault.severity).label


@access(policy.may_import)
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The row report as a file."""
    return cast("HttpResponse", _faults(request, _run(pk)).export("导入问题报告"))


@access(policy.may_import)
@require_POST
@once
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the file again with the columns chosen by hand."""
    mapping = {name: request.POST.get(f"column_{name}", "") for name in FIELDS}
    chosen = {name: column for name, column in mapping.items() if column}
    try:
        actions.remap(_run(pk), chosen, by=actor_of(request), at=now())
    except Refusal as refusal:
        return _report(request, _run(pk), refusal.message, refusal.status)
    messages.success(request, "已按新的列对应重新检查。")
    return redirect("catalogue_staff:import", pk=pk)


@access(policy.may_import)
@require_POST
@once
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Apply: at once, or as a job when the file is long."""
    run, skip = _run(pk), request.POST.get("skip") == "1"
    try:
        run = actions.apply_or_enqueue(run, skip_errors=skip, by=actor_of(request), at=now())
    except Refusal as refusal:
        return _report(request, _run(pk), refusal.message, refusal.status)
    if run.state == ImportState.APPLIED:
        messages.success(request, f"已导入：新增 {run.created_count}，更新 {run.updated_count}。")
    else:
        messages.info(request, "文件较长，正在后台导入，可以离开本页。")
    return redirect("catalogue_staff:import", pk=pk)
