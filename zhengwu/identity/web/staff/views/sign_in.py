"""Staff: password, then always a second factor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengwu.identity import actions
from zhengwu.identity.actions import waiting
from zhengwu.identity.actions.passwords import is_password
from zhengwu.identity.enums import Face
from zhengwu.identity.models import Account
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.refusals import PasswordRefused, SignInExpired
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone, staff

_FOLDER = "identity/staff"
_EXPIRED = "/desk/sign-in/?expired=1"


def texts_of(refusal: Refusal) -> dict[str, str]:
    """Field → first message; the sentence itself under "" where no field is named."""
    return {name: found[0] for name, found in refusal.fields.items()} or {"": refusal.message}


@access(anyone)
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """First the password. It opens nothing but the way to the second factor."""
    page, at = f"{_FOLDER}/sign_in.html", now()
    back = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        if actor_of(request).is_staff:
            return HttpResponseRedirect(waiting.safe_back(request, back, face=Face.STAFF))
        return render(request, page, {"next": back, "expired": "expired" in request.GET})
    username = request.POST.get("username", "")
    try:
        account = actions.check_sign_in(
            username,
            request.POST.get("password", ""),
            face=Face.STAFF,
            origin=actions.origin_of(request),
            at=at,
        )
    except Refusal as refusal:
        context = {"next": back, "username": username, "problem": refusal.message}
        return render(request, page, context, status=refusal.status)
    waiting.wait(request, account, back=back, at=at)
    return _onward(account)


def _onward(account: Account) -> HttpResponse:
    """The next step of somebody who waits."""
    if account.must_change_password:
        return redirect("identity_staff:first_password")
    if not waiting.has_factor(account):
        return redirect("identity_staff:enrol")
    return redirect("identity_staff:code")


@access(anyone)
@never_cache
@sensitive_post_parameters("password", "again")
def first_password(request: HttpRequest) -> HttpResponse:
    """An initial password is replaced before anything else."""
    page, at = f"{_FOLDER}/first_password.html", now()
    try:
        account = waiting.waiting(request, at=at)
    except SignInExpired:
        return redirect(_EXPIRED)
    if not account.must_change_password:
        return _onward(account)
    if request.method != "POST":
        return render(request, page)
    new = request.POST.get("password", "")
    if new != request.POST.get("again", ""):
        return render(request, page, {"errors": {"again": "两次输入的密码不一致。"}}, status=422)
    try:
        if is_password(account, new):
            raise PasswordRefused(fields={"password": ["新密码不能和初始密码相同。"]})
        fresh = actions.hashed(new, username=account.username, account=account)
    except Refusal as refusal:
        return render(request, page, {"errors": texts_of(refusal)}, status=refusal.status)
    by = waiting.half_way(request, account)
    account = actions.set_password(account, fresh, how="first", by=by, at=at)
    waiting.still_waiting(request, account)
    return _onward(account)


@access(anyone)
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in enrols an authenticator; its first code is also the first proof."""
    page, at = f"{_FOLDER}/enrol.html", now()
    try:
        account = waiting.waiting(request, at=at)
    except SignInExpired:
        return redirect(_EXPIRED)
    if account.must_change_password or waiting.has_factor(account):
        return _onward(account)
    secret = waiting.enrolling_secret(request)
    context: dict[str, Any] = {
        "image": waiting.qr_image(account, secret),
        "key": codes.base32(secret),
        "demonstration": waiting.demonstration_code_of(secret, at=at),
    }
    if request.method != "POST":
        return render(request, page, context)
    by = waiting.half_way(request, account)
    try:
        actions.add_totp(account, secret, code=request.POST.get("code", ""), by=by, at=at)
    except Refusal as refusal:
        return render(request, page, context | {"problem": refusal.message}, status=refusal.status)
    waiting.enrolled(request)
    return HttpResponseRedirect(waiting.admit(request, account, at=at))


@access(anyone)
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second factor by code; passkeys are offered beside it."""
    page, at = f"{_FOLDER}/code.html", now()
    try:
        account = waiting.waiting(request, at=at)
    except SignInExpired:
        return redirect(_EXPIRED)
    if account.must_change_password or not waiting.has_factor(account):
        return _onward(account)
    context = waiting.offered(request, account, at=at)
    if request.method != "POST":
        return render(request, page, context)
    by = waiting.half_way(request, account)
    try:
        actions.prove_totp(account, request.POST.get("code", ""), by=by, at=at)
    except Refusal as refusal:
        return render(request, page, context | {"problem": refusal.message}, status=refusal.status)
    return HttpResponseRedirect(waiting.admit(request, account, at=at))


@access(anyone)
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """The second factor by passkey: the browser's answer comes as JSON in a hidden field."""
    at = now()
    try:
        account = waiting.waiting(request, at=at)
    except SignInExpired:
        return redirect(_EXPIRED)
    state, by = waiting.passkey_state(request), waiting.half_way(request, account)
    try:
        actions.prove_passkey(
            request, account, request.POST.get("response", ""), state, by=by, at=at
        )
    except Refusal as refusal:
        context = waiting.offered(request, account, at=at) | {"problem": refusal.message}
        return render(request, f"{_FOLDER}/code.html", context, status=refusal.status)
    return HttpResponseRedirect(waiting.admit(request, account, at=at))


@access(anyone)
@never_cache
@sensitive_post_parameters("first", "second", "password", "again")
def recover(request: HttpRequest) -> HttpResponse:
    """Two halves from two officers, a new password; then a new authenticator."""
    page, at = f"{_FOLDER}/recover.html", now()
    if request.method != "POST":
        return render(request, page)
    username, new = request.POST.get("username", ""), request.POST.get("password", "")
    context: dict[str, Any] = {"username": username}
    if new != request.POST.get("again", ""):
        context["errors"] = {"again": "两次输入的密码不一致。"}
        return render(request, page, context, status=422)
    try:
        account = actions.recover(
            username,
            first=request.POST.get("first", ""),
            second=request.POST.get("second", ""),
            password=new,
            origin=actions.origin_of(request),
            at=at,
        )
    except Refusal as refusal:
        context["errors"] = texts_of(refusal)
        return render(request, page, context, status=refusal.status)
    waiting.wait(request, account, back="", at=at)
    return _onward(account)


@access(staff)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    account = request.user
    if isinstance(account, Account):
        actions.close_session(request, account, by=actor_of(request), at=now())
    return redirect("identity_staff:sign_in")
