"""What is announced of identity. Names and numbers travel as `personal`, never in these fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""

    code: ClassVar[str] = "identity.account.signed_in"
    account: str
    face: str
    assurance: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A sign-in ended. `how`: by hand, or ended from another device."""

    code: ClassVar[str] = "identity.account.signed_out"
    account: str
    seats: int
    how: str


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Event):
    """Too many wrong attempts: nothing is answered until the instant named."""

    code: ClassVar[str] = "identity.account.locked"
    account: str
    limit: str
    until: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    """An account came into being; it grants no duty."""

    code: ClassVar[str] = "identity.account.created"
    account: str
    face: str
    staff: str


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Event):
    """An account opens nothing any more."""

    code: ClassVar[str] = "identity.account.disabled"
    account: str


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(Event):
    """A disabled account opens again."""

    code: ClassVar[str] = "identity.account.enabled"
    account: str


@dataclass(frozen=True, kw_only=True)
class AccountReset(Event):
    """A clerk handed a one-time password to the verified owner of an account."""

    code: ClassVar[str] = "identity.account.reset"
    account: str


@dataclass(frozen=True, kw_only=True)
class PageRefused(Event):
    """Somebody signed in asked for a page that is not theirs to see."""

    code: ClassVar[str] = "identity.page.refused"
    account: str
    method: str
    path: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """The password is another one; every other sign-in has ended."""

    code: ClassVar[str] = "identity.account.password_changed"
    account: str
    how: str


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Event):
    """A second factor was enrolled."""

    code: ClassVar[str] = "identity.factor.added"
    account: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Event):
    """A second factor was taken away."""

    code: ClassVar[str] = "identity.factor.removed"
    account: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class IdentityProved(Event):
    """A signed-in person proved again to be who signed in, before a sensitive act."""

    code: ClassVar[str] = "identity.account.proved"
    account: str
    how: str


@dataclass(frozen=True, kw_only=True)
class RecoveryRequested(Event):
    """A first officer began a recovery."""

    code: ClassVar[str] = "identity.recovery.requested"
    account: str
    officer: str


@dataclass(frozen=True, kw_only=True)
class RecoveryDecided(Event):
    """A second officer approved or refused a recovery."""

    code: ClassVar[str] = "identity.recovery.decided"
    account: str
    officer: str
    approved: bool


@dataclass(frozen=True, kw_only=True)
class RecoveryUsed(Event):
    """The person set a new password with both halves; old factors are gone."""

    code: ClassVar[str] = "identity.recovery.used"
    account: str


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    """Somebody declared a name and a number. It proves nothing."""

    code: ClassVar[str] = "identity.person.registered"
    person: str
    id_kind: str
    consent: str


@dataclass(frozen=True, kw_only=True)
class PersonChecked(Event):
    """Somebody looked at an identity: with which answer, by which way."""

    code: ClassVar[str] = "identity.person.checked"
    person: str
    verification: str
    how: str
    answer: str
    level: str


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(Event):
    """Name, number or telephone were corrected."""

    code: ClassVar[str] = "identity.person.corrected"
    person: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AccountMoved(Event):
    """An account was joined to the person proven at the counter; `replaced` is the one closed."""

    code: ClassVar[str] = "identity.account.moved"
    account: str
    person: str
    replaced: str


@dataclass(frozen=True, kw_only=True)
class FirmRegistered(Event):
    """Somebody declared a firm. It proves nothing."""

    code: ClassVar[str] = "identity.firm.registered"
    firm: str
    uscc: str
    person: str


@dataclass(frozen=True, kw_only=True)
class FirmChecked(Event):
    """Somebody looked at a firm's papers."""

    code: ClassVar[str] = "identity.firm.checked"
    firm: str
    uscc: str
    verification: str
    answer: str
    level: str


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    """A person may act for a firm."""

    code: ClassVar[str] = "identity.firm.member_added"
    firm: str
    person: str
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """A person may no longer act for a firm."""

    code: ClassVar[str] = "identity.firm.member_removed"
    firm: str
    person: str


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Event):
    """A principal lets an agent act."""

    code: ClassVar[str] = "identity.mandate.given"
    mandate: str
    principal: str
    items: list[str]
    valid_from: str
    valid_to: str
    paper: bool


@dataclass(frozen=True, kw_only=True)
class MandateRevoked(Event):
    """A power of attorney ended before its day."""

    code: ClassVar[str] = "identity.mandate.revoked"
    mandate: str


@dataclass(frozen=True, kw_only=True)
class MachineClientAdded(Event):
    """Another system may call us."""

    code: ClassVar[str] = "identity.machine.added"
    client: str
    organ: str
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class MachineTokenIssued(Event):
    """A token was issued; those before it run out at the instant named."""

    code: ClassVar[str] = "identity.machine.token_issued"
    client: str
    token: str
    expires_at: str
    older_until: str


@dataclass(frozen=True, kw_only=True)
class MachineClientStopped(Event):
    """Another system may no longer call us; all its tokens are void."""

    code: ClassVar[str] = "identity.machine.stopped"
    client: str


@dataclass(frozen=True, kw_only=True)
class ParameterChanged(Event):
    """A security parameter has another value."""

    code: ClassVar[str] = "identity.parameter.changed"
    parameter: str
    value: int
