"""Registration, one question a page. What was answered waits sealed in the session."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhengwu.identity import actions, queries
from zhengwu.identity.enums import ID_KIND_NAMES, IdKind
from zhengwu.identity.rules.numbers import tidy_username
from zhengwu.identity.rules.parameters import notice
from zhengwu.identity.rules.refusals import TooManyAttempts
from zhengwu.identity.rules.registration import (
    FirmDraft,
    PersonDraft,
    firm_errors,
    person_errors,
    username_errors,
)
from zhengwu.kernel.actors import Assurance
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean, masked_number
from zhengwu.kernel.time import now
from zhengwu.web.access import access, anyone

_DRAFT = "identity_registration"
_PERSON = ["name", "paper", "phone", "username", "privacy", "password"]
_FIRM = ["name", "paper", "firm", "code", "representative", "phone", "username", "privacy",
         "password"]  # fmt: skip
# Which answers belong to which question.
_FIELDS = {
    "name": ["name"],
    "paper": ["id_kind", "id_number"],
    "firm": ["firm_name"],
    "code": ["uscc"],
    "representative": ["legal_representative"],
    "phone": ["phone"],
    "username": ["username"],
    "privacy": ["consent"],
    "password": [],
}


def _kept(request: HttpRequest) -> dict[str, str]:
    sealed = request.session.get(_DRAFT)
    if not sealed:
        return {}
    kept: dict[str, str] = json.loads(settings.VAULT.open(bytes.fromhex(sealed), _DRAFT))
    return kept


def _keep(request: HttpRequest, answers: dict[str, str]) -> None:
    request.session[_DRAFT] = settings.VAULT.seal(json.dumps(answers), _DRAFT).hex()


def _steps(answers: dict[str, str]) -> list[str]:
    return _FIRM if answers.get("kind") == "firm" else _PERSON


@access(anyone)
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Person or firm; says beforehand what registering does and does not prove."""
    if request.method == "POST" and request.POST.get("kind") in {"person", "firm"}:
        _keep(request, {"kind": request.POST["kind"]})
        return redirect("identity_citizen:register_step", step="name")
    return render(request, "identity/citizen/register_start.html")


@access(anyone)
@never_cache
@sensitive_post_parameters("password", "again", "id_number")
def step(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question, check its answer, go on to the next."""
    answers = _kept(request)
    if step not in _FIELDS:
        raise Http404
    steps = _steps(answers)
    if not answers or step not in steps:
        return redirect("identity_citizen:register")
    if missing := _missing(answers, step):
        return redirect("identity_citizen:register_step", step=missing)
    if request.method != "POST":
        return _ask(request, step, answers, {})
    if step == "password":
        return _finish(request, answers)
    fresh = {name: clean(request.POST.get(name, "")).strip()[:200] for name in _FIELDS[step]}
    answers = {**answers, **fresh}
    try:
        errors = _errors(request, step, answers)
    except TooManyAttempts as refusal:
        return _ask(request, step, answers, {"username": refusal.message}, status=429)
    if errors:
        return _ask(request, step, answers, errors, status=422)
    _keep(request, answers)
    return redirect("identity_citizen:register_step", step=steps[steps.index(step) + 1])


def _missing(answers: dict[str, str], step: str) -> str:
    """The first question before this one that has no answer yet."""
    steps = _steps(answers)
    for earlier in steps[: steps.index(step)]:
        if any(name not in answers for name in _FIELDS[earlier]):
            return earlier
    return ""


def _errors(request: HttpRequest, step: str, answers: dict[str, str]) -> dict[str, str]:
    """The first problem of each field of this question."""
    found = person_errors(_person(answers)) | _firm_problems(answers)
    found |= username_errors(answers.get("username", ""))
    if step == "username" and "username" not in found:
        actions.spend_or_refuse(actions.origin_of(request), "register.username", at=now())
        if queries.is_taken(tidy_username(answers["username"])):
            found["username"] = ["这个登录名不能使用，请换一个。"]
    if answers.get("consent") != "yes":
        found["consent"] = ["请阅读并同意个人信息处理告知后继续。"]
    return {name: found[name][0] for name in _FIELDS[step] if name in found}


def _firm_problems(answers: dict[str, str]) -> dict[str, list[str]]:
    found = firm_errors(_firm(answers))
    return {("firm_name" if name == "name" else name): texts for name, texts in found.items()
            if answers.get("kind") == "firm"}  # fmt: skip


def _person(answers: dict[str, str]) -> PersonDraft:
    return PersonDraft(
        answers.get("name", ""),
        answers.get("id_kind", IdKind.RESIDENT),
        answers.get("id_number", ""),
        answers.get("phone", ""),
    ).tidied()


def _firm(answers: dict[str, str]) -> FirmDraft:
    return FirmDraft(
        answers.get("firm_name", ""),
        answers.get("uscc", ""),
        answers.get("legal_representative", ""),
    ).tidied()


def _ask(
    request: HttpRequest,
    step: str,
    answers: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    steps = _steps(answers)
    place = steps.index(step)
    context: dict[str, Any] = {
        "step": step,
        "answers": answers,
        "errors": errors,
        "place": place + 1,
        "total": len(steps),
        "previous": steps[place - 1] if place else "",
        "kinds": [(kind.value, name) for kind, name in ID_KIND_NAMES.items()],
        "notice": notice(),
        "masked": masked_number(answers.get("id_number", "")),
        "is_firm": answers.get("kind") == "firm",
    }
    return render(request, "identity/citizen/register_step.html", context, status=status)


def _finish(request: HttpRequest, answers: dict[str, str]) -> HttpResponse:
    password, at = request.POST.get("password", ""), now()
    if password != request.POST.get("again", ""):
        return _ask(request, "password", answers, {"again": "两次输入的密码不一致。"}, status=422)
    origin = actions.origin_of(request)
    try:
        actions.spend_or_refuse(origin, "register.origin", at=at)
        account = actions.register_person(
            _person(answers),
            username=answers["username"],
            password=password,
            consent=answers.get("consent") == "yes",
            origin=origin,
            at=at,
        )
    except Refusal as refusal:
        texts = {name: found[0] for name, found in refusal.fields.items()}
        texts = texts or {"password": refusal.message}
        return _ask(request, "password", answers, texts, status=refusal.status)
    by = actions.open_session(request, account, assurance=Assurance.PASSWORD, at=at)
    if answers.get("kind") == "firm":
        firm = actions.register_firm(_firm(answers), by=by, at=at)
        actions.choose_behalf(request, f"firm:{firm.pk}")
    return redirect("/account/?welcome=1")
