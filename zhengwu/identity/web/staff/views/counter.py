"""The counter: a clerk looks at a person, a paper and a declaration."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache

from zhengwu.files import actions as files
from zhengwu.identity import actions, policy, queries
from zhengwu.identity.actions import Look, Terms, waiting
from zhengwu.identity.enums import ANSWER_NAMES, ID_KIND_NAMES, LEVEL_NAMES, Answer, IdKind, Level
from zhengwu.identity.models import Account, Firm, Person
from zhengwu.identity.rules.numbers import compact, is_id_number, tidy_username
from zhengwu.identity.rules.refusals import FieldsRefused
from zhengwu.identity.rules.registration import FirmDraft, PersonDraft
from zhengwu.identity.web.staff.views.sign_in import texts_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_FOLDER = "identity/staff"
_KINDS = [(kind.value, name) for kind, name in ID_KIND_NAMES.items()]
_SHOWN = 20


@access(policy.may_verify_at_counter)
def search(request: HttpRequest) -> HttpResponse:
    """Find declarations by the paper's number, or an account by the name its owner tells.

    The number travels in the body, never in an address that logs would keep.
    """
    context: dict[str, Any] = {"kinds": _KINDS}
    if request.method == "POST":
        kind = request.POST.get("id_kind", IdKind.RESIDENT)
        number = compact(request.POST.get("id_number", ""))
        username = tidy_username(request.POST.get("username", ""))
        context |= {"id_kind": kind, "id_number": number, "username": username, "searched": True}
        context["claims"] = [_line(person) for person in _found(kind, number, username)]
    return render(request, f"{_FOLDER}/counter_search.html", context)


def _found(kind: str, number: str, username: str) -> list[Person]:
    if username:
        account = queries.account_named(username, "citizen")
        return [account.person] if account is not None and account.person is not None else []
    if kind in list(IdKind) and is_id_number(kind, number):
        return list(queries.claims_of(kind, number)[:_SHOWN])
    return []


def _line(person: Person) -> dict[str, Any]:
    account = Account.objects.filter(person=person).first()
    return {"person": person, "account": account, "level": LEVEL_NAMES[Level(person.level)]}


@access(policy.may_verify_at_counter)
@once
def verify(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Two facts, a yes or a no; the paper's data as the clerk reads them."""
    accounts = Account.objects.select_related("person").filter(person__isnull=False)
    account = get_object_or_404(accounts, pk=account_id)
    page = f"{_FOLDER}/counter_verify.html"
    person = account.person
    assert person is not None
    context = _verify_context(account, person)
    if request.method != "POST":
        return render(request, page, context)
    try:
        by, at = actor_of(request), now()
        if request.POST.get("answer") == "reset":
            return _reset(request, account)
        look = _look(request, _evidence(request, "evidence", by=by, at=at))
        row = actions.verify_at_counter(account, paper=_paper(request), look=look, by=by, at=at)
    except Refusal as refusal:
        context |= {"errors": texts_of(refusal), "typed": request.POST, "refusal": refusal.code}
        return render(request, page, context, status=refusal.status)
    messages.success(request, f"已登记核验结果：{ANSWER_NAMES[Answer(row.answer)]}。")
    return redirect("identity_staff:verification")


def _reset(request: HttpRequest, account: Account) -> HttpResponse:
    """A forgotten password: the one-time password is shown once, to be handed over."""
    by, at = actor_of(request), now()
    look = _look(request, None)
    code = actions.reset_at_counter(account, paper=_paper(request), look=look, by=by, at=at)
    waiting.show_once(request, title="一次性密码", code=code, name=account.username)
    return redirect("identity_staff:handed_over")


@access(policy.may_verify_at_counter)
@never_cache
def handed_over(request: HttpRequest) -> HttpResponse:
    """A one-time text, seen once."""
    return render(request, f"{_FOLDER}/shown.html", {"shown": waiting.shown(request)})


def _verify_context(account: Account, person: Person) -> dict[str, Any]:
    looks = [(row, ANSWER_NAMES[Answer(row.answer)]) for row in queries.looks_at(person)[:_SHOWN]]
    level = LEVEL_NAMES[Level(person.level)]
    return {"account": account, "person": person, "level": level, "looks": looks, "kinds": _KINDS}


