"""One case at the window: out of the tray by a lawful way, the one notice, papers to print."""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast
from uuid import UUID

import pikepdf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import FORM_PAPER, CaseState, MaterialRound
from zhengwu.cases.models import Case, CasePaper, Supplement
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.web.staff.views.window import tell
from zhengwu.cases.web.staff.views.window_entry import MARKS, Entry, read_entry, shown_files
from zhengwu.cases.web.staff.views.window_looks import refresh
from zhengwu.documents import actions as papers
from zhengwu.documents import queries as documents
from zhengwu.documents.models import Document
from zhengwu.files import queries as files
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

PROBLEMS = (
    "没有提交",
    "内容填写不完整",
    "没有签字或者盖章",
    "已经过期",
    "不清晰，无法辨认",
    "不符合法定形式",
)


def _case(request: HttpRequest, number: str) -> Case:
    case = queries.case_for(actor_of(request), number)
    if case is None:
        raise NotThere()
    return case


@access(policy.may_use_window)
@once
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Accept, tell once what is missing, or take in what was asked for."""
    one, actor = _case(request, number), actor_of(request)
    if request.method != "POST":
        return _show(request, one, Entry())
    entry = read_entry(request, actor)
    step = request.POST.get("step", "")
    acts = {"accept": _accept, "supplement": _supplement, "deliver": _take_in}
    if step not in acts:
        return _show(request, one, entry, status=422 if entry.errors else 200)
    try:
        words = acts[step](request, one, entry, actor)
    except Refusal as refused:
        return _show(request, one, entry, refused=refused, status=refused.status)
    tell(request, one, words)
    if step == "deliver":
        return redirect("cases_staff:window_case", number=number)
    return redirect(f"{reverse('cases_staff:window')}?done={number}")


def _accept(request: HttpRequest, one: Case, entry: Entry, by: Actor) -> str:
    refresh(one, by=by, at=now())
    actions.accept(one, by=by, at=now())
    return "已受理，受理通知书可以打印。"


def _supplement(request: HttpRequest, one: Case, entry: Entry, by: Actor) -> str:
    actions.request_supplement(one, defects=_defects(request), by=by, at=now())
    return "已一次性告知补正，补正告知书可以打印。"


def _take_in(request: HttpRequest, one: Case, entry: Entry, by: Actor) -> str:
    asked = [
        line["code"]
        for line in queries.asked_lines(
            one, Supplement.objects.get(case=one), queries.terms_for(one)
        )
    ]
    after = actions.deliver_supplement(one, papers=entry.papers(asked), by=by, at=now())
    if after.state == CaseState.RECEIVED:
        return "补正材料已收齐，可以受理。"
    return "补正材料已收到，还没有收齐。"


def _defects(request: HttpRequest) -> list[Defect]:
    """Ticked lines: the problem chosen or written, and what is asked."""
    post = request.POST
    return [
        Defect(
            code,
            (post.get(f"other_{code}", "").strip() or post.get(f"problem_{code}", "")),
            post.get(f"requirement_{code}", ""),
        )
        for code in post.getlist("defect")
    ]


def _show(
    request: HttpRequest,
    one: Case,
    entry: Entry,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    terms = queries.terms_for(one)
    context = {
        "case": one,
        "terms": terms,
        "refused": refused,
        "errors": entry.errors,
        "marks": MARKS,
        "problems": PROBLEMS,
        "rows": _tray_rows(request, one) if one.state == CaseState.RECEIVED else [],
        "asked": _asked_rows(one, entry) if one.state == CaseState.SUPPLEMENTING else [],
        "papers": list(documents.of_matter(one.matter_id)),
        "may_receive": policy.may_receive(actor_of(request), one),
        "situation": queries.told_of(one),
        "answers": queries.answers_of(one),
        "told": Supplement.objects.filter(case=one).first(),
    }
    return render(request, "cases/staff/window_case.html", context, status=status)


def _tray_rows(request: HttpRequest, one: Case) -> list[dict[str, Any]]:
    """Each material of the list and the form itself: there or not, what was handed in, and the
    line of the notice; what the platform has already is nobody's to bring."""
    terms, post = queries.terms_for(one), request.POST
    there = queries.handed_in(one)
    ours = {m.code: m.shared for m in one.edition.document.materials if not m.to_bring}
    sheets = _sheets(one)
    verified = queries.standing_evidence(one, local_day(now())) if terms.free_materials else {}
    ticked = set(post.getlist("defect")) if request.method == "POST" else None
    rows = []
    for code, name, required, wish in [
        ("form", "申请书", False, "请按填写说明补正申请书"),
        *((m.code, m.name, m.required, m.criterion) for m in terms.materials),
    ]:
        missing = required and code not in there
        rows.append(
            {
                "code": code,
                "name": name,
                "there": code == "form" or code in there,
                "sheets": sheets.get(code, []),
                "ours": "" if code in there else ours.get(code, ""),
                "verified": verified.get(code),
                "missing": missing,
                "ticked": missing if ticked is None else code in ticked,
                "problem": post.get(f"problem_{code}", PROBLEMS[0] if missing else ""),
                "other": post.get(f"other_{code}", ""),
                "requirement": post.get(f"requirement_{code}", f"请提交：{name}。{wish}"),
            }
        )
    return rows


