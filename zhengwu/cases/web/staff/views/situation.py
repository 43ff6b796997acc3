"""The situation of a case in the tray, changed on the applicant's word; sources asked again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.web.staff.views.scene import scene_of
from zhengwu.cases.web.staff.views.window_looks import ask_again
from zhengwu.catalogue.rules.situation_form import from_lists, sheet
from zhengwu.catalogue.rules.situations import dropped, reduced, walked
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.text import clean
from zhengwu.web.access import access
from zhengwu.web.once import once


@access(policy.may_use_desk)
@require_http_methods(["GET", "POST"])
@once
def situation(request: HttpRequest, number: str) -> HttpResponse:
    """Other answers, by keyboard; what follows is shown before it is taken."""
    scene = scene_of(request, number)
    case, document = scene.case, scene.case.edition.document
    if not scene.terms.guided:
        raise NotThere
    row = queries.situation_of(case)
    kept = row.answers.get("answers", {}) if row else {}
    raw = from_lists(dict(request.POST.lists())) if request.method == "POST" else None
    walk = walked(document, kept if raw is None else raw)
    reason = clean(request.POST.get("reason", "")).strip()[:300]
    shown = " ".join(walk.codes)
    refused, reason_error = None, ""
    wanted = request.POST.get("step") == "change" and request.POST.get("shown") == shown
    if wanted and not reason:
        reason_error = "请写明申请人怎样说明的"
    elif wanted:
        try:
            actions.change_situation(
                case, answers=walk.answers, reason=reason, by=scene.actor, at=scene.at
            )
            messages.success(request, "已按新的情形重新算出要交的材料。")
            return redirect("cases_staff:case", number=number)
        except Refusal as problem:
            refused = problem
    context = {
        "case": case, "walk": walk, "refused": refused, "shown": shown, "reason": reason,
        "reason_error": reason_error, "sheet": sheet(walk, raw or {}, tried=refused is not None),
        "needed": [m for m in reduced(document, walk.codes).materials if m.to_bring],
        "dropped": dropped(document, walk.codes),
    }  # fmt: skip
    status = refused.status if refused else 422 if reason_error else 200
    return render(request, "cases/staff/situation.html", context, status=status)


@access(policy.may_use_desk)
@require_POST
@once
def look_again(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask the source once more; the answer is kept whatever it is."""
    scene = scene_of(request, number)
    row = ask_again(scene.case, code, by=scene.actor, at=scene.at)
    messages.info(request, f"“{row.name}”：{row.words}（{row.source}）。")
    return redirect("cases_staff:case", number=number)
