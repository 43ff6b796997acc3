"""Signing in: password, second factor, the session that follows – and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from zhengwu.identity import queries
from zhengwu.identity.actions.gate import Spent, forget, give_back, spend, spend_or_refuse
from zhengwu.identity.actions.passwords import is_password
from zhengwu.identity.enums import AccountState, Face
from zhengwu.identity.events import AccountLocked, IdentityProved, PageRefused, SignedIn, SignedOut
from zhengwu.identity.models import Account, Seat
from zhengwu.identity.rules.numbers import tidy_username
from zhengwu.identity.rules.refusals import SignInFailed, TooManyAttempts
from zhengwu.identity.rules.sessions import Marks, marks_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import format_instant, local_day

MARKS = "identity"
BACKEND = "zhengwu.identity.middleware.AccountBackend"


def visitor(origin: str) -> Actor:
    """Somebody at the door: known by the address only."""
    return Actor(kind=ActorKind.ANONYMOUS, name="未登录访问者", origin=origin)


def check_sign_in(
    username: str, password: str, *, face: Face, origin: str, at: datetime
) -> Account:
    """The account whose password this is. Call it outside of any action.

    Whatever is wrong – name, password, closed account, expired initial password – the answer is
    the same `SignInFailed` after the same work; a name that nobody has is counted and locked
    like one that somebody has. Where the account is used, wrong passwords are counted apart:
    nobody is locked out of the own desk from elsewhere.
    """
    name = tidy_username(username)[:64]
    by = visitor(origin)
    spend_or_refuse(origin, "sign_in.origin", at=at)
    counted = queries.counted_as(name, face, origin=origin, at=at)
    spent = spend(counted, "sign_in.account", at=at)
    account = queries.account_named(name, face)
    right = is_password(account, password)
    if not spent.allowed:
        until = format_instant(spent.blocked_until or at)
        refuse_sign_in(account, TooManyAttempts(retry=until, limit="sign_in.account"), by=by, at=at)
    if account is None or not right or not _opens(account, at):
        _failed(account, spent, "sign_in.account", by=by, at=at)
    assert account is not None
    forget(counted, "sign_in.account", at=at)
    give_back(origin, "sign_in.origin", at=at)
    return account


def _opens(account: Account, at: datetime) -> bool:
    if account.state != AccountState.ACTIVE:
        return False
    if account.password_until is not None and at >= account.password_until:
        return False
    if account.staff is not None:
        return queries.in_office(account.staff, local_day(at))
    return True


def _failed(account: Account | None, spent: Spent, limit: str, *, by: Actor, at: datetime) -> None:
    if spent.last and account is not None:
        note_lock(account, limit=limit, until=spent.blocked_until or at, by=by, at=at)
    refuse_sign_in(account, SignInFailed(), by=by, at=at)


@action
def refuse_sign_in(
    account: Account | None, refusal: SignInFailed | TooManyAttempts, *, by: Actor, at: datetime
) -> None:
    """Raises; by raising inside an action the refused attempt is recorded on the account."""
    raise refusal


@action
def note_lock(account: Account, *, limit: str, until: datetime, by: Actor, at: datetime) -> None:
    """The account is locked for a while; the counter itself is already stored."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    event = AccountLocked(
        account=str(account.pk), limit=limit, until=until.isoformat(), origin=by.origin
    )
    record(account, event, by=by, at=at)


def open_session(
    request: HttpRequest, account: Account, *, assurance: Assurance, at: datetime
) -> Actor:
    """Begin a session under a new key (no fixation) and note the device. Returns the actor.

    A member of staff is let in only with the second factor passed.
    """
    if account.is_staff_face and assurance is not Assurance.SECOND_FACTOR:
        raise SignInFailed
    idle, longest = queries.session_figures(account.face)
    request.session.flush()
    login(request, account, backend=BACKEND)
    moment = int(at.timestamp())
    marks = Marks(
        face=account.face,
        assurance=assurance.value,
        started=moment,
        seen=moment,
        proved=moment,
        idle_seconds=int(idle.total_seconds()),
        until=int((at + longest).timestamp()),
    )
    request.session[MARKS] = marks.stored()
    request.session.set_expiry(longest)
    request.session.save()
    actor = queries.actor_for(
        account, day=local_day(at), assurance=assurance, origin=origin_of(request)
    )
    _take_seat(account, request, assurance=assurance, by=actor, at=at)
    return actor