def _sheets(one: Case) -> dict[str, list[CasePaper]]:
    """What was handed in, by material: files to open and sheets seen at the counter."""
    found: dict[str, list[CasePaper]] = {}
    papers = CasePaper.objects.filter(case=one).select_related("file")
    for paper in papers.order_by("received_at", "pk"):
        found.setdefault("form" if paper.code == FORM_PAPER else paper.code, []).append(paper)
    return found


def _asked_rows(one: Case, entry: Entry) -> list[dict[str, Any]]:
    """What the notice asked for, and what of it has come."""
    names = {**queries.terms_for(one).material_names, "form": "申请书"}
    come = queries.handed_in(one, MaterialRound.SUPPLEMENT)
    return [
        {
            **line,
            "name": names.get(line["code"], line["code"]),
            "come": line["code"] in come,
            "mark": entry.marks.get(line["code"], ""),
            "files": shown_files(entry.files.get(line["code"], [])),
            "error": entry.errors.get(f"file_{line['code']}", ""),
        }
        for line in queries.asked_lines(
            one, Supplement.objects.get(case=one), queries.terms_for(one)
        )
    ]


@access(policy.may_use_window)
@require_safe
def print_page(request: HttpRequest, number: str) -> HttpResponse:
    """Every paper of the case, to be printed one by one or all together."""
    one = _case(request, number)
    found = list(documents.of_matter(one.matter_id))
    context = {"case": one, "papers": found, "terms": queries.terms_for(one)}
    context["answers"] = queries.answers_of(one)
    return render(request, "cases/staff/window_print.html", context)


@access(policy.may_use_window)
@require_safe
def paper(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """One paper as PDF, typeset and sealed now if the worker has not come to it yet."""
    one = _case(request, number)
    document = get_object_or_404(Document, pk=document_id, matter_id=one.matter_id)
    stored = papers.produce(document, at=now())
    return cast("HttpResponse", files.response(stored, inline=True))


@access(policy.may_use_window)
@require_safe
def all_papers(request: HttpRequest, number: str) -> HttpResponse:
    """Receipt, notices and result in one PDF, for one press on the printer's button."""
    one = _case(request, number)
    whole, at = pikepdf.Pdf.new(), now()
    for document in documents.of_matter(one.matter_id):
        stored = papers.produce(document, at=at)
        with pikepdf.open(BytesIO(files.read(stored))) as part:
            whole.add_pages_from(part)
    content = BytesIO()
    whole.save(content)
    response = HttpResponse(content.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
