"""Between password and second factor: the session knows who waits, and opens nothing yet."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import qrcode
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode.image.svg import SvgPathImage

from zhengwu.identity import queries
from zhengwu.identity.actions.factors import begin_passkey, begin_passkey_proof
from zhengwu.identity.actions.sign_in import open_session, origin_of
from zhengwu.identity.enums import Face, FactorKind
from zhengwu.identity.models import Account, Factor
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.refusals import SignInExpired
from zhengwu.kernel.actors import Actor, ActorKind, Assurance

_WAITING = "identity_waiting"
_SECRET = "identity_secret"  # noqa: S105 - the name of a session field
_SHOWN = "identity_shown"
_PASSKEY = "identity_passkey"


def wait(request: HttpRequest, account: Account, *, back: str, at: datetime) -> None:
    """The password was right: begin a fresh session that only knows who waits."""
    request.session.flush()
    request.session[_WAITING] = {
        "account": str(account.pk),
        "password": account.password[-12:],
        "at": int(at.timestamp()),
        "next": back,
    }


def waiting(request: HttpRequest, *, at: datetime) -> Account:
    """Who waits for the second factor; `SignInExpired` when nobody does (any more)."""
    kept = request.session.get(_WAITING)
    longest = timedelta(minutes=queries.figure("sign_in.pending_minutes")).total_seconds()
    if not kept or int(at.timestamp()) - kept["at"] >= longest:
        raise SignInExpired
    accounts = Account.objects.select_related("person", "staff__organ")
    account = accounts.filter(pk=kept["account"]).first()
    # A password changed meanwhile ends the waiting too.
    if account is None or not account.is_active or account.password[-12:] != kept["password"]:
        raise SignInExpired
    return account


def still_waiting(request: HttpRequest, account: Account) -> None:
    """After the forced change of an initial password: the same person goes on waiting."""
    kept = request.session[_WAITING]
    request.session[_WAITING] = {**kept, "password": account.password[-12:]}


def back_of(request: HttpRequest) -> str:
    """Where the person wanted to go before signing in."""
    return str((request.session.get(_WAITING) or {}).get("next", ""))


def half_way(request: HttpRequest, account: Account) -> Actor:
    """The actor of somebody who waits: may enrol and prove a factor, and nothing else."""
    staff = account.staff
    return Actor(
        kind=ActorKind.STAFF if staff is not None else ActorKind.CITIZEN,
        id=str(account.staff_id or account.person_id or ""),
        name=staff.name if staff is not None else "",
        account=str(account.pk),
        organ_code=staff.organ_id if staff is not None else "",
        assurance=Assurance.PASSWORD,
        origin=origin_of(request),
    )


def admit(request: HttpRequest, account: Account, *, at: datetime) -> str:
    """The second factor was right: open the session. Returns where to go."""
    back = back_of(request)
    open_session(request, account, assurance=Assurance.SECOND_FACTOR, at=at)
    return safe_back(request, back, face=account.face)


def has_factor(account: Account, kind: FactorKind | None = None) -> bool:
    """Whether a second factor (of a kind) is enrolled."""
    factors = Factor.objects.filter(account=account)
    return (factors.filter(kind=kind) if kind else factors).exists()


def safe_back(request: HttpRequest, back: str, *, face: str) -> str:
    """`back` if it is a page of ours on the same face, else the face's own home."""
    home = resolve_url("/desk/" if face == Face.STAFF else "identity_citizen:account")
    hosts = {request.get_host()}
    fits = back.startswith("/desk/") if face == Face.STAFF else not back.startswith("/desk/")
    ours = url_has_allowed_host_and_scheme(back, hosts, require_https=request.is_secure())
    return back if fits and ours and back.startswith("/") else home


def enrolling_secret(request: HttpRequest) -> bytes:
    """The secret being enrolled, sealed in the session until its first code proves it."""
    sealed = request.session.get(_SECRET)
    if sealed:
        return bytes.fromhex(settings.VAULT.open(bytes.fromhex(sealed), "enrol"))
    secret = codes.new_secret()
    request.session[_SECRET] = settings.VAULT.seal(secret.hex(), "enrol").hex()
    return secret


def enrolled(request: HttpRequest) -> None:
    """The secret is now a factor: the session forgets it."""
    request.session.pop(_SECRET, None)


def qr_image(account: Account, secret: bytes) -> str:
    """The QR code for an authenticator, as a data address for <img>."""
    issuer = f"{settings.SITE['region']}政务"
    uri = codes.enrolment_uri(secret, issuer=issuer, username=account.username)
    buffer = BytesIO()
    qrcode.make(uri, image_factory=SvgPathImage, box_size=12, border=2).save(buffer)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def demonstration_code(account: Account, *, at: datetime) -> str:
    """In a demonstration, and only there, the page tells the present code; else nothing."""
    if not settings.DEMO:
        return ""
    factor = Factor.objects.filter(account=account, kind=FactorKind.TOTP).first()
    if factor is None:
        return ""
    secret = bytes.fromhex(settings.VAULT.open(bytes(factor.sealed), f"factor/{factor.pk}"))
    step = max(factor.counter + 1, int(at.timestamp()) // codes.STEP_SECONDS)
    return codes.code_of_step(secret, step)


def demonstration_code_of(secret: bytes, *, at: datetime) -> str:
    """The same for a secret that is just being enrolled."""
    return codes.code_at(secret, at) if settings.DEMO else ""


def offered(request: HttpRequest, account: Account, *, at: datetime) -> dict[str, Any]:
    """Which second factors a page may ask this account for, ready for its template."""
    context: dict[str, Any] = {
        "demonstration": demonstration_code(account, at=at),
        "totp": has_factor(account, FactorKind.TOTP),
    }
    if has_factor(account, FactorKind.PASSKEY):
        options, request.session[_PASSKEY] = begin_passkey_proof(request, account)
        context["passkey"] = json.loads(json.dumps(options))
    return context


def new_passkey(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Options for a further passkey, as the page's script reads them."""
    options, request.session[_PASSKEY] = begin_passkey(request, account)
    made: dict[str, Any] = json.loads(json.dumps(options))
    return made


def passkey_state(request: HttpRequest) -> Any:
    """What was kept when the options were given out; it serves one answer."""
    return request.session.pop(_PASSKEY, None)


def show_once(request: HttpRequest, **texts: str) -> None:
    """Keep one-time texts (initial password, half a code) sealed for the next page only."""
    sealed = {
        name: settings.VAULT.seal(text, f"shown/{name}").hex() for name, text in texts.items()
    }
    request.session[_SHOWN] = sealed


def shown(request: HttpRequest) -> dict[str, str]:
    """What `show_once` kept; a second look finds nothing."""
    sealed: dict[str, str] = request.session.pop(_SHOWN, {})
    return {
        name: settings.VAULT.open(bytes.fromhex(text), f"shown/{name}")
        for name, text in sealed.items()
    }
