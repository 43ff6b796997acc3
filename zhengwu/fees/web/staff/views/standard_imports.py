"""A sheet of standards: uploaded and tried, its report read, handed in for approval whole."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.models import StandardsFile, StandardVersion
from zhengwu.fees.rules.standard_rows import COLUMNS
from zhengwu.fees.web.staff.forms.finance import FileForm
from zhengwu.fees.web.staff.views.pages import form_page
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import escaped


def _address(row: StandardsFile) -> str:
    return reverse("fees_staff:standards_file", args=[row.pk])


@access(policy.may_import_standards)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Upload a sheet; it is read at once and nothing is changed."""

    def run(form: forms.Form) -> str:
        file = form.cleaned_data["file"]
        tried = actions.try_standards(
            file.read(), file_name=file.name, by=actor_of(request), at=now()
        )
        return _address(tried)

    return form_page(
        request, FileForm(request.POST or None, request.FILES or None), run,
        title="导入收费标准", submit="试读", back=reverse("fees_staff:standards"), done="已试读",
        upload="1", template="fees/staff/standards_import.html",
        files=StandardsFile.objects.defer("content")[:10],
    )  # fmt: skip


@access(policy.may_import_standards)
@once
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report of a sheet, row by row; POST hands it in."""
    row = get_object_or_404(StandardsFile.objects.defer("content"), pk=pk)
    if request.method == "POST":
        try:
            actions.hand_in_standards(row, by=actor_of(request), at=now())
            messages.success(request, "已全部提交审批，由复核岗逐项批准公布")
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect(_address(row))
    return render(request, "fees/staff/standards_file.html", {"file": row, "report": row.report})


@access(policy.may_see_standards)
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """The standards in force in the very form that can be imported."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in queries.public_standards(local_day(now())).order_by("standard"):
        values = _cells(one)
        writer.writerow([escaped(values[name]) for name in COLUMNS])
    headers = {"Content-Disposition": "attachment; filename=standards.csv"}
    content = text.getvalue().encode("utf-8-sig")
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _cells(one: StandardVersion) -> dict[str, str]:
    facts = "；".join(f"{f['name']} {f['label']} {f['unit']}".strip() for f in one.facts)
    grades = "；".join(f"{g['upto'] or '以上'} {g['rate']}" for g in one.brackets)
    numbers = {"标准": one.rate or "", "最低": one.least, "最高": one.most}
    return {
        "编码": one.standard_id,
        "收费项目": one.standard.name,
        "执收单位": one.standard.organ.name,
        "依据层级": one.get_basis_level_display(),
        "依据名称": one.basis_law,
        "计算方法": one.get_formula_display(),
        "公布的收费标准": one.rate_words,
        "执行日期": one.effective_from.isoformat(),
        "因许可收取": "是" if one.licence else "否",
        "条款": one.basis_article,
        "文号": one.basis_document_no,
        "非税项目编码": one.revenue_code,
        "计费数": facts,
        "分档": grades,
        "计算式": one.expression,
        "取整": one.get_rounding_display(),
        "终止日期": one.effective_to.isoformat() if one.effective_to else "",
        "待核实": one.to_confirm,
        **{name: "" if value is None else str(value) for name, value in numbers.items()},
    }
