"""Four-panel appraisal: draw up, list the panels, open, freeze, publish."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, policy, queries, registry
from zhengwu.evaluation.actions import Member
from zhengwu.evaluation.enums import PANEL_NAMES, Panel, Scope, SurveyKind, SurveyState
from zhengwu.evaluation.models import Survey
from zhengwu.evaluation.web.staff.forms import PanelForm, ReceiptForm, SurveyForm
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
    context = {**context_of(actor_of(request)), "rows": rows, "kinds": registry.surveys()}
    return render(request, "evaluation/staff/surveys.html", context)


@access(policy.keeps_quality)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Draw one up; which sort stands in the address."""
    kind, kinds = request.GET.get("kind", SurveyKind.FOUR_PANEL), registry.surveys()
    if kind not in kinds:
        raise Http404
    form, status = SurveyForm(request.POST or None, kind=kind), 200
    panels = list(kinds[kind]["weights"])
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = actions.draw_up(
                    data["number"], name=data["name"], closes_on=data["closes_on"],
                    basis=data["basis"], kind=SurveyKind(kind),
                    scope=Scope(data["scope"]) if data.get("scope") else None,
                    weights={panel: data[f"weight_{panel}"] for panel in panels},
                    least={panel: data[f"least_{panel}"] for panel in panels},
                    by=actor_of(request), at=now(),
                )  # fmt: skip
            except Refusal as refused:
                beside(form, refused)
            else:
                return redirect("evaluation_staff:survey", number=row.number)
    context = {**context_of(actor_of(request)), "form": form, "kind": kinds[kind]}
    return render(request, "evaluation/staff/survey_new.html", context, status=status)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """One survey: its panels, its state, its result once it is fixed."""
    actor = actor_of(request)
    row = get_object_or_404(Survey, number=number)
    seen = _Seen(PanelForm(), ReceiptForm(initial={"on": local_day(now())}))
    if request.method == "POST" and _acted(request, row, seen):
        return redirect(request.path)
    context: dict[str, Any] = {
        **context_of(actor),
        "row": row,
        "panels": queries.panels_of(row),
        "result": queries.survey_result(row),
        "remarks": list(row.remarks.all()[:200]) if row.frozen_at else [],
        "form": seen.form,
        "report": seen.report,
        "offered": _offered(actor, row, now()),
        "panel_names": [PANEL_NAMES[Panel(one)] for one in row.weights],
        "kind": registry.surveys()[row.kind],
        "to": _receiver(row),
        "services": list(row.paper.services.all()) if row.paper else [],
        "receipt": seen.receipt,
        "may_receive": policy.judges(actor),
    }
    return render(request, "evaluation/staff/survey.html", context, status=seen.status)


@dataclass
class _Seen:
    """The forms of the page as they came back, and what is wrong with a list."""

    form: PanelForm
    receipt: ReceiptForm
    report: list[str] = field(default_factory=list)
    status: int = 200


def _acted(request: HttpRequest, row: Survey, seen: _Seen) -> bool:
    """Run what was asked; False where the page is shown again."""
    code = request.POST.get("act", "")
    if code in ("check", "list"):
        return _listed(request, row, seen, code)
    if code == "receipt":
        seen.receipt, seen.status = ReceiptForm(request.POST), 422
        return seen.receipt.is_valid() and _signed_for(request, row, seen.receipt)
    seen.status = 409
    return _tried(request, row, code, [])


def _listed(request: HttpRequest, row: Survey, seen: _Seen, code: str) -> bool:
    seen.form, seen.status = PanelForm(request.POST), 422
    if not seen.form.is_valid():
        return False
    members, seen.report = parsed(seen.form.cleaned_data["lines"])
    if seen.report:
        return False
    if code == "list":
        return _tried(request, row, "list", members)
    messages.success(request, f"检查通过：{len(members)} 人，还没有导入。")
    seen.status = 200
    return False


def _receiver(row: Survey) -> str:
    to = registry.surveys()[row.kind].get("to", "")
    return registry.text(to, now()) if to else ""


def _signed_for(request: HttpRequest, row: Survey, form: ReceiptForm) -> bool:
    try:
        actions.write_receipt(row, **form.cleaned_data, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已登记签收。")
    return True


def _offered(actor: Actor, row: Survey, at: datetime) -> list[tuple[str, str]]:
    found = []
    if policy.signs(actor) and _receiver(row) and row.frozen_at and row.paper is None:
        found.append(("deliver", f"签发结果，移送{_receiver(row)}"))
    if not policy.keeps_quality(actor):
        return found
    over = local_day(at) > row.closes_on or not row.slips.filter(used=False).exists()
    by_state = {
        SurveyState.DRAFT: [("open", "开始评议")],
        SurveyState.OPEN: [("freeze", "截止并固定结果")] if over else [],
        SurveyState.FROZEN: [("publish", "向社会公布")],
    }
    return [*by_state.get(SurveyState(row.state), []), *found]


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
        elif code == "deliver":
            actions.deliver_result(row, by=by, at=at)
            messages.success(request, "已签发，请送达并登记签收。")
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
    """One link to be handed out."""

    panel: str
    link: str


@access(policy.keeps_quality)
@require_safe
def links(request: HttpRequest, number: str) -> HttpResponse:
    """The links as a sheet, to be printed, mixed and dealt out. There is no name in it, and no
    table that joins one with a name; who has used one is not in it either."""
    row = get_object_or_404(Survey, number=number)
    lines = [
        Line(
            one.panel_name,
            f"{settings.SITE_URL}{reverse('evaluation_citizen:survey', args=[one.token])}",
        )
        for one in row.slips.all()
    ]
    columns = [Column("panel", "类别"), Column("link", "评议链接")]
    stream = io.BytesIO()
    write_xlsx(stream, columns, lines, "评议链接")
    response = HttpResponse(
        stream.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="links-{row.number}.xlsx"'
    return response


@access(policy.oversees)
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The fixed result as a sheet, each panel a column, with the digest of the paper."""
    row = get_object_or_404(Survey, number=number, frozen_at__isnull=False)
    columns = [
        Column("rank", "名次", kind="number"), Column("name", "单位"),
        Column("score", "得分", kind="number"),
        *(Column(one, PANEL_NAMES[Panel(one)], value=_score_of(one)) for one in row.weights),
        Column("digest", "结果摘要值", value=lambda _: row.result_digest),
    ]  # fmt: skip
    stream = io.BytesIO()
    write_xlsx(stream, columns, queries.survey_result(row), "评议结果")
    stream.seek(0)
    name = f"{row.name}结果.xlsx"
    return cast("HttpResponse", FileResponse(stream, as_attachment=True, filename=name))


def _score_of(panel: str) -> Callable[[Any], Any]:
    """How a column finds the score that one panel gave."""

    def found(one: Any) -> Any:
        return one.panels[panel]

    return found