def _take_seat(
    account: Account, request: HttpRequest, *, assurance: Assurance, by: Actor, at: datetime
) -> None:
    note_sign_in(
        account,
        session_key=request.session.session_key or "",
        device=request.headers.get("User-Agent", "")[:120],
        assurance=assurance,
        by=by,
        at=at,
    )


@action
def note_sign_in(
    account: Account,
    *,
    session_key: str,
    device: str,
    assurance: Assurance,
    by: Actor,
    at: datetime,
) -> Seat:
    """One more device on which the account is signed in."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    seat = Seat.objects.create(
        account=account,
        session_key=session_key,
        origin=by.origin[:64],
        device=device,
        assurance=assurance.value,
        started_at=at,
    )
    event = SignedIn(
        account=str(account.pk), face=account.face, assurance=assurance.value, origin=by.origin
    )
    record(account, event, by=by, at=at)
    return seat


@action
def end_seats(
    account: Account, *, keep: str = "", only: str = "", how: str = "self", by: Actor, at: datetime
) -> int:
    """End sign-ins of an account: all, all but the session `keep`, or only the seat `only`."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    seats = Seat.objects.filter(account=account, ended_at=None)
    if keep:
        seats = seats.exclude(session_key=keep)
    chosen = [one for one in seats if not only or str(one.pk) == only]
    keys = [one.session_key for one in chosen]
    ended = seats.filter(pk__in=[one.pk for one in chosen]).update(ended_at=at)
    Session.objects.filter(session_key__in=keys).delete()
    if ended:
        event = SignedOut(account=str(account.pk), seats=ended, how=how)
        record(account, event, by=by, at=at)
    return ended


def close_session(request: HttpRequest, account: Account, *, by: Actor, at: datetime) -> None:
    """Sign out here: the session row goes, its key opens nothing any more."""
    key = request.session.session_key or ""
    seat = Seat.objects.filter(account=account, session_key=key, ended_at=None).first()
    if seat is not None:
        end_seats(account, only=str(seat.pk), by=by, at=at)
    request.session.flush()


def keep_session(request: HttpRequest, account: Account, *, at: datetime) -> None:
    """After a password change: this device stays, under a new key; the others have ended."""
    old = request.session.session_key or ""
    update_session_auth_hash(request, account)
    request.session.save()
    move_seat(account, old, new=request.session.session_key or "", at=at)


@action
def move_seat(account: Account, old: str, *, new: str, at: datetime) -> None:
    """The seat follows the session's new key."""
    Seat.objects.filter(account=account, session_key=old).update(session_key=new)


@action
def note_proof(account: Account, *, how: str, by: Actor, at: datetime) -> None:
    """Somebody proved again to be who signed in."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    record(account, IdentityProved(account=str(account.pk), how=how), by=by, at=at)


def mark_proved(
    request: HttpRequest, account: Account, *, how: str, by: Actor, at: datetime
) -> None:
    """Sensitive acts are open for the next minutes (`proof.fresh_minutes`)."""
    marks = marks_of(request.session.get(MARKS))
    if marks is not None:
        request.session[MARKS] = replace(marks, proved=int(at.timestamp())).stored()
        note_proof(account, how=how, by=by, at=at)


def is_proved(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the person proved lately enough who they are (seal, grant, accounts, recovery)."""
    marks = marks_of(request.session.get(MARKS))
    fresh = timedelta(minutes=queries.figure("proof.fresh_minutes"))
    return marks is not None and marks.proved_within(int(fresh.total_seconds()), at)


@action
def note_refused_page(account: Account, *, method: str, path: str, by: Actor, at: datetime) -> None:
    """Somebody signed in was refused a page: the attempt is an entry, as any refused act."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    event = PageRefused(account=str(account.pk), method=method, path=path[:200])
    record(account, event, by=by, at=at)


def choose_behalf(request: HttpRequest, behalf: str) -> None:
    """For whom this session acts from now on: "", "firm:<id>" or "mandate:<id>"."""
    marks = marks_of(request.session.get(MARKS))
    if marks is not None:
        request.session[MARKS] = replace(marks, behalf=behalf).stored()


def origin_of(request: HttpRequest) -> str:
    """The visitor's address: behind TRUSTED_PROXIES proxies the one that the outermost saw."""
    hops = settings.TRUSTED_PROXIES
    chain = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(chain) >= hops and chain[-hops]:
        return chain[-hops][:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
