"""My account: level and what it allows, verification, telephone, password, devices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengwu.identity import actions, queries
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import (
    ANSWER_NAMES,
    LEVEL_NAMES,
    ROLE_NAMES,
    Answer,
    FactorKind,
    Level,
    MemberRole,
)
from zhengwu.identity.models import Account, Factor, Person
from zhengwu.identity.registry import provider_named, providers
from zhengwu.identity.rules import codes
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import masked_number
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once


def mine(request: HttpRequest) -> tuple[Account, Person]:
    """The account and person of a signed-in citizen."""
    account = request.user
    if not isinstance(account, Account) or account.person is None:
        raise Http404
    return account, account.person


def texts_of(refusal: Refusal) -> dict[str, str]:
    """Field → first message, for a form shown again; the sentence where no field is named."""
    return {name: found[0] for name, found in refusal.fields.items()} or {"": refusal.message}


@access(citizen)
def account(request: HttpRequest) -> HttpResponse:
    """Everything we know of the person, and what can be done about it."""
    account, person = mine(request)
    day = local_day(now())
    members = [(m, ROLE_NAMES[MemberRole(m.role)], LEVEL_NAMES[Level(m.firm.level)])
               for m in queries.memberships(person, day)]  # fmt: skip
    last = queries.looks_at(person).first()
    context: dict[str, Any] = {
        "account": account,
        "person": person,
        "level": LEVEL_NAMES[Level(person.level)],
        "phone": masked_number(person.phone, head=3, tail=4),
        "members": members,
        "held": queries.mandates_held(person, day),
        "given": queries.mandates_given(person),
        "providers": providers(),
        "last": last,
        "last_answer": ANSWER_NAMES[Answer(last.answer)] if last else "",
        "seats": queries.open_seats(account),
        "here": request.session.session_key,
        "totp": Factor.objects.filter(account=account, kind=FactorKind.TOTP).first(),
        "passkeys": Factor.objects.filter(account=account, kind=FactorKind.PASSKEY),
        "passkey": waiting.new_passkey(request, account),
        "welcome": "welcome" in request.GET,
        "today": day,
    }
    return render(request, "identity/citizen/account.html", context)


@access(citizen)
@require_POST
@once
def verify(request: HttpRequest) -> HttpResponse:
    """Ask a verification provider about one's own declaration."""
    account, _ = mine(request)
    provider = provider_named(request.POST.get("provider", ""))
    if provider is None:
        raise Http404
    row = actions.ask_provider(account, provider, by=actor_of(request), at=now())
    if row.answer == Answer.YES:
        messages.success(request, "实名核验通过，现在可以提交申请。")
    elif row.answer == Answer.NO:
        messages.error(request, f"核验没有通过：{row.reason}。请核对登记信息，或带证件到窗口核验。")
    else:
        messages.warning(request, "核验服务暂时没有回应，请稍后再试，或带证件到窗口核验。")
    return redirect("identity_citizen:account")


@access(citizen)
def phone(request: HttpRequest) -> HttpResponse:
    """Another telephone number."""
    _, person = mine(request)
    page, typed = "identity/citizen/phone.html", request.POST.get("phone", "")
    if request.method != "POST":
        return render(request, page)
    try:
        actions.change_phone(person, phone=typed, by=actor_of(request), at=now())
    except Refusal as refusal:
        context = {"errors": texts_of(refusal), "phone": typed}
        return render(request, page, context, status=refusal.status)
    messages.success(request, "手机号码已更新。")
    return redirect("identity_citizen:account")


@access(citizen)
@sensitive_post_parameters("old", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Another password; every other device is signed out."""
    account, _ = mine(request)
    page, at = "identity/citizen/password.html", now()
    if request.method != "POST":
        return render(request, page)
    new = request.POST.get("password", "")
    if new != request.POST.get("again", ""):
        return render(request, page, {"errors": {"again": "两次输入的密码不一致。"}}, status=422)
    try:
        by = actor_of(request)
        old = request.POST.get("old", "")
        account = actions.change_password(account, old=old, new=new, by=by, at=at)
    except Refusal as refusal:
        return render(request, page, {"errors": texts_of(refusal)}, status=refusal.status)
    actions.keep_session(request, account, at=at)
    actions.end_seats(account, keep=request.session.session_key or "", by=by, at=at)
    messages.success(request, "密码已更换，其他设备上的登录已全部退出。")
    return redirect("identity_citizen:account")


@access(citizen)
@require_POST
@once
def end_device(request: HttpRequest) -> HttpResponse:
    """End one other sign-in, or all others."""
    account, _ = mine(request)
    keep, only = request.session.session_key or "", request.POST.get("seat", "")
    ended = actions.end_seats(account, keep=keep, only=only, by=actor_of(request), at=now())
    messages.success(request, f"已退出 {ended} 台设备上的登录。")
    return redirect("identity_citizen:account")


@access(citizen)
@sensitive_post_parameters("password")
def authenticator(request: HttpRequest) -> HttpResponse:
    """A second factor for citizens who want one, in place of an older one.

    The password is asked again: whoever finds an open page on a shared computer must neither take
    the owner's factor away nor lock the owner out with one of his own.
    """
    account, _ = mine(request)
    secret = waiting.enrolling_secret(request)
    context: dict[str, Any] = {
        "image": waiting.qr_image(account, secret), "key": codes.base32(secret),
    }  # fmt: skip
    page = "identity/citizen/authenticator.html"
    if request.method != "POST":
        return render(request, page, context)
    by, at = actor_of(request), now()
    try:
        password = request.POST.get("password", "")
        actions.prove_password(account, password, field="password", at=at)
        actions.add_totp(account, secret, code=request.POST.get("code", ""), by=by, at=at)
    except Refusal as refusal:
        context |= {"problem": refusal.message, "errors": texts_of(refusal)}
        return render(request, page, context, status=refusal.status)
    waiting.enrolled(request)
    messages.success(request, "动态口令已开启。下次登录时，除了密码还要输入动态口令。")
    return redirect("identity_citizen:account")


@access(citizen)
@require_POST
@sensitive_post_parameters("password")
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey as a second factor, with the password once more; the browser's answer comes as
    JSON in a hidden field."""
    account, _ = mine(request)
    answer, state = request.POST.get("response", ""), waiting.passkey_state(request)
    name, by, at = request.POST.get("name", ""), actor_of(request), now()
    password = request.POST.get("password", "")
    actions.prove_password(account, password, field="password", at=at)
    actions.add_passkey(request, account, answer, state, name=name, by=by, at=at)
    messages.success(request, "通行密钥已添加。下次登录时，除了密码还要用它验证。")
    return redirect("identity_citizen:account")


@access(citizen)
@require_POST
@sensitive_post_parameters("password")
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Switch a second factor off: with a code of the authenticator, or with the password."""
    account, _ = mine(request)
    by, at = actor_of(request), now()
    if password := request.POST.get("password", ""):
        actions.prove_password(account, password, field="password", at=at)
    else:
        actions.prove_totp(account, request.POST.get("code", ""), by=by, at=at)
    actions.remove_factor(account, request.POST.get("factor", ""), by=by, at=at)
    messages.success(request, "已删除。下次登录不再要求它。")
    return redirect("identity_citizen:account")
