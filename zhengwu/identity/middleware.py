"""Django's hooks: whom a session belongs to, and who acts in this request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from zhengwu.identity import queries
from zhengwu.identity.actions.sign_in import MARKS, note_refused_page, origin_of
from zhengwu.identity.models import Account
from zhengwu.identity.rules.sessions import Marks, marks_of
from zhengwu.kernel.actors import ANONYMOUS, Actor, Assurance
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import Rule, actor_of, anyone
from zhengwu.web.polling import PRESENT

_BEFORE_CHANGE = ("identity_citizen:password", "identity_citizen:sign_out")
GetResponse = Callable[[HttpRequest], HttpResponse]


class AccountBackend(BaseBackend):
    """Loads the account of a session. Signing in itself is an action, never `authenticate()`."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with its person or staff in one statement; None when closed meanwhile."""
        accounts = Account.objects.select_related("person", "staff__organ")
        account = accounts.filter(pk=user_id).first()
        return account if account is not None and account.is_active else None

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody is let in here."""
        return


def note_refusal(request: HttpRequest, rule: Rule) -> None:
    """Hook of `web.access`: who is signed in and refused a page leaves an entry."""
    account = getattr(request, "user", None)
    if isinstance(account, Account):
        path, by = request.path, actor_of(request)
        note_refused_page(account, method=request.method or "", path=path, by=by, at=now())


class ActorMiddleware:
    """Sets `request.actor` (never lazily: it is a plain value that actions receive as `by=`).

    Without a session cookie it costs nothing; with one: session, account, and at most two more
    statements (duties, or the capacity in which a citizen acts). It must stand after Django's
    AuthenticationMiddleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request, now())  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.actor.signed_in:  # type: ignore[attr-defined]
            # A page made for one person must not be kept by a shared machine (ASVS 8.2.1).
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Still here: an idle session ends, however often its page asks for figures by itself.

        And a password that somebody else has seen opens nothing but the page to replace it.
        """
        marks = marks_of(request.session.get(MARKS))
        there = PRESENT in request.headers or not getattr(view, "polled", False)
        if there and marks is not None and (touched := marks.touched(now())) is not None:
            request.session[MARKS] = touched.stored()
        if marks is not None and _must_change(request) and not _open_before(request, view):
            return redirect("identity_citizen:password")
        return None


def _must_change(request: HttpRequest) -> bool:
    return isinstance(request.user, Account) and request.user.must_change_password


def _open_before(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """Public pages, the change itself, and leaving."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return getattr(view, "access", None) is anyone or name in _BEFORE_CHANGE


def _actor(request: HttpRequest, at: datetime) -> Actor:
    marks = marks_of(request.session.get(MARKS))
    if marks is None:
        return ANONYMOUS
    # A plain row, not Django's lazy one: actions lock and record it by its class.
    account = request.user = get_user(request)
    if not isinstance(account, Account) or account.face != marks.face:
        request.user = AnonymousUser()
        return ANONYMOUS
    if not marks.alive(at):
        request.session.flush()
        request.user = AnonymousUser()
        return ANONYMOUS
    return _acting(request, account, marks, at)


def _acting(request: HttpRequest, account: Account, marks: Marks, at: datetime) -> Actor:
    return queries.actor_for(
        account,
        day=local_day(at),
        assurance=Assurance(marks.assurance),
        behalf=marks.behalf,
        origin=origin_of(request),
    )
