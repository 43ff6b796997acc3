"""The situation guide within an application, and what is verified instead of uploaded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhengwu.cases import actions, policy, queries, registry
from zhengwu.cases.rules.looks import LookOutcome
from zhengwu.cases.web.citizen.views.own import in_the_right_name, my_case
from zhengwu.cases.web.citizen.views.writing import Submitted, Writing, writing
from zhengwu.catalogue.rules.situation import GuideQuestion, Walk
from zhengwu.catalogue.rules.situation_form import asked, from_lists, sheet, texts
from zhengwu.catalogue.rules.situations import dropped, reduced, walked
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One question at a time, each with an address of its own; answers are kept at once."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    if not made.document.questions:
        return redirect(made.steps("")[0].url)
    if request.method != "POST":
        return _draft_page(request, made)
    given = from_lists(dict(request.POST.lists()))
    actions.tell_situation(made.draft, answers=given, by=actor_of(request), at=now())
    made = writing(request, draft_id)
    if "_later" in request.POST:
        return redirect("cases_citizen:drafts")
    code = request.POST.get("from", "")
    walk = made.situation
    if walk.next is not None and walk.next.code == code:
        return _draft_page(request, made, tried=given.get(code, []))
    if walk.next is not None:
        return redirect(f"{made.url('situation')}?ask={walk.next.code}")
    return redirect(made.url("situation"))


def _draft_page(
    request: HttpRequest, made: Writing, tried: list[str] | None = None
) -> HttpResponse:
    walk = made.situation
    again = request.GET.get("ask", "") if tried is None else ""
    codes = [one.question.code for one in walk.said]
    question = walk.said[codes.index(again)].question if again in codes else walk.next
    context: dict[str, Any] = {
        "made": made,
        "steps": made.steps("situation"),
        "walk": walk,
        "after": made.after("situation"),
    }
    if question is not None:
        context |= _question(walk, question, tried, made.url("situation"))
    else:
        context |= {
            "needed": made.materials,
            "dropped": dropped(made.document, walk.codes),
            "document": made.document,
        }
    wrong = bool(context.get("errors"))
    return render(request, "cases/citizen/situation.html", context, status=422 if wrong else 200)


def _question(
    walk: Walk, question: GuideQuestion, tried: list[str] | None, url: str
) -> dict[str, Any]:
    codes = [one.question.code for one in walk.said]
    place = codes.index(question.code) if question.code in codes else len(codes)
    raw = texts(walk.answers[question.code]) if question.code in walk.answers else tried
    field = asked(question, raw, tried=tried is not None)
    return {
        "asked": field,
        "place": place + 1,
        "back": f"{url}?ask={codes[place - 1]}" if place else "",
        "errors": {f"s_{question.code}": field.error} if field.error else {},
    }


@access(policy.may_apply)
@require_POST
@once
def verify(request: HttpRequest, draft_id: UUID, code: str) -> HttpResponse:
    """Look a material up instead of having it uploaded. The look is made outside of any act:
    however long the source takes, no row is locked by it."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    back = f"{made.url('materials')}#file_{code}"
    consent = (
        registry.parameters(now()).consent if request.POST.get(f"consent_{code}") == "1" else ""
    )
    if not consent:
        messages.error(request, "请先勾选同意，系统才能查询核验；不同意也可以上传材料。")
        return redirect(back)
    at = now()
    try:
        material, wanted = actions.wanted(
            made.terms, code, made.draft.person, made.draft.firm, local_day(at)
        )
        found = registry.look(material.free_by, wanted)
        row = actions.keep_look(
            made.draft, material=material, look=found, consent=consent, by=actor_of(request),
            at=now(),
        )  # fmt: skip
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect(back)
    if row.outcome == LookOutcome.FOUND:
        messages.success(request, f"“{row.name}”核验通过，不用提交了。")
    else:
        messages.warning(request, f"“{row.name}”：{row.words}。请上传这份材料，别的都不受影响。")
    return redirect(back)


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
@in_the_right_name
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Other answers before acceptance: all questions on one page, and what follows."""
    case = my_case(request, number)
    back = reverse("cases_citizen:case", args=[number])
    if case.part_of_id is not None:
        messages.info(request, "这一件是联办件的一部分，情形不能单独改。")
        return redirect(back)
    if not case.in_tray or not queries.terms_of(case.edition_id).guided:
        messages.info(request, "受理以后不能再改办理情形。")
        return redirect(back)
    told, document = queries.situation_of(case), case.edition.document
    kept = told.answers.get("answers", {}) if told else {}
    raw = from_lists(dict(request.POST.lists())) if request.method == "POST" else None
    walk = walked(document, kept if raw is None else raw)
    refused: Refusal | None = None
    # What is confirmed is what was shown: answers changed since are shown first.
    shown = request.POST.get("shown", "") == " ".join(walk.codes)
    if raw is not None and "_change" in request.POST and shown:
        try:
            actions.change_situation(
                case, answers=walk.answers, reason="申请人更改", by=actor_of(request), at=now()
            )
            messages.success(request, "办理情形已经更改，要交的材料按新的情形算。")
            return redirect(back)
        except Refusal as problem:
            refused = problem
    context = {
        "case": case,
        "sheet": sheet(walk, raw or {}, tried=refused is not None),
        "walk": walk,
        "refused": refused,
        "needed": [m for m in reduced(document, walk.codes).materials if m.to_bring],
        "dropped": dropped(document, walk.codes),
        "document": document,
        "redrawn": raw is not None,
        "shown": " ".join(walk.codes),
    }
    status = refused.status if refused else 200
    return render(request, "cases/citizen/situation_change.html", context, status=status)
