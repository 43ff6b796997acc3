"""Papers of the assessment, the sheet of a period, the printable table."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.assessment import actions, policy, queries
from zhengwu.assessment.actions.bulletins import TEMPLATE
from zhengwu.assessment.enums import BULLETIN_NAMES, BulletinKind, BulletinState
from zhengwu.assessment.models import Bulletin, Period, Score
from zhengwu.assessment.web.staff.forms import TextForm
from zhengwu.assessment.web.staff.views.periods import beside, period_for
from zhengwu.documents.models import Document
from zhengwu.kernel.errors import NotPermitted, Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, write_xlsx

_COLUMNS = [
    Column("present_rank", "名次", kind="number"),
    Column("name", "考核对象"),
    Column("klass_name", "类别"),
    Column("matters", "办件", kind="number"),
    Column("minus", "扣分", kind="number"),
    Column("plus", "加分", kind="number"),
    Column("total", "计算得分", kind="number",
           value=lambda row: None if row.idle else row.total),
    Column("present_total", "得分", kind="number",
           value=lambda row: None if row.idle else row.present_total),
    Column("present_grade", "等次"),
    Column("veto", "一票否决"),
    Column("unranked", "不参与排名的原因"),
]  # fmt: skip
_LINES = [
    Column("day", "日期", value=lambda row: row["day"]),
    Column("name", "考核对象", value=lambda row: row["name"]),
    Column("criterion", "计分项", value=lambda row: row["criterion"]),
    Column("text", "依据的记录", value=lambda row: row["text"]),
    Column("points", "分值", value=lambda row: row["points"]),
    Column("met", "符合条件", value=lambda row: "是" if row["met"] else "否"),
]


def _sheet(stream: io.BytesIO, name: str) -> HttpResponse:
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx")  # type: ignore[return-value]


@access(policy.may_use)
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The ranking as xlsx."""
    row = period_for(number, actor_of(request))
    stream = io.BytesIO()
    title = f"{row.scheme.name}{row.words}"
    write_xlsx(stream, _COLUMNS, list(queries.scores_in_order(row)), row.words)
    return _sheet(stream, title)


@access(policy.may_use)
@require_safe
def trace(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every fact behind one score as xlsx."""
    actor = actor_of(request)
    score = get_object_or_404(Score.objects.select_related("period__scheme"), pk=pk)
    if not policy.may_see_score(actor, score):
        raise Http404
    rows = [
        {**fact, "name": score.name, "criterion": line.name}
        for line in score.lines.select_related("score")
        for fact in queries.facts_shown(line, actor) or ()
    ]
    stream = io.BytesIO()
    write_xlsx(stream, _LINES, rows, "依据")
    return _sheet(stream, f"{score.name}{score.period.words}计分依据")


@access(policy.may_use)
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The result table as offices print and sign it."""
    row = period_for(number, actor_of(request))
    scores = list(queries.scores_in_order(row))
    context = {
        "row": row,
        "ranked": [one for one in scores if one.present_rank is not None],
        "apart": [one for one in scores if one.present_rank is None],
        "at": now(),
    }
    return render(request, "assessment/staff/paper.html", context)


@access(policy.may_use)
@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """Issued papers; drafts for whoever oversees."""
    rows = Bulletin.objects.select_related("period__scheme", "period__matter")
    if not policy.oversees(actor_of(request)):
        rows = rows.filter(state=BulletinState.ISSUED)
    context = {"rows": rows[:100], "oversees": policy.oversees(actor_of(request))}
    return render(request, "assessment/staff/bulletins.html", context)


@access(policy.assesses)
@require_POST
@once
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Draft a paper of a period from its figures."""
    period = get_object_or_404(Period, matter__number=number)
    kind = request.POST.get("kind", "")
    if kind not in BULLETIN_NAMES:
        raise Http404
    try:
        row = actions.draft_bulletin(
            period, kind=BulletinKind(kind), by=actor_of(request), at=now()
        )
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect("assessment_staff:period", number=number)
    return redirect("assessment_staff:bulletin", pk=row.pk)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def bulletin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One paper: its words, its table, signing."""
    actor, status = actor_of(request), 200
    row = get_object_or_404(
        Bulletin.objects.select_related("period__scheme", "period__matter"), pk=pk
    )
    draft_one = row.state == BulletinState.DRAFT
    if draft_one and not policy.oversees(actor):
        raise Http404
    form = TextForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST":
        status = 422
        if _done(request, row, form):
            return redirect("assessment_staff:bulletin", pk=pk)
    document = Document.objects.filter(
        matter=row.period.matter, template_code=TEMPLATE, issued_at=row.issued_at
    ).first() if row.issued_at else None  # fmt: skip
    context = {
        "row": row, "form": form, "document": document,
        "may_edit": draft_one and policy.assesses(actor),
        "may_issue": draft_one and policy.commends(actor) and actor.id != row.drafted_by_id,
    }  # fmt: skip
    return render(request, "assessment/staff/bulletin.html", context, status=status)


def _done(request: HttpRequest, row: Bulletin, form: TextForm) -> bool:
    by, at = actor_of(request), now()
    try:
        if request.POST.get("act") == "issue":
            actions.issue_bulletin(row, by=by, at=at)
            messages.success(request, "已签发。")
            return True
        if not form.is_valid():
            return False
        actions.edit_bulletin(row, text=form.cleaned_data["text"], by=by, at=at)
    except NotPermitted:
        raise
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已保存。")
    return True
