"""Four-panel appraisal: draw up, list the panels, open, freeze, publish."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, policy, queries
from zhengwu.evaluation.actions import Member
from zhengwu.evaluation.enums import PANEL_NAMES, Panel, Scope, SurveyState
from zhengwu.evaluation.models import Survey
from zhengwu.evaluation.web.staff.forms import PanelForm, SurveyForm
from zhengwu.evaluation.web.staff.views.followups import beside
from zhengwu.evaluation.web.staff.views.home import context_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, write_xlsx

_SPLIT = re.compile(r"[,，\t;；]")
_PHONE = re.compile(r"1[3-9]\d{9}")
_BY_NAME = {name: panel for panel, name in PANEL_NAMES.items()}


@access(policy.oversees)
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys."""
    rows = list(Survey.objects.all()[:100])
    context = {**context_of(actor_of(request)), "rows": rows}
    return render(request, "evaluation/staff/surveys.html", context)


@access(policy.keeps_quality)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Draw one up."""
    form, status = SurveyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = actions.draw_up(
                    data["number"], name=data["name"], closes_on=data["closes_on"],
                    basis=data["basis"], scope=Scope(data["scope"]),
                    weights={panel: data[f"weight_{panel}"] for panel in Panel},
                    least={panel: data[f"least_{panel}"] for panel in Panel},
                    by=actor_of(request), at=now(),
                )  # fmt: skip
            except Refusal as refused:
                beside(form, refused)
            else:
                return redirect("evaluation_staff:survey", number=row.number)
    context = {**context_of(actor_of(request)), "form": form}
    return render(request, "evaluation/staff/survey_new.html", context, status=status)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """One survey: its panels, its state, its result once it is fixed."""
    actor = actor_of(request)
    row = get_object_or_404(Survey, number=number)
    report: list[str] = []
    form, status = PanelForm(), 200
    code = request.POST.get("act", "")
    if request.method == "POST" and code in ("check", "list"):
        form, status = PanelForm(request.POST), 422
        if form.is_valid():
            members, report = parsed(form.cleaned_data["lines"])
            if not report and code == "list" and _tried(request, row, "list", members):
                return redirect(request.path)
            if not report and code == "check":
                messages.success(request, f"检查通过：{len(members)} 人，还没有导入。")
                status = 200
    elif request.method == "POST" and _tried(request, row, code, []):
        return redirect(request.path)
    elif request.method == "POST":
        status = 409
    context: dict[str, Any] = {
        **context_of(actor),
        "row": row,
        "panels": queries.panels_of(row),
        "result": queries.survey_result(row),
        "remarks": list(row.remarks.all()[:200]) if row.frozen_at else [],
        "form": form,
        "report": report,
        "offered": _offered(actor, row, now()),
        "panel_names": list(PANEL_NAMES.values()),
    }
    return render(request, "evaluation/staff/survey.html", context, status=status)


def _offered(actor: Actor, row: Survey, at: datetime) -> list[tuple[str, str]]:
    if not policy.keeps_quality(actor):
        return []
    over = local_day(at) > row.closes_on or not row.invitees.filter(used=False).exists()
    by_state = {
        SurveyState.DRAFT: [("open", "开始评议")],
        SurveyState.OPEN: [("freeze", "截止并固定结果")] if over else [],
        SurveyState.FROZEN: [("publish", "向社会公布")],
    }
    return by_state.get(SurveyState(row.state), [])


def _tried(request: HttpRequest, row: Survey, code: str, members: list[Member]) -> bool:
    by, at = actor_of(request), now()
    try:
        if code == "list":
            actions.list_panel(row, members, by=by, at=at)
            messages.success(request, f"已导入 {len(members)} 人。")
        elif code == "open":
            actions.open_survey(row, by=by, at=at)
            messages.success(request, "评议已经开始，请发出链接。")
        elif code == "freeze":
            actions.freeze(row, by=by, at=at)
            messages.success(request, "结果已经固定。")
        elif code == "publish":
            actions.publish_survey(row, by=by, at=at)
            messages.success(request, "已向社会公布。")
        else:
            return False
    except Refusal as refused:
        messages.error(request, refused.message)
        return False
    return True


def parsed(text: str) -> tuple[list[Member], list[str]]:
    """The people of a list, and what is wrong, row by row; all or nothing is taken."""
    members, report = [], []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in _SPLIT.split(line)]
        panel, name, phone = (*parts, "", "", "")[:3]
        if panel not in _BY_NAME:
            report.append(f"第 {place} 行：“{panel}”不是四方之一")
        elif not name:
            report.append(f"第 {place} 行：没有姓名")
        elif phone and not _PHONE.fullmatch(phone):
            report.append(f"第 {place} 行：“{phone}”不是手机号码")
        else:
            members.append(Member(_BY_NAME[panel], name, phone))
    if not members and not report:
        report.append("名单是空的")
    return members, report


class Line(NamedTuple):
    """One link of the list that is sent out."""

    panel: str
    name: str
    phone: str
    link: str


@access(policy.keeps_quality)
@require_safe
def links(request: HttpRequest, number: str) -> HttpResponse:
    """The links as a sheet, to be sent or printed. Who has used one is not in it."""
    row = get_object_or_404(Survey, number=number)
    lines = [
        Line(
            one.panel_name, one.name, one.phone,
            f"{settings.SITE_URL}{reverse('evaluation_citizen:survey', args=[one.token])}",
        )
        for one in row.invitees.order_by("panel", "name")
    ]  # fmt: skip
    columns = [
        Column("panel", "类别"), Column("name", "姓名"), Column("phone", "电话"),
        Column("link", "评议链接"),
    ]  # fmt: skip
    stream = io.BytesIO()
    write_xlsx(stream, columns, lines, "评议链接")
    response = HttpResponse(
        stream.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="links-{row.number}.xlsx"'
    return response