def _paper(request: HttpRequest) -> PersonDraft:
    return PersonDraft(
        request.POST.get("name", ""),
        request.POST.get("id_kind", IdKind.RESIDENT),
        request.POST.get("id_number", ""),
    )


def _look(request: HttpRequest, evidence_id: UUID | None) -> Look:
    yes = request.POST.get("answer") == "yes"
    return Look(
        answer=Answer.YES if yes else Answer.NO,
        face_matches="face" in request.POST,
        data_matches="data" in request.POST,
        reason=request.POST.get("reason", ""),
        evidence_id=evidence_id,
        correct="correct" in request.POST,
        take_over="take_over" in request.POST,
    )


def _evidence(request: HttpRequest, name: str, *, by: Actor, at: datetime) -> UUID | None:
    """A scan handed in with the form, kept as a file; None where there is none."""
    upload = request.FILES.get(name)
    if upload is None:
        return None
    received = files.receive(cast("BinaryIO", upload), name=upload.name or name)
    kept: UUID = files.keep(received, by=by, at=at).pk
    return kept


@access(policy.may_verify_at_counter)
@once
def firm(request: HttpRequest) -> HttpResponse:
    """Licence and authority seen: the firm is verified and the person may act for it."""
    page = f"{_FOLDER}/counter_firm.html"
    if request.method != "POST":
        return render(request, page, {"kinds": _KINDS})
    try:
        done = _verify_firm(request)
    except Refusal as refusal:
        context = {"kinds": _KINDS, "errors": texts_of(refusal), "typed": request.POST}
        return render(request, page, context, status=refusal.status)
    messages.success(request, f"“{done.name}”已核验，经办人已登记。")
    return redirect("identity_staff:verification")


def _verify_firm(request: HttpRequest) -> Firm:
    by, at = actor_of(request), now()
    return actions.verify_firm_at_counter(
        _verified(request, "id_kind", "id_number"),
        paper=FirmDraft(
            request.POST.get("firm_name", ""),
            request.POST.get("uscc", ""),
            request.POST.get("legal_representative", ""),
        ),
        licence_seen="licence" in request.POST,
        authority_seen="authority" in request.POST,
        as_representative="representative" in request.POST,
        evidence_id=_evidence(request, "evidence", by=by, at=at),
        by=by,
        at=at,
    )


def _verified(request: HttpRequest, kind: str, number: str) -> Person:
    person = None
    given = request.POST.get(kind, IdKind.RESIDENT)
    if given in list(IdKind):
        person = queries.verified_person(given, request.POST.get(number, ""))
    if person is None:
        raise FieldsRefused(fields={number: ["没有找到这个号码的实名人员，请先核验本人身份。"]})
    return person


@access(policy.may_verify_at_counter)
@once
def mandate(request: HttpRequest) -> HttpResponse:
    """A signed letter (授权委托书) brought to the counter."""
    page, today = f"{_FOLDER}/counter_mandate.html", local_day(now())
    if request.method != "POST":
        return render(request, page, {"kinds": _KINDS, "today": today})
    try:
        by, at = actor_of(request), now()
        actions.record_paper_mandate(
            _verified(request, "id_kind", "id_number"),
            terms=_terms(request, today),
            evidence_id=_evidence(request, "evidence", by=by, at=at),
            by=by,
            at=at,
        )
    except Refusal as refusal:
        context = {"kinds": _KINDS, "today": today, "typed": request.POST}
        context["errors"] = texts_of(refusal)
        return render(request, page, context, status=refusal.status)
    messages.success(request, "授权委托书已登记。")
    return redirect("identity_staff:verification")


def _terms(request: HttpRequest, today: date) -> Terms:
    begins = _day(request.POST.get("valid_from", "")) or today
    codes = request.POST.get("items", "").replace("，", " ").replace(",", " ").split()
    return Terms(
        agent_name=request.POST.get("agent_name", ""),
        agent_number=request.POST.get("agent_number", ""),
        valid_from=begins,
        valid_to=_day(request.POST.get("valid_to", "")) or begins,
        items=tuple(codes),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
