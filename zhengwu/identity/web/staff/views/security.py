"""My own security: password, factors, devices – and proving again who I am."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengwu.identity import actions, queries
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import FACTOR_NAMES, Face, FactorKind
from zhengwu.identity.models import Account, Factor
from zhengwu.identity.rules import codes
from zhengwu.identity.web.staff.views.sign_in import texts_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, staff
from zhengwu.web.once import once

_FOLDER = "identity/staff"


def mine(request: HttpRequest) -> Account:
    """The account of a signed-in member of staff."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


@access(staff)
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Everything about the own sign-in."""
    account = mine(request)
    factors = Factor.objects.filter(account=account).order_by("created_at")
    context: dict[str, Any] = {
        "account": account,
        "factors": [(factor, FACTOR_NAMES[FactorKind(factor.kind)]) for factor in factors],
        "seats": queries.open_seats(account),
        "here": request.session.session_key,
        "passkey": waiting.new_passkey(request, account),
        "fresh": actions.is_proved(request, at=now()),
    }
    return render(request, f"{_FOLDER}/security.html", context)


@access(staff)
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """The second factor again, before a sensitive act; then back to where one came from."""
    account, at = mine(request), now()
    back = request.POST.get("next") or request.GET.get("next", "")
    page, by = f"{_FOLDER}/confirm.html", actor_of(request)
    if request.method != "POST":
        return render(request, page, {"next": back} | waiting.offered(request, account, at=at))
    answer, how = request.POST.get("response", ""), FactorKind.TOTP
    try:
        if answer:
            how, state = FactorKind.PASSKEY, waiting.passkey_state(request)
            actions.prove_passkey(request, account, answer, state, by=by, at=at)
        else:
            actions.prove_totp(account, request.POST.get("code", ""), by=by, at=at)
    except Refusal as refusal:
        context = {"next": back, "problem": refusal.message}
        context |= waiting.offered(request, account, at=at)
        return render(request, page, context, status=refusal.status)
    actions.mark_proved(request, account, how=how, by=by, at=at)
    return HttpResponseRedirect(waiting.safe_back(request, back, face=Face.STAFF))


@access(staff)
@sensitive_post_parameters("old", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Another password; every other device is signed out."""
    account, by, at = mine(request), actor_of(request), now()
    page = f"{_FOLDER}/password.html"
    if request.method != "POST":
        return render(request, page)
    new = request.POST.get("password", "")
    if new != request.POST.get("again", ""):
        return render(request, page, {"errors": {"again": "两次输入的密码不一致。"}}, status=422)
    try:
        old = request.POST.get("old", "")
        account = actions.change_password(account, old=old, new=new, by=by, at=at)
    except Refusal as refusal:
        return render(request, page, {"errors": texts_of(refusal)}, status=refusal.status)
    actions.keep_session(request, account, at=at)
    actions.end_seats(account, keep=request.session.session_key or "", by=by, at=at)
    messages.success(request, "密码已更换，其他设备上的登录已全部退出。")
    return redirect("identity_staff:security")


@access(staff)
@require_POST
@once
def end_device(request: HttpRequest) -> HttpResponse:
    """End one other sign-in, or all others."""
    keep, only = request.session.session_key or "", request.POST.get("seat", "")
    ended = actions.end_seats(mine(request), keep=keep, only=only, by=actor_of(request), at=now())
    messages.success(request, f"已退出 {ended} 台设备上的登录。")
    return redirect("identity_staff:security")


@access(staff)
def authenticator(request: HttpRequest) -> HttpResponse:
    """Another authenticator in place of the present one; asks for a fresh proof before."""
    account, at = mine(request), now()
    if not actions.is_proved(request, at=at):
        return redirect("/desk/confirm/?next=/desk/security/authenticator/")
    secret = waiting.enrolling_secret(request)
    context: dict[str, Any] = {
        "image": waiting.qr_image(account, secret),
        "key": codes.base32(secret),
        "demonstration": waiting.demonstration_code_of(secret, at=at),
    }
    page = f"{_FOLDER}/authenticator.html"
    if request.method != "POST":
        return render(request, page, context)
    try:
        typed = request.POST.get("code", "")
        actions.add_totp(account, secret, code=typed, by=actor_of(request), at=at)
    except Refusal as refusal:
        return render(request, page, context | {"problem": refusal.message}, status=refusal.status)
    waiting.enrolled(request)
    messages.success(request, "新的动态口令已生效，原来的已作废。")
    return redirect("identity_staff:security")


@access(staff)
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey; the browser's answer comes as JSON in a hidden field."""
    account, at = mine(request), now()
    if not actions.is_proved(request, at=at):
        return redirect("/desk/confirm/?next=/desk/security/")
    answer, state = request.POST.get("response", ""), waiting.passkey_state(request)
    name = request.POST.get("name", "")
    by = actor_of(request)
    actions.add_passkey(request, account, answer, state, name=name, by=by, at=at)
    messages.success(request, "通行密钥已添加。")
    return redirect("identity_staff:security")


@access(staff)
@require_POST
@once
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Take one of several factors away; asks for a fresh proof before."""
    if not actions.is_proved(request, at=now()):
        return redirect("/desk/confirm/?next=/desk/security/")
    factor = request.POST.get("factor", "")
    actions.remove_factor(mine(request), factor, by=actor_of(request), at=now())
    messages.success(request, "已删除。")
    return redirect("identity_staff:security")
