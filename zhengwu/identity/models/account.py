"""Accounts and what opens them: factors, recoveries, running sign-ins."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from zhengwu.identity.enums import AccountState, Face, FactorKind, RecoveryState
from zhengwu.identity.models.person import Person
from zhengwu.identity.rules.devices import device_words
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.org.models import Staff


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their name as typed; making one is an action."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Names are stored folded, so that Ａdmin and admin are one."""
        return self.get(username=self.model.normalize_username(username or "").casefold())


class Account(AbstractBaseUser, Recorded):
    """账号: what a person or a member of staff signs in with. It grants no duty by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    face = models.CharField(max_length=10, choices=[(f.value, f.value) for f in Face])
    state = models.CharField(max_length=10, default=AccountState.ACTIVE)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    staff = models.OneToOneField(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    epoch = models.PositiveIntegerField(default=0)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_login = None  # the seats tell it; Django would write it outside of every action

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_account_is_one_thing",
                condition=models.Q(face=Face.STAFF, staff__isnull=False, person__isnull=True)
                | models.Q(face=Face.CITIZEN, staff__isnull=True, person__isnull=False)
                # An account whose number was proven to be somebody else's keeps no person.
                | models.Q(face=Face.CITIZEN, staff__isnull=True, state=AccountState.DISABLED),
            )
        ]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django asks this before it believes a session."""
        return self.state == AccountState.ACTIVE

    @property
    def is_staff_face(self) -> bool:
        """Whether this is the account of a member of staff."""
        return self.face == Face.STAFF

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # A new epoch ends every session, a new password does too.
        value = f"{self.password}\0{self.epoch}\0{self.state}"
        key = "zhengwu.identity.session"
        return salted_hmac(key, value, secret=secret, algorithm="sha256").hexdigest()


class Factor(models.Model):
    """第二因素: a TOTP secret or a passkey. Secrets are sealed, never shown again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in FactorKind])
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()
    credential = models.CharField(max_length=400, blank=True, default="")
    # TOTP: the last time step used, so that a code works once. Passkey: its signature counter.
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(kind=FactorKind.TOTP),
                name="identity_one_totp_an_account",
            ),
            models.UniqueConstraint(
                fields=["credential"],
                condition=~models.Q(credential=""),
                name="identity_one_passkey_once",
            ),
        ]


class Recovery(Recorded):
    """双人找回: two officers each hold half of a one-time code; only both together open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recoveries")
    state = models.CharField(max_length=10, default=RecoveryState.REQUESTED)
    reason = models.CharField(max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_half = models.CharField(max_length=64)
    second_half = models.CharField(max_length=64, blank=True, default="")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=[RecoveryState.REQUESTED, RecoveryState.APPROVED]),
                name="identity_one_open_recovery",
            ),
            models.CheckConstraint(
                name="identity_recovery_needs_two",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="identity_recovery_never_own",
                condition=~models.Q(requested_by=models.F("account"))
                & (models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("account"))),
            ),
        ]


class Seat(models.Model):
    """登录记录: one sign-in on one device, so that its owner can see and end it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    session_key = models.CharField(max_length=40, db_index=True)
    origin = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=120, blank=True)
    assurance = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-started_at"], name="identity_seats")]

    @property
    def device_name(self) -> str:
        """The device in words."""
        return device_words(self.device)
