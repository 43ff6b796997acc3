"""My cases: the list, one case, and what the applicant may do with it."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy, queries, registry
from zhengwu.cases.actions.archive import copy_for_party
from zhengwu.cases.actions.receive import HandedIn
from zhengwu.cases.enums import CaseState, Channel
from zhengwu.cases.models import Case, Question, Supplement
from zhengwu.cases.queries.hearing import rights_of_applicant
from zhengwu.cases.rules.words import in_words
from zhengwu.cases.web.citizen.views.own import capacities, in_the_right_name, my_case
from zhengwu.cases.web.citizen.views.sending import received_entry
from zhengwu.cases.web.citizen.views.story import story
from zhengwu.clock import queries as clock
from zhengwu.fees.queries import charged
from zhengwu.files import actions as files
from zhengwu.files import queries as file_queries
from zhengwu.journal import queries as journal
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_LIST = 20
_STILL_OPEN = (
    CaseState.RECEIVED, CaseState.SUPPLEMENTING, CaseState.ACCEPTED, CaseState.SUBMITTED,
    CaseState.DECIDED,
)  # fmt: skip


@access(policy.may_apply)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All my cases, the newest first; what waits for me stands above."""
    actor, at = actor_of(request), now()
    rows = queries.visible_to(actor)
    if actor.is_staff:
        rows = rows.filter(agent_id=actor.id)
    waiting = list(rows.filter(state=CaseState.SUPPLEMENTING).order_by("-matter")[:10])
    page = paged(rows, ["-matter"], request.GET, _LIST)
    organs = queries.names_of(case.organ_code for case in page.rows)
    context = {
        "rows": [(case, organs.get(case.organ_code, "")) for case in page.rows],
        "page": page,
        "waiting": waiting,
        "links": registry.own_pages(),
        "today": local_day(at),
        "capacities": capacities(actor),
    }
    return render(request, "cases/citizen/mine.html", context)


