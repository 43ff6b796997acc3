"""Signing in and out as a citizen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengwu.identity import actions
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import Face
from zhengwu.identity.models import Account
from zhengwu.identity.rules.refusals import SignInExpired
from zhengwu.kernel.actors import Assurance
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone, signed_in

_PAGE = "identity/citizen/sign_in.html"
_CODE = "identity/citizen/code.html"


@access(anyone)
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; with a second factor of one's own the code follows."""
    back = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        if actor_of(request).is_staff:
            return HttpResponseRedirect(waiting.safe_back(request, back, face=Face.STAFF))
        if actor_of(request).signed_in:
            return HttpResponseRedirect(waiting.safe_back(request, back, face=Face.CITIZEN))
        return render(request, _PAGE, {"next": back, "expired": "expired" in request.GET})
    username, at = request.POST.get("username", ""), now()
    try:
        account = actions.check_sign_in(
            username,
            request.POST.get("password", ""),
            face=Face.CITIZEN,
            origin=actions.origin_of(request),
            at=at,
        )
    except Refusal as refusal:
        context = {"next": back, "username": username, "problem": refusal.message}
        return render(request, _PAGE, context, status=refusal.status)
    if waiting.has_factor(account):
        waiting.wait(request, account, back=back, at=at)
        return redirect("identity_citizen:code")
    actions.open_session(request, account, assurance=Assurance.PASSWORD, at=at)
    if account.must_change_password:
        return redirect("identity_citizen:password")
    return HttpResponseRedirect(waiting.safe_back(request, back, face=Face.CITIZEN))


@access(anyone)
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second factor, for citizens who chose one: a code, or a passkey."""
    at = now()
    try:
        account = waiting.waiting(request, at=at)
    except SignInExpired:
        return redirect("/sign-in/?expired=1")
    if request.method != "POST":
        return render(request, _CODE, waiting.offered(request, account, at=at))
    by, answer = waiting.half_way(request, account), request.POST.get("response", "")
    try:
        if answer:
            state = waiting.passkey_state(request)
            actions.prove_passkey(request, account, answer, state, by=by, at=at)
        else:
            actions.prove_totp(account, request.POST.get("code", ""), by=by, at=at)
    except Refusal as refusal:
        context = waiting.offered(request, account, at=at) | {"problem": refusal.message}
        return render(request, _CODE, context, status=refusal.status)
    return HttpResponseRedirect(waiting.admit(request, account, at=at))


@access(signed_in)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    account = request.user
    if isinstance(account, Account):
        actions.close_session(request, account, by=actor_of(request), at=now())
    return redirect("/")
