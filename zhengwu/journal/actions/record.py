"""Recording: entries are collected while an action runs and written together at its end."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models

from zhengwu.journal.actions.bulk import insert_entries, update_heads
from zhengwu.journal.events import Event
from zhengwu.journal.models import Delivery, Entry, Recorded, SubjectKey
from zhengwu.journal.registry import reactions_to
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import now

_DELIVERIES_AT_ONCE = 1000
_PLAIN = frozenset({str, int, bool, float, type(None)})
T = TypeVar("T")


@dataclass(slots=True)
class _Head:
    subject: Recorded
    seq: int
    head: str


class _Telling:
    """Who and when: what the entries of one verb have in common, put into words once."""

    def __init__(self, by: Actor, occurred_at: datetime) -> None:
        self.by, self.occurred_at, self.recorded_at = by, occurred_at, now()
        self.words = {
            "actor": _actor(by),
            "occurred_at": occurred_at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
        }


@dataclass(slots=True)
class Unit:
    """What one outermost action has recorded so far."""

    entries: list[Entry] = field(default_factory=list)
    heads: dict[tuple[str, str], _Head] = field(default_factory=dict)
    memory: dict[Hashable, Any] = field(default_factory=dict)


UNIT: ContextVar[Unit | None] = ContextVar("journal_unit", default=None)


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gave the first time in this outermost action: what it locked stays locked.

    For rows an act locks and for what cannot change while it runs; outside of an action it reads.
    """
    unit = UNIT.get()
    if unit is None:
        return read()
    if key not in unit.memory:
        unit.memory[key] = read()
    found: T = unit.memory[key]
    return found


def acting() -> bool:
    """Whether an action is under way: what it reads must be of its own transaction."""
    return UNIT.get() is not None


def remember(key: Hashable, value: Any) -> None:
    """Let `remembered` give this value until the outermost action ends."""
    unit = UNIT.get()
    if unit is not None:
        unit.memory[key] = value


@dataclass(frozen=True, slots=True)
class Record:
    """One entry to be: for bulk acts, which record many objects at once."""

    subject: Recorded
    event: Event
    reason: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def record(
    subject: models.Model,
    event: Event,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    personal: Mapping[str, Any] | None = None,
    personal_subject: str = "",
    occurred_at: datetime | None = None,
    refused: bool = False,
) -> Entry:
    """Record one act on an object's chain; call it inside an action, after locking the object.

    `subject` is a `Recorded` row, or a row with a `matter`, whose chain is then used. `changes`
    maps field names to (old, new). `personal` is encrypted under the key of `personal_subject`.
    """
    unit = UNIT.get()
    if unit is None:
        raise RuntimeError("record() belongs inside an @action")
    with entered("journal"):
        sealed = _sealed_personal(personal, personal_subject) if personal else None
    return _append(
        unit,
        Record(_chained(subject), event, reason, changes or {}),
        _Telling(by, occurred_at or at),
        personal=sealed,
        personal_subject=personal_subject,
        refused=refused,
    )


def record_many(records: Iterable[Record], *, by: Actor, at: datetime) -> list[Entry]:
    """Record many acts of one bulk verb: one entry an object, written set-based at the end."""
    unit = UNIT.get()
    if unit is None:
        raise RuntimeError("record_many() belongs inside an @action")
    telling = _Telling(by, at)
    return [_append(unit, one, telling) for one in records]


def _chained(subject: models.Model) -> Recorded:
    if isinstance(subject, Recorded):
        return subject
    matter = getattr(subject, "matter", None)
    if not isinstance(matter, Recorded):
        raise TypeError(f"{type(subject).__name__} has no chain of its own and no matter")
    return matter