@access(policy.may_apply)
@require_safe
@in_the_right_name
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, by which day and why, what to do next."""
    found, at = my_case(request, number), now()
    told = story(found, at=at)
    context = {
        "story": told,
        "case": found,
        "entry": received_entry(found),
        "sequels": registry.sequels_of(found),
        "rights": rights_of_applicant(found, at),
        "questions": Question.objects.filter(case=found).order_by("written_at"),
        "handed_in": queries.party_papers(found)
        .select_related("file", "verification")
        .order_by("pk"),
        "told": queries.told_of(found),
        "open": found.state in _STILL_OPEN,
        "may_withdraw": found.state in _STILL_OPEN
        and found.state != CaseState.DECIDED
        and found.channel != Channel.UPWARD,
        "answers": queries.answers_of(found),
        "charged": charged(found.matter_id) if told.terms.charges else None,
    }
    return render(request, "cases/citizen/case.html", context)


@access(policy.may_apply)
@require_safe
@in_the_right_name
def why(request: HttpRequest, number: str) -> HttpResponse:
    """Day by day, to print."""
    found, at = my_case(request, number), now()
    clocks = clock.of_matter(found.matter_id)
    rows = [(one, clock.explanation(one)) for one in clocks if one.label != "step"]
    context = {"case": found, "rows": rows, "at": at}
    return render(request, "cases/citizen/why.html", context)


@access(policy.may_apply)
@require_safe
@in_the_right_name
def record(request: HttpRequest, number: str) -> HttpResponse:
    """What happened, who did it, when – in plain words, with the digest of each entry."""
    found = my_case(request, number)
    entries = [
        (entry, words)
        for entry in journal.of_matter(found.matter_id).filter(refused=False)
        if (words := in_words(entry.code, entry.payload))
    ]
    context = {"case": found, "entries": entries, "received": received_entry(found)}
    return render(request, "cases/citizen/record.html", context)


@access(policy.may_apply)
@require_safe
@in_the_right_name
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt's entry with its inclusion proof, as a file that anybody can check."""
    found = my_case(request, number)
    entry = received_entry(found)
    if entry is None:
        raise Http404
    sealed = journal.proof_of(entry)
    content = {
        "number": number,
        "entry": entry.canonical,
        "digest": entry.digest,
        "proof": sealed.as_dict() if sealed else None,
        "note": "digest 是 entry 文本的 SHA-256；proof 为空表示这一时段还没有封存，稍后再下载。",
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{number}-proof.json"'
    return answer


@access(policy.may_apply)
@require_safe
def my_paper(request: HttpRequest, number: str, paper_id: UUID) -> HttpResponse:
    """A file I handed in."""
    paper = get_object_or_404(
        queries.party_papers(my_case(request, number)).select_related("file"),
        pk=paper_id, file__isnull=False,
    )  # fmt: skip
    assert paper.file is not None
    return cast("HttpResponse", file_queries.response(paper.file, inline="inline" in request.GET))


@access(policy.may_apply)
@require_safe
@in_the_right_name
def archive(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Everything of the case that is the applicant's, as one PDF or as a zip."""
    found = my_case(request, number)
    if not found.over:
        raise NotOverYet
    answer = HttpResponse(
        copy_for_party(found, form=form, at=now()), content_type=f"application/{form}"
    )
    answer["Content-Disposition"] = f'attachment; filename="{number}.{form}"'
    return answer


class NotOverYet(Refusal):
    """还没有办结，办结以后可以下载全部档案。现在可以在办件页面逐份下载文书。"""

    recorded = False


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
@in_the_right_name
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """What was asked for, once and completely, and where to hand it in."""
    found = my_case(request, number)
    asked = get_object_or_404(Supplement, case=found)
    errors: dict[str, str] = {}
    if request.method == "POST" and found.state == CaseState.SUPPLEMENTING:
        errors = _hand_in(request, found, asked)
        if not errors:
            found = my_case(request, number)
            if found.state != CaseState.SUPPLEMENTING:
                messages.success(request, "补正材料已经交齐，受理时间从今天算起。")
                return redirect("cases_citizen:case", number=number)
            messages.success(request, "已收到，请继续补交其余材料。")
            return redirect("cases_citizen:supplement", number=number)
    context = _supplement_context(found, asked, errors)
    return render(request, "cases/citizen/supplement.html", context, status=422 if errors else 200)


def _hand_in(request: HttpRequest, found: Case, asked: Supplement) -> dict[str, str]:
    papers, errors, actor = [], {}, actor_of(request)
    lines = queries.asked_lines(found, asked, queries.terms_for(found))
    for line in lines:
        for upload in request.FILES.getlist(f"file_{line['code']}"):
            try:
                received = files.receive(
                    cast("BinaryIO", upload.file), name=upload.name or "未命名"
                )
                stored = files.keep(received, purpose="material", by=actor, at=now())
                papers.append(HandedIn(line["code"], stored))
            except Refusal as refused:
                errors[f"file_{line['code']}"] = refused.message
    if papers:
        actions.deliver_supplement(found, papers=papers, by=actor, at=now())
    elif not errors:
        errors[f"file_{lines[0]['code']}" if lines else "file"] = "请先选择要补交的文件"
    return errors


def _supplement_context(found: Case, asked: Supplement, errors: dict[str, str]) -> dict[str, Any]:
    terms = queries.terms_for(found)
    names = {**terms.material_names, "form": "申请书"}
    lines = queries.asked_lines(found, asked, terms)
    given = queries.party_papers(found).filter(round="supplement").select_related("file")
    rows = [
        {
            **line,
            "name": names.get(line["code"], line["code"]),
            "field": f"file_{line['code']}",
            "papers": [paper for paper in given if paper.code == line["code"]],
            "error": errors.get(f"file_{line['code']}", ""),
        }
        for line in lines
    ]
    waiting = found.state == CaseState.SUPPLEMENTING
    return {"case": found, "asked": asked, "rows": rows, "errors": errors, "waiting": waiting}


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
@in_the_right_name
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """A word to the unit that handles the case."""
    found = my_case(request, number)
    text, error = request.POST.get("text", ""), ""
    if request.method == "POST":
        if len(text) > 2000:
            error = "内容最多 2000 字"
        else:
            try:
                actions.ask(found, text=text, by=actor_of(request), at=now())
                messages.success(request, "已经送到承办单位，答复会显示在这里，也会通知您。")
                return redirect("cases_citizen:case", number=number)
            except Refusal as refused:
                error = "；".join(refused.fields.get("text", [])) or refused.message
    context = {
        "case": found, "text": text, "error": error, "errors": {"text": error} if error else {},
        "questions": Question.objects.filter(case=found).order_by("written_at"),
    }  # fmt: skip
    return render(request, "cases/citizen/ask.html", context, status=422 if error else 200)


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
@in_the_right_name
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back: a page of its own says what follows."""
    found, refused = my_case(request, number), None
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")[:500]
            actions.withdraw(found, reason=reason, by=actor_of(request), at=now())
            messages.success(request, "已撤回申请。撤回确认书在“文书”里，可以下载。")
            return redirect("cases_citizen:case", number=number)
        except Refusal as one:
            refused = one
    context = {"case": found, "refused": refused, "reason": request.POST.get("reason", "")}
    status = refused.status if refused else 200
    return render(request, "cases/citizen/withdraw.html", context, status=status)
