"""Passwords: hashed outside of every transaction, because argon2 takes its time on purpose."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string

from zhengwu.identity.actions.gate import forget, spend_or_refuse
from zhengwu.identity.events import PasswordChanged
from zhengwu.identity.models import Account
from zhengwu.identity.rules.refusals import NotOneself, PasswordRefused, SignInFailed
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor

LONGEST = 256
# Hashed once: comparing with it makes an unknown name cost what a known one costs.
_NOBODY: dict[str, str] = {}


def is_password(account: Account | None, password: str) -> bool:
    """Whether the password is right; the same work is done where there is no account."""
    if account is None:
        nobody = _NOBODY.setdefault("hash", "") or make_password(get_random_string(20))
        _NOBODY["hash"] = nobody
        check_password(password[:LONGEST], nobody)
        return False
    # The hasher's own upgrade hook would write outside of an action.
    return check_password(password[:LONGEST], account.password)


def hashed(password: str, *, username: str, account: Account | None = None) -> str:
    """The hash of an acceptable new password, else `PasswordRefused` with what to change.

    Twelve characters or more, not on the list of common ones, not like the sign-in name; no
    rules about kinds of characters (OWASP ASVS 4.0 2.1).
    """
    if len(password) > LONGEST:
        raise PasswordRefused(fields={"password": [f"密码最多 {LONGEST} 个字符。"]})
    try:
        validate_password(password, account or Account(username=username))
    except ValidationError as problem:
        raise PasswordRefused(fields={"password": _in_words(problem)})
    return make_password(password)


_WORDS = {
    "password_too_short": "密码至少 12 个字符。可以用一句好记的话。",
    "password_too_common": "这个密码太常见，容易被猜到，请换一个。",
    "password_too_similar": "密码和登录名太像，请换一个。",
}


def _in_words(problem: ValidationError) -> list[str]:
    return [_WORDS.get(one.code or "", "这个密码不能使用。") for one in problem.error_list]


def prove_password(account: Account, password: str, *, field: str, at: datetime) -> None:
    """The owner types the password again; attempts are counted. Call it outside of any action."""
    spend_or_refuse(str(account.pk), "sign_in.factor", at=at)
    if not is_password(account, password):
        raise SignInFailed(fields={field: ["密码不正确。"]})
    forget(str(account.pk), "sign_in.factor", at=at)


def change_password(account: Account, *, old: str, new: str, by: Actor, at: datetime) -> Account:
    """A new password by its owner, who knows the old one. Every other sign-in ends.

    Refusals: SignInFailed (old one wrong), PasswordRefused, TooManyAttempts. Call it outside of
    any action; afterwards the view keeps its own session alive with `actions.keep_session`.
    """
    if by.account != str(account.pk):
        raise NotOneself
    spend_or_refuse(str(account.pk), "sign_in.factor", at=at)
    if not is_password(account, old):
        raise SignInFailed(fields={"old": ["原密码不正确。"]})
    if old == new:
        raise PasswordRefused(fields={"password": ["新密码不能和原密码相同。"]})
    fresh = hashed(new, username=account.username, account=account)
    forget(str(account.pk), "sign_in.factor", at=at)
    return set_password(account, fresh, how="changed", by=by, at=at)


@action
def set_password(account: Account, fresh: str, *, how: str, by: Actor, at: datetime) -> Account:
    """Store a hash made by `hashed`; ends every sign-in by moving the epoch."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    account.password = fresh
    account.must_change_password = False
    account.password_until = None
    account.password_changed_at = at
    account.epoch += 1
    account.save()
    record(account, PasswordChanged(account=str(account.pk), how=how), by=by, at=at)
    return account