def _append(
    unit: Unit,
    what: Record,
    telling: _Telling,
    *,
    personal: bytes | None = None,
    personal_subject: str = "",
    refused: bool = False,
) -> Entry:
    kind = what.subject._meta.label_lower
    key = (kind, str(what.subject.pk))
    head = unit.heads.get(key)
    if head is None:
        head = unit.heads[key] = _Head(
            what.subject, what.subject.journal_seq, what.subject.journal_head
        )
    identity = new_id()
    text = canonical(
        {
            "id": str(identity),
            "object": list(key),
            "seq": head.seq + 1,
            "previous": head.head,
            "code": what.event.code,
            "version": what.event.version,
            "refused": refused,
            "payload": what.event.payload(),
            "changes": {name: _plain(pair) for name, pair in what.changes.items()},
            "reason": what.reason,
            "personal": digest(personal) if personal else "",
            "personal_subject": personal_subject,
            **telling.words,
        }
    )
    entry = Entry(
        id=identity,
        object_kind=kind,
        object_id=key[1],
        seq=head.seq + 1,
        code=what.event.code,
        refused=refused,
        matter_id=what.subject.pk if kind == "matters.matter" else None,
        actor_id=telling.by.id,
        actor_name=telling.by.name,
        organ_code=telling.by.organ_code,
        occurred_at=telling.occurred_at,
        recorded_at=telling.recorded_at,
        personal=personal,
        canonical=text,
        previous=head.head,
        digest=digest(text),
    )
    head.seq, head.head = head.seq + 1, entry.digest
    unit.entries.append(entry)
    return entry


def _actor(by: Actor) -> dict[str, str]:
    return {
        "kind": by.kind,
        "id": by.id,
        "name": by.name,
        "account": by.account,
        "post": by.post,
        "organ": by.organ_code,
        "behalf": by.behalf,
        "assurance": by.assurance,
        "origin": by.origin,
    }


def _plain(pair: tuple[Any, Any]) -> list[Any]:
    return [value if type(value) in _PLAIN else _as_json(value) for value in pair]


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def _sealed_personal(personal: Mapping[str, Any], subject: str) -> bytes:
    """Ciphertext under the subject's own key: deleting that key makes the past unreadable."""
    row = SubjectKey.objects.filter(subject=subject).first()
    if row is None:
        key = AESGCM.generate_key(256)
        wrapped = settings.VAULT.seal(key.hex(), context=f"subject/{subject}")
        SubjectKey.objects.bulk_create(
            [SubjectKey(subject=subject, wrapped=wrapped)], ignore_conflicts=True
        )
        row = SubjectKey.objects.get(subject=subject)
    key = bytes.fromhex(settings.VAULT.open(row.wrapped, context=f"subject/{subject}"))
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, canonical(dict(personal)).encode(), None)


def flush(unit: Unit) -> None:
    """Write what was collected: heads, entries, the queue to the sealer, and the deliveries."""
    if not unit.entries:
        return
    by_model: dict[type[Recorded], list[tuple[Any, int, int, str]]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for entry in unit.entries:
        counts[entry.object_kind, entry.object_id] += 1
    for key, head in unit.heads.items():
        old = head.seq - counts[key]
        by_model[type(head.subject)].append((head.subject.pk, old, head.seq, head.head))
    for model, heads in by_model.items():
        update_heads(connection, model, heads)
    insert_entries(connection, unit.entries)
    Delivery.objects.bulk_create(_deliveries(unit.entries), batch_size=_DELIVERIES_AT_ONCE)
    for head in unit.heads.values():
        head.subject.journal_seq, head.subject.journal_head = head.seq, head.head


def _deliveries(entries: list[Entry]) -> list[Delivery]:
    return [
        Delivery(
            entry_id=entry.id,
            reaction=reaction.name,
            lane=f"{entry.object_kind}/{entry.object_id}",
            next_at=entry.recorded_at,
            created_at=entry.recorded_at,
        )
        for entry in entries
        if not entry.refused or entry.code == "journal.attempt.refused"
        for reaction in reactions_to(entry.code)
    ]
