"""Other systems: registered by the security officer, let in by a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from zhengwu.identity import policy, queries
from zhengwu.identity.actions.gate import spend
from zhengwu.identity.actions.sign_in import origin_of
from zhengwu.identity.events import (
    MachineClientAdded,
    MachineClientStopped,
    MachineTokenIssued,
)
from zhengwu.identity.models import MachineClient, MachineToken
from zhengwu.identity.registry import scopes as known_scopes
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.refusals import FieldsRefused, ScopeUnknown
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day, now


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token in clear, shown once and stored nowhere."""

    row: MachineToken
    token: str


@action
def add_client(
    *, name: str, organ_code: str, responsible: str, scopes: list[str], by: Actor, at: datetime
) -> MachineClient:
    """A system with a named person responsible, an organ and scopes; it has no token yet."""
    if not policy.may_set_parameters(by):
        raise NotPermitted
    errors = {
        field: ["请填写。"]
        for field, value in (("name", name), ("responsible", responsible))
        if not value.strip()
    }
    if MachineClient.objects.filter(name=name.strip()).exists():
        errors["name"] = ["已有同名的调用方。"]
    if errors:
        raise FieldsRefused(fields=errors)
    for scope in scopes:
        if scope not in known_scopes():
            raise ScopeUnknown(scope=scope)
    client = MachineClient.objects.create(
        name=name.strip()[:80],
        organ_code=organ_code,
        responsible=responsible.strip()[:80],
        scopes=sorted(set(scopes)),
        created_at=at,
    )
    event = MachineClientAdded(client=str(client.pk), organ=organ_code, scopes=client.scopes)
    record(client, event, by=by, at=at)
    return client


@action
def issue_token(client: MachineClient, *, by: Actor, at: datetime) -> IssuedToken:
    """A new token; older ones run on for `token.overlap_hours`, so that nobody stands still."""
    if not policy.may_set_parameters(by):
        raise NotPermitted
    client = MachineClient.objects.select_for_update().get(pk=client.pk)
    if not client.active:
        raise NotPermitted
    overlap = at + timedelta(hours=queries.figure("token.overlap_hours"))
    older = MachineToken.objects.filter(client=client, revoked_at=None, expires_at__gt=overlap)
    older.update(expires_at=overlap)
    token = codes.new_token()
    row = MachineToken.objects.create(
        client=client,
        hint=token[:12],
        digest=digest(token),
        created_at=at,
        expires_at=at + timedelta(days=queries.figure("token.days")),
    )
    event = MachineTokenIssued(
        client=str(client.pk),
        token=str(row.pk),
        expires_at=row.expires_at.isoformat(),
        older_until=overlap.isoformat(),
    )
    record(client, event, by=by, at=at)
    return IssuedToken(row, token)


@action
def stop_client(client: MachineClient, *, reason: str, by: Actor, at: datetime) -> MachineClient:
    """No token of this client opens anything any more."""
    if not policy.may_set_parameters(by):
        raise NotPermitted
    client = MachineClient.objects.select_for_update().get(pk=client.pk)
    client.active = False
    client.save(update_fields=["active"])
    MachineToken.objects.filter(client=client, revoked_at=None).update(revoked_at=at)
    event = MachineClientStopped(client=str(client.pk))
    record(client, event, by=by, at=at, reason=reason)
    return client


def authenticate_token(token: str, *, at: datetime, origin: str = "") -> Actor | None:
    """The machine behind a bearer token, or None. One statement; a second one once a day.

    A token has 256 bits and cannot be guessed; wrong ones are counted by address so that
    somebody who tries is seen (limit `machine.origin`).
    """
    row = (
        MachineToken.objects.select_related("client")
        .filter(digest=digest(token), revoked_at=None, expires_at__gt=at, client__active=True)
        .first()
    )
    if row is None:
        if origin:
            spend(origin, "machine.origin", at=at)
        return None
    if row.last_used_on != local_day(at):
        note_use(row, at=at)
    return Actor(
        kind=ActorKind.MACHINE,
        id=str(row.client_id),
        name=row.client.name,
        organ_code=row.client.organ_code,
        assurance=Assurance.TOKEN,
        origin=origin,
        scopes=frozenset(row.client.scopes),
    )


@action
def note_use(row: MachineToken, *, at: datetime) -> None:
    """The day a token was last used: a token nobody uses should go."""
    MachineToken.objects.filter(pk=row.pk).update(last_used_on=local_day(at))


class Bearer(HttpBearer):
    """For django-ninja: `Router(auth=bearer)`; the machine becomes `request.actor`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The machine, or None for 401."""
        actor = authenticate_token(token, at=now(), origin=origin_of(request))
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


bearer = Bearer()
