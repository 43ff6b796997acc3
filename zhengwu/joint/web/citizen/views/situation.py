"""The questions of all members' guides, each once, before the one form is filled in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhengwu.catalogue.rules.situation import GuideQuestion
from zhengwu.catalogue.rules.situation_form import asked, from_lists, texts
from zhengwu.joint import actions
from zhengwu.joint.web.citizen.views.writing import Writing, writing
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, citizen


@access(citizen)
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One question at a time, each with an address of its own; answers are kept at once."""
    made = writing(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    if not made.outlook.guided:
        return redirect(made.pages()[0][1])
    if request.method != "POST":
        return _page(request, made)
    given = from_lists(dict(request.POST.lists()))
    actions.tell_situation(made.draft, answers=given, by=actor_of(request), at=now())
    if "_later" in request.POST:
        return redirect("joint_citizen:mine")
    again = writing(request, draft_id)
    if isinstance(again, HttpResponse):
        return again
    walk, code = again.outlook.walk, request.POST.get("from", "")
    if walk.next is not None and walk.next.code == code:
        return _page(request, again, tried=given.get(code, []))
    return redirect("joint_citizen:situation", draft_id=draft_id)


def _page(request: HttpRequest, made: Writing, tried: list[str] | None = None) -> HttpResponse:
    walk = made.outlook.walk
    again = request.GET.get("ask", "") if tried is None else ""
    codes = [one.question.code for one in walk.said]
    question = walk.said[codes.index(again)].question if again in codes else walk.next
    if made.outlook.nobody and again not in codes:
        question = None  # it leads nowhere; what was said may still be changed
    here = reverse("joint_citizen:situation", args=[made.draft.pk])
    context: dict[str, Any] = {"made": made, "outlook": made.outlook, "here": here,
                               **made.around(here)}  # fmt: skip
    if question is not None:
        context |= _question(made, question, tried, here)
    wrong = bool(context.get("errors"))
    return render(request, "joint/citizen/situation.html", context, status=422 if wrong else 200)


def _question(
    made: Writing, question: GuideQuestion, tried: list[str] | None, here: str
) -> dict[str, Any]:
    walk = made.outlook.walk
    codes = [one.question.code for one in walk.said]
    place = codes.index(question.code) if question.code in codes else len(codes)
    raw = texts(walk.answers[question.code]) if question.code in walk.answers else tried
    field = asked(question, raw, tried=tried is not None)
    names = {one.item: one.organ_name for one in made.draft.edition.document.members}
    posed = next(one for one in made.document.posed if one.question.code == question.code)
    return {
        "asked": field,
        "organs": list(dict.fromkeys(names[use.item] for use in posed.uses)),
        "back": f"{here}?ask={codes[place - 1]}" if place else "",
        "errors": {f"s_{question.code}": field.error} if field.error else {},
    }
