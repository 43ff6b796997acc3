"""An interested party's own page of a hearing: come in, ask, state, challenge, read the papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions
from zhengwu.cases.enums import Wish
from zhengwu.cases.models import Case, Party
from zhengwu.cases.queries.hearing import hearing_bars, papers_of_party, parties_of, rights_of
from zhengwu.documents.actions import produce
from zhengwu.files import queries as files
from zhengwu.identity import actions as identity
from zhengwu.identity.actions.sign_in import origin_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_LIST = 20
_LONGEST = 2000
_LIMIT = "track.query_code"
_Act = Callable[[Party, str, Actor, datetime], object]


def _wish(wish: Wish) -> _Act:
    def act(party: Party, text: str, by: Actor, at: datetime) -> object:
        return actions.express_wish(party.case, party=party, wish=wish, words=text, by=by, at=at)

    return act


def _state(party: Party, text: str, by: Actor, at: datetime) -> object:
    return actions.record_statement(party.case, party=party, text=text, by=by, at=at)


def _challenge(party: Party, text: str, by: Actor, at: datetime) -> object:
    return actions.challenge_chair(party.case, party=party, ground=text, by=by, at=at)


ACTS: dict[str, tuple[_Act, str]] = {
    "request": (_wish(Wish.REQUESTED), "已收到您的听证申请，本机关将在法定期限内组织听证。"),
    "waive": (_wish(Wish.WAIVED), "已记录：您放弃听证。期限届满以前还可以改变主意。"),
    "withdraw": (_wish(Wish.WITHDRAWN), "已撤回听证申请。"),
    "state": (_state, "已收到您的陈述和申辩。"),
    "challenge": (_challenge, "已收到您的回避申请，决定以前不举行听证。"),
}


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Hearings I take part in as an interested party."""
    page = paged(parties_of(actor_of(request)), ["-joined_at", "-id"], request.GET, _LIST)
    return render(request, "cases/citizen/my_hearings.html", {"page": page, "rows": page.rows})


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def join(request: HttpRequest) -> HttpResponse:
    """Number and party code, as printed on the notice; wrong tries are counted by address."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = {name: clean(sent.get(name, "")).strip()[:80] for name in ("number", "code")}
    errors: dict[str, str] = {}
    refused, status = None, 200
    if request.method == "POST":
        words = (("number", "事项编号"), ("code", "当事人码"))
        errors = {name: f"请填写{word}" for name, word in words if not typed[name]}
        status = 422
        if not errors:
            try:
                party = _joined(request, typed["number"], typed["code"])
            except Refusal as one:
                refused, status = one, one.status
                errors = {name: texts[0] for name, texts in one.fields.items()}
            else:
                messages.success(request, "已核对您的身份，您可以在这里行使权利、接收文书。")
                return redirect("cases_citizen:party_hearing", party_id=party.pk)
    context = {
        "typed": typed, "errors": errors, "refused": None if errors else refused,
        "consents": "consent" in request.POST,
    }  # fmt: skip
    return render(request, "cases/citizen/join_hearing.html", context, status=status)


def _joined(request: HttpRequest, number: str, code: str) -> Party:
    origin, at = origin_of(request), now()
    identity.spend_or_refuse(origin, _LIMIT, at=at)
    case = Case.objects.filter(matter__number=number.upper().replace(" ", "")).first()
    if case is None:
        raise actions.CodeUnknown(fields={"code": ["事项编号和当事人码对不上"]})
    consents = "consent" in request.POST
    party = actions.join_hearing(case, code=code, consents=consents, by=actor_of(request), at=at)
    identity.give_back(origin, _LIMIT, at=at)
    return party


def _own(request: HttpRequest, party_id: UUID) -> Party:
    found = parties_of(actor_of(request)).filter(pk=party_id).first()
    if found is None:
        raise Http404
    return found


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def hearing(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """What an interested party may do about the hearing now, and its papers."""
    party, at = _own(request, party_id), now()
    chosen, text = request.POST.get("act", ""), request.POST.get("text", "")
    error, refused = "", None
    if request.method == "POST" and chosen in ACTS:
        act, done = ACTS[chosen]
        if len(text) > _LONGEST:
            error = f"内容最多 {_LONGEST} 字"
        else:
            try:
                act(party, text, actor_of(request), at)
            except Refusal as one:
                refused = one
                error = "；".join(next(iter(one.fields.values()), []))
            else:
                messages.success(request, done)
                return redirect("cases_citizen:party_hearing", party_id=party_id)
    context = {
        "case": party.case, "party": party, "rights": rights_of(party.case, party, at),
        "bars": hearing_bars(party.case, at), "papers": papers_of_party(party),
        "statements": party.statements.order_by("made_at"),
        "chosen": chosen, "text": text, "error": error,
        "refused": refused if not error else None,
    }  # fmt: skip
    status = 422 if error else (refused.status if refused else 200)
    return render(request, "cases/citizen/hearing.html", context, status=status)


@access(citizen)
@require_safe
def paper(request: HttpRequest, party_id: UUID, document_id: UUID) -> HttpResponse:
    """One paper of mine as PDF."""
    found = [one for one in papers_of_party(_own(request, party_id)) if one.pk == document_id]
    if not found:
        raise Http404
    made = produce(found[0], at=now())
    return cast("HttpResponse", files.response(made, inline="inline" in request.GET))
