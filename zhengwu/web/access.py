"""Who may open a page: every view carries exactly one `@access(rule)`.

    @access(anyone)                      the public
    @access(policy.may_see_catalogue)    any predicate (actor) -> bool

Anonymous visitors are led to the sign-in page and back again; whoever is signed in and refused sees
the 404 page, for the existence of a thing is itself information. `hidden=False` shows a plain 403
where existence is no secret. The check of all routes reads `view.access`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.html import format_html

from zhengwu.kernel.actors import ANONYMOUS, Actor, ActorKind

Rule = Callable[[Actor], bool]
View = Callable[..., HttpResponse]
RefusalHook = Callable[[HttpRequest, Rule], None]


class GuardedView(Protocol):
    """A view that says who may open it."""

    access: Rule

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


_hooks: list[RefusalHook] = []


def anyone(actor: Actor) -> bool:
    """The public, signed in or not."""
    return True


def signed_in(actor: Actor) -> bool:
    """Anybody who has proven to be someone."""
    return actor.signed_in


def citizen(actor: Actor) -> bool:
    """A signed-in person or firm."""
    return actor.kind is ActorKind.CITIZEN


def staff(actor: Actor) -> bool:
    """A member of staff who passed the second factor."""
    return actor.is_staff


def when_refused(hook: RefusalHook) -> RefusalHook:
    """Registers what happens besides when a signed-in actor is refused a page (a journal entry)."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; anonymous where the identity middleware has not spoken."""
    actor = getattr(request, "actor", ANONYMOUS)
    return actor if isinstance(actor, Actor) else ANONYMOUS


def may_open(actor: Actor, address: str) -> bool:
    """Whether a page of ours lets the actor in; what is led to nobody should be refused."""
    try:
        view = resolve(address.partition("?")[0]).func
    except Resolver404:
        return False
    rule: Rule | None = getattr(view, "access", None)
    return rule is not None and rule(actor)


def access(rule: Rule, *, hidden: bool = True) -> Callable[[View], GuardedView]:
    """Guards a view by a predicate on the actor; sets `view.access`."""

    def guard(view: View) -> GuardedView:
        if hasattr(view, "access"):
            raise TypeError(f"{view.__module__}.{view.__name__} already carries an access rule")

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if rule(actor):
                return view(request, *args, **kwargs)
            if _not_yet_proven(actor):
                over = getattr(view, "polled", False) and _by_script(request)
                return _signed_out(request) if over else _to_sign_in(request)
            return _refuse(request, rule, hidden)

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _not_yet_proven(actor: Actor) -> bool:
    half_way = actor.kind is ActorKind.STAFF and not actor.is_staff
    return half_way or not actor.signed_in


def _by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def _door(request: HttpRequest) -> str:
    if request.path.startswith("/desk/"):
        return resolve_url(getattr(settings, "DESK_LOGIN_URL", settings.LOGIN_URL))
    return resolve_url(settings.LOGIN_URL)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """In the place of a part that asked by itself: the page stays, with what is typed in it."""
    target = f"{_door(request)}?{urlencode({'next': _referring_path(request)})}"
    words = "登录已到期，请重新登录"
    return HttpResponse(format_html('<a class="signed-out" href="{}">{}</a>', target, words))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = _door(request)
    # After a refused POST the way back leads to the page that held the form.
    back = (
        request.get_full_path() if request.method in {"GET", "HEAD"} else _referring_path(request)
    )
    target = f"{target}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _referring_path(request: HttpRequest) -> str:
    origin = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else request.path


def _refuse(request: HttpRequest, rule: Rule, hidden: bool) -> HttpResponse:
    from zhengwu.web import errors  # errors renders pages whose views are guarded here

    for hook in _hooks:
        hook(request, rule)
    return errors.page(request, 404 if hidden else 403)
