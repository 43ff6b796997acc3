"""For whom I act: firms and powers of attorney."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhengwu.identity import actions, queries
from zhengwu.identity.actions import Terms, waiting
from zhengwu.identity.enums import Face, MemberRole
from zhengwu.identity.models import Firm, Person
from zhengwu.identity.rules.registration import FirmDraft
from zhengwu.identity.web.citizen.views.account import mine, texts_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once


@access(citizen)
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose the capacity of the next steps: oneself, a firm, somebody's agent."""
    _, person = mine(request)
    behalf, day = request.POST.get("behalf", ""), local_day(now())
    allowed = {""}
    allowed |= {f"firm:{member.firm_id}" for member in queries.memberships(person, day)}
    allowed |= {f"mandate:{mandate.pk}" for mandate in queries.mandates_held(person, day)}
    if behalf not in allowed:
        raise Http404
    actions.choose_behalf(request, behalf)
    back = waiting.safe_back(request, request.POST.get("next", ""), face=Face.CITIZEN)
    return HttpResponseRedirect(back)


@access(citizen)
@once
def new_firm(request: HttpRequest) -> HttpResponse:
    """Declare a firm for which one handles things."""
    page = "identity/citizen/firm.html"
    if request.method != "POST":
        return render(request, page)
    typed = {name: request.POST.get(name, "") for name in ("name", "uscc", "legal_representative")}
    try:
        firm = actions.register_firm(FirmDraft(**typed), by=actor_of(request), at=now())
    except Refusal as refusal:
        context = {"typed": typed, "errors": texts_of(refusal)}
        return render(request, page, context, status=refusal.status)
    messages.success(
        request, f"已登记“{firm.name}”。可以填写和保存申请；提交前请带证照到窗口核验。"
    )
    return redirect("identity_citizen:account")


@access(citizen)
@require_POST
@once
def leave_firm(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """Stop acting for a firm, or remove one of its handlers."""
    _, me = mine(request)
    firm = get_object_or_404(Firm, pk=firm_id, members__person=me, members__removed_at=None)
    person = request.POST.get("person") or str(me.pk)
    actions.leave_firm(firm, person_id=person, by=actor_of(request), at=now())
    messages.success(request, f"已退出“{firm.name}”的经办。")
    return redirect("identity_citizen:account")


@access(citizen)
@once
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me or for my firm."""
    _, person = mine(request)
    page, today = "identity/citizen/mandate.html", local_day(now())
    firms = [m.firm for m in queries.memberships(person, today)
             if m.role == MemberRole.LEGAL_REPRESENTATIVE and m.firm.is_verified]  # fmt: skip
    if request.method != "POST":
        return render(request, page, {"firms": firms, "today": today})
    names = ("principal", "agent_name", "agent_number", "valid_from", "valid_to", "items")
    typed = {name: request.POST.get(name, "") for name in names}
    try:
        terms = _terms(typed, today)
        principal: Person | Firm = next(
            (firm for firm in firms if str(firm.pk) == typed["principal"]), person
        )
        actions.give_mandate(principal, terms=terms, by=actor_of(request), at=now())
    except Refusal as refusal:
        context = {"firms": firms, "today": today, "typed": typed, "errors": texts_of(refusal)}
        return render(request, page, context, status=refusal.status)
    messages.success(request, f"已委托 {terms.agent_name} 代办。")
    return redirect("identity_citizen:account")


def _terms(typed: dict[str, str], today: date) -> Terms:
    """The terms as typed; a missing beginning is today, a missing end the same day."""
    begins = _day(typed["valid_from"]) or today
    codes = typed["items"].replace("，", " ").replace(",", " ").split()
    return Terms(
        agent_name=typed["agent_name"],
        agent_number=typed["agent_number"],
        valid_from=begins,
        valid_to=_day(typed["valid_to"]) or begins,
        items=tuple(codes),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@access(citizen)
@require_POST
@once
def revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """End a power of attorney that I gave or hold; others are not there."""
    _, person = mine(request)
    given = queries.mandates_given(person).filter(pk=mandate_id).first()
    mandate = given or queries.mandates_held(person, local_day(now())).filter(pk=mandate_id).first()
    if mandate is None:
        raise Http404
    actions.revoke_mandate(mandate, reason="本人撤销", by=actor_of(request), at=now())
    messages.success(request, "委托已撤销，从现在起不能再用。")
    return redirect("identity_citizen:account")
