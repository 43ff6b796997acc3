"""Open to everybody: progress by number and query code, the masked roll."""

from __future__ import annotations

import hmac

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import policy, queries
from zhengwu.cases.enums import CaseState, Verdict, verdict_name
from zhengwu.cases.models import Case
from zhengwu.cases.web.citizen.views.story import story
from zhengwu.identity import actions as identity
from zhengwu.identity.actions.sign_in import origin_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean, masked_name
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.paging import paged

_ROLL = 20
_LIMIT = "track.query_code"
_ROLLS = {
    "completed": ("已办结", CaseState.COMPLETED),
    "accepted": ("办理中", CaseState.ACCEPTED),
    "declined": ("不予受理", CaseState.DECLINED),
}


def masked_applicant(case: Case) -> str:
    """A person by the family name; a firm by its first letters and its form."""
    name = case.applicant_name
    if not case.applicant_key.startswith("firm:"):
        return masked_name(name)
    return f"{name[:2]}{'*' * 4}{name[-4:]}" if len(name) > 8 else masked_name(name)


@access(anyone)
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and query code, as printed on the receipt. Wrong tries are counted by address."""
    typed = {name: clean(request.POST.get(name, "")).strip()[:80] for name in ("number", "code")}
    if request.method != "POST":
        typed["number"] = clean(request.GET.get("number", "")).strip()[:80]
        return render(request, "cases/citizen/track.html", {"typed": typed})
    errors = {
        name: f"请填写{word}"
        for name, word in (("number", "办件编号"), ("code", "查询码"))
        if not typed[name]
    }
    status = 422
    if not errors:
        origin, at = origin_of(request), now()
        try:
            identity.spend_or_refuse(origin, _LIMIT, at=at)
        except Refusal as refused:
            errors, status = {"number": refused.message}, refused.status
        else:
            if case := _found(typed["number"], typed["code"]):
                identity.give_back(origin, _LIMIT, at=at)
                return _tracked(request, case)
            errors = {"number": "编号和查询码对不上，请按收件凭证核对后再查"}
    context = {"typed": typed, "errors": errors}
    return render(request, "cases/citizen/track.html", context, status=status)


def _found(number: str, code: str) -> Case | None:
    case = (
        Case.objects.select_related("matter", "edition")
        .filter(matter__number=number.upper().replace(" ", ""))
        .first()
    )
    # Compared in constant time, and something is compared even where there is no such number.
    right = case.matter.query_code if case else "0" * 8
    given = code.upper().replace(" ", "").replace("-", "")
    same = hmac.compare_digest(right.upper().encode(), given.encode())
    return case if same else None


def _tracked(request: HttpRequest, case: Case) -> HttpResponse:
    if policy.may_apply(actor_of(request)) and policy.may_act_for_applicant(
        actor_of(request), case
    ):
        return redirect("cases_citizen:case", number=case.matter.number)
    context = {"story": story(case, at=now()), "case": case, "who": masked_applicant(case)}
    return render(request, "cases/citizen/tracked.html", context)


def _result(case: Case) -> str:
    """How it ended, in the words of the item's law."""
    if not case.verdict:
        return case.state_name
    return verdict_name(queries.terms_of(case.edition_id).law, Verdict(case.verdict))


@access(anyone)
@require_safe
def roll(request: HttpRequest) -> HttpResponse:
    """办件公示: who applied for what and how it ended, names covered."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in _ROLLS else "completed"
    cases = Case.objects.filter(state=_ROLLS[chosen][1]).select_related("matter")
    page = paged(cases, ["-matter"], request.GET, _ROLL)
    organs = queries.names_of(case.organ_code for case in page.rows)
    rows = [
        {
            "case": case,
            "who": masked_applicant(case),
            "organ": organs.get(case.organ_code, ""),
            "result": _result(case),
        }
        for case in page.rows
    ]
    tabs = [(code, name) for code, (name, _) in _ROLLS.items()]
    context = {"rows": rows, "page": page, "chosen": chosen, "tabs": tabs}
    return render(request, "cases/citizen/roll.html", context)
