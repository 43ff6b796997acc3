"""The applicant's rights before the decision, and hearings announced to everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import Wish
from zhengwu.cases.models import Case
from zhengwu.cases.queries.hearing import announced, hearing_bars, rights_of_applicant
from zhengwu.cases.web.citizen.views.own import my_case
from zhengwu.cases.web.citizen.views.public import masked_applicant
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_LONGEST = 2000
_LIST = 20
_Act = Callable[[Case, str, Actor, datetime], object]


def _wish(wish: Wish) -> _Act:
    def act(case: Case, text: str, by: Actor, at: datetime) -> object:
        return actions.express_wish(case, party=None, wish=wish, words=text, by=by, at=at)

    return act


def _state(case: Case, text: str, by: Actor, at: datetime) -> object:
    return actions.record_statement(case, party=None, text=text, by=by, at=at)


def _challenge(case: Case, text: str, by: Actor, at: datetime) -> object:
    return actions.challenge_chair(case, party=None, ground=text, by=by, at=at)


# What the page's buttons do, and what is said when it is done.
ACTS: dict[str, tuple[_Act, str]] = {
    "request": (_wish(Wish.REQUESTED), "已收到您的听证申请，本机关将在法定期限内组织听证。"),
    "waive": (_wish(Wish.WAIVED), "已记录：您放弃听证。期限届满以前还可以改变主意。"),
    "withdraw": (_wish(Wish.WITHDRAWN), "已撤回听证申请。"),
    "state": (_state, "已收到您的陈述和申辩。"),
    "challenge": (_challenge, "已收到您的回避申请，决定以前不举行听证。"),
}


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
def hearing(request: HttpRequest, number: str) -> HttpResponse:
    """State and defend, ask for a hearing or give it up, challenge the chair – all in one place."""
    found, at = my_case(request, number), now()
    chosen = request.POST.get("act", "")
    text, error, refused = request.POST.get("text", ""), "", None
    if request.method == "POST" and chosen in ACTS:
        act, done = ACTS[chosen]
        if len(text) > _LONGEST:
            error = f"内容最多 {_LONGEST} 字"
        else:
            try:
                act(found, text, actor_of(request), at)
            except Refusal as one:
                refused = one
                error = "；".join(next(iter(one.fields.values()), []))
            else:
                messages.success(request, done)
                return redirect("cases_citizen:hearing", number=number)
    context = {
        "case": found,
        "rights": rights_of_applicant(found, at),
        "bars": hearing_bars(found, at),
        "statements": found.statements.filter(party__role="applicant").order_by("made_at"),
        "chosen": chosen,
        "text": text,
        "error": error,
        "refused": refused if not error else None,
    }
    status = 422 if error else (refused.status if refused else 200)
    return render(request, "cases/citizen/hearing.html", context, status=status)


@access(anyone)
@require_safe
def hearings(request: HttpRequest) -> HttpResponse:
    """Hearings announced to society: when, where, about what; the latest announced first."""
    page = paged(announced(), ["-held_at", "-id"], request.GET, _LIST)
    organs = queries.names_of(one.hearing.case.organ_code for one in page.rows)
    rows = [
        {
            "sitting": one,
            "title": one.hearing.case.matter.title,
            "who": masked_applicant(one.hearing.case),
            "organ": organs.get(one.hearing.case.organ_code, ""),
        }
        for one in page.rows
    ]
    context = {"rows": rows, "page": page, "at": now()}
    return render(request, "cases/citizen/hearings.html", context)
