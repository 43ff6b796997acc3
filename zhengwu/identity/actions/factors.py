"""Second factors: enrol, use, take away."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from zhengwu.identity.actions.gate import forget, spend
from zhengwu.identity.actions.sign_in import note_lock
from zhengwu.identity.enums import FACTOR_NAMES, FactorKind
from zhengwu.identity.events import FactorAdded, FactorRemoved
from zhengwu.identity.models import Account, Factor
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.refusals import (
    CodeWrong,
    LastFactor,
    NotOneself,
    PasskeyRefused,
    TooManyAttempts,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import format_instant

# What the library raises on an answer that no authenticator gave.
_NONSENSE = (ValueError, TypeError, KeyError, AttributeError)


def _context(factor: Factor) -> str:
    return f"factor/{factor.pk}"


def _opened(factor: Factor) -> bytes:
    return bytes.fromhex(settings.VAULT.open(bytes(factor.sealed), _context(factor)))


def _seal(factor: Factor, secret: bytes) -> None:
    factor.sealed = settings.VAULT.seal(secret.hex(), _context(factor))


def _counted(account: Account, *, by: Actor, at: datetime) -> None:
    """One more attempt with a factor; the last allowed one locks at once (outside of actions)."""
    spent = spend(str(account.pk), "sign_in.factor", at=at)
    if not spent.allowed:
        until = format_instant(spent.blocked_until or at)
        raise TooManyAttempts(retry=until, limit="sign_in.factor")
    if spent.last:
        note_lock(account, limit="sign_in.factor", until=spent.blocked_until or at, by=by, at=at)


@action
def add_totp(account: Account, secret: bytes, *, code: str, by: Actor, at: datetime) -> Factor:
    """Enrol an authenticator in place of an old one; the first code proves it holds the secret."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if by.account != str(account.pk):
        raise NotOneself
    step = codes.matching_step(secret, code, after=0, at=at)
    if step is None:
        raise CodeWrong(fields={"code": ["验证码不正确。请核对手机时间，再输入新的 6 位数字。"]})
    Factor.objects.filter(account=account, kind=FactorKind.TOTP).delete()
    factor = Factor(
        id=new_id(),
        account=account,
        kind=FactorKind.TOTP,
        name=FACTOR_NAMES[FactorKind.TOTP],
        counter=step,
        created_at=at,
        last_used_at=at,
    )
    _seal(factor, secret)
    factor.save(force_insert=True)
    record(account, FactorAdded(account=str(account.pk), kind=factor.kind), by=by, at=at)
    return factor


def prove_totp(account: Account, code: str, *, by: Actor, at: datetime) -> None:
    """Counts the attempt, then checks the code. Call it outside of any action."""
    _counted(account, by=by, at=at)
    use_totp(account, code, by=by, at=at)
    forget(str(account.pk), "sign_in.factor", at=at)


@action
def use_totp(account: Account, code: str, *, by: Actor, at: datetime) -> Factor:
    """A code that was never used before; its time step is kept, so that it works once."""
    factor = (
        Factor.objects.select_for_update().filter(account=account, kind=FactorKind.TOTP).first()
    )
    step = None
    if factor is not None:
        step = codes.matching_step(_opened(factor), code, after=factor.counter, at=at)
    if factor is None or step is None:
        raise CodeWrong(fields={"code": ["验证码不正确或已经用过。"]})
    factor.counter, factor.last_used_at = step, at
    factor.save(update_fields=["counter", "last_used_at"])
    return factor


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rpartition(":")[0] or request.get_host()
    origin = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(name="政务服务平台", id=host.strip("[]"))
    return Fido2Server(entity, verify_origin=lambda given: given == origin)


def _credentials(account: Account) -> list[AttestedCredentialData]:
    rows = Factor.objects.filter(account=account, kind=FactorKind.PASSKEY)
    return [AttestedCredentialData(_opened(row)) for row in rows]


def begin_passkey(request: HttpRequest, account: Account) -> tuple[dict[str, Any], Any]:
    """(options for navigator.credentials.create, state to keep in the session)."""
    user = PublicKeyCredentialUserEntity(
        name=account.username, id=account.pk.bytes, display_name=account.username
    )
    options, state = _server(request).register_begin(
        user, _credentials(account), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), state


def add_passkey(
    request: HttpRequest, account: Account, response: str, state: Any, *, name: str, by: Actor,
    at: datetime,
) -> Factor:  # fmt: skip
    """Enrol a passkey from the browser's answer (JSON text)."""
    try:
        answer = RegistrationResponse.from_dict(json.loads(response))
        data = _server(request).register_complete(state, answer)
    except _NONSENSE as problem:
        raise PasskeyRefused from problem
    credential = data.credential_data
    if credential is None:
        raise PasskeyRefused
    return store_passkey(account, credential, counter=data.counter, name=name, by=by, at=at)


@action
def store_passkey(
    account: Account, credential: AttestedCredentialData, *, counter: int, name: str, by: Actor,
    at: datetime,
) -> Factor:  # fmt: skip
    """Keep a passkey whose registration was checked."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if by.account != str(account.pk):
        raise NotOneself
    factor = Factor(
        id=new_id(),
        account=account,
        kind=FactorKind.PASSKEY,
        name=name[:60] or FACTOR_NAMES[FactorKind.PASSKEY],
        credential=credential.credential_id.hex()[:400],
        counter=counter,
        created_at=at,
    )
    _seal(factor, bytes(credential))
    factor.save(force_insert=True)
    record(account, FactorAdded(account=str(account.pk), kind=factor.kind), by=by, at=at)
    return factor


def begin_passkey_proof(request: HttpRequest, account: Account) -> tuple[dict[str, Any], Any]:
    """(options for navigator.credentials.get, state to keep in the session)."""
    options, state = _server(request).authenticate_begin(
        _credentials(account), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), state


def prove_passkey(
    request: HttpRequest, account: Account, response: str, state: Any, *, by: Actor, at: datetime
) -> None:
    """Counts the attempt, then checks the browser's answer. Call it outside of any action."""
    _counted(account, by=by, at=at)
    try:
        answer = AuthenticationResponse.from_dict(json.loads(response))
        used = _server(request).authenticate_complete(state, _credentials(account), answer)
    except _NONSENSE as problem:
        raise PasskeyRefused from problem
    counter = answer.response.authenticator_data.counter
    use_passkey(account, used.credential_id.hex()[:400], counter=counter, by=by, at=at)
    forget(str(account.pk), "sign_in.factor", at=at)


@action
def use_passkey(
    account: Account, credential: str, *, counter: int, by: Actor, at: datetime
) -> Factor:
    """A signature counter that does not grow is the mark of a copied key."""
    factor = (
        Factor.objects.select_for_update().filter(account=account, credential=credential).first()
    )
    if factor is None or (counter and counter <= factor.counter):
        raise PasskeyRefused
    factor.counter, factor.last_used_at = counter, at
    factor.save(update_fields=["counter", "last_used_at"])
    return factor


@action
def remove_factor(account: Account, factor_id: str, *, by: Actor, at: datetime) -> None:
    """Take a factor away, by its owner; staff keep at least one."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if by.account != str(account.pk):
        raise NotOneself
    factors = list(Factor.objects.filter(account=account))
    gone = next((factor for factor in factors if str(factor.pk) == factor_id), None)
    if gone is None:
        raise NotThere
    if account.is_staff_face and len(factors) == 1:
        raise LastFactor
    gone.delete()
    record(account, FactorRemoved(account=str(account.pk), kind=gone.kind), by=by, at=at)
