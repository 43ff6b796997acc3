"""Our own keys: the private half in a file, the public half and its time in a row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q

from zhengwu.exchange import policy
from zhengwu.exchange.events import OwnKeyMade
from zhengwu.exchange.models import OwnKey
from zhengwu.exchange.rules import fingerprint_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel import keys
from zhengwu.kernel.actors import SYSTEM, Actor


def _path(fingerprint: str) -> Path:
    return Path(settings.KEYS_DIR) / "exchange" / f"{fingerprint}.pem"


def signing(at: datetime) -> tuple[Ed25519PrivateKey, str]:
    """The key we sign with at this instant, and its fingerprint; the first one is made here."""
    row = _current(at)
    if row is None:
        try:
            row = new_key(valid_from=at, by=SYSTEM, at=at)
        except IntegrityError:  # another worker met a node without a key at the same moment
            row = OwnKey.objects.get(newest=True)
    return keys.loaded(_path(row.fingerprint)), row.fingerprint


def _current(at: datetime) -> OwnKey | None:
    """Of a clock that was set back no new key comes: then the first one signs."""
    rows = OwnKey.objects.order_by("-valid_from")
    return rows.filter(valid_from__lte=at).first() or rows.last()


def new_key(*, valid_from: datetime, by: Actor, at: datetime) -> OwnKey:
    """A new key from an instant on; the file is there before the row says so."""
    policy.require(policy.may_manage(by))
    key = Ed25519PrivateKey.generate()
    public = keys.public_hex(key)
    keys.written(key, _path(fingerprint_of(public)))
    return _enter_key(public, valid_from=valid_from, by=by, at=at)


@action
def _enter_key(public: str, *, valid_from: datetime, by: Actor, at: datetime) -> OwnKey:
    list(OwnKey.objects.select_for_update().filter(newest=True))
    OwnKey.objects.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(
        valid_to=valid_from, newest=False
    )
    row = OwnKey.objects.create(
        public=public, fingerprint=fingerprint_of(public), valid_from=valid_from, made_by=by.name
    )
    record(row, OwnKeyMade(fingerprint=row.fingerprint), by=by, at=at)
    return row
