"""Sealing: every few seconds the committed entries get a place under a signed root."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from zhengwu.journal.models import Entry, Period, Sealed, Sealer, Unsealed
from zhengwu.journal.rules import merkle_root, period_mark
from zhengwu.kernel import keys
from zhengwu.kernel.acting import entered

_AT_ONCE = 5000


def seal_period(*, at: datetime) -> Period | None:
    """Close one period over what is waiting (at most 5,000 entries); None if nothing waits.

    A checkpoint is written outside of the database after the commit, because a journal whose
    end was cut off looks complete from the inside.
    """
    key = signing_key()
    with transaction.atomic(), entered("journal"):
        Sealer.objects.bulk_create([Sealer(id=1)], ignore_conflicts=True)
        sealer = Sealer.objects.select_for_update().get(id=1)
        waiting = list(
            Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)[:_AT_ONCE]
        )
        if not waiting:
            return None
        period = _close(sealer, waiting, key, at)
    write_checkpoint(period)
    return period


def _close(sealer: Sealer, waiting: list[UUID], key: Ed25519PrivateKey, at: datetime) -> Period:
    digests = dict(Entry.objects.filter(id__in=waiting).values_list("id", "digest"))
    leaves = [(entry, digests[entry]) for entry in waiting if entry in digests]
    root = merkle_root([digest for _, digest in leaves])
    number = sealer.number + 1
    mark = period_mark(number, len(leaves), root, sealer.mark, at.isoformat())
    period = Period.objects.create(
        number=number,
        count=len(leaves),
        root=root,
        previous=sealer.mark,
        mark=mark,
        closed_at=at,
        key=public_hex(key),
        signature=key.sign(bytes.fromhex(mark)).hex(),
    )
    Sealed.objects.bulk_create(
        [
            Sealed(entry_id=entry, period=number, position=place, digest=digest)
            for place, (entry, digest) in enumerate(leaves)
        ],
        batch_size=500,
    )
    for start in range(0, len(waiting), 500):
        Unsealed.objects.filter(entry_id__in=waiting[start : start + 500]).delete()
    Sealer.objects.filter(id=1).update(number=number, mark=mark)
    return period


def signing_key() -> Ed25519PrivateKey:
    """The journal's key from KEYS_DIR, made on first use; readable by us alone."""
    return keys.own(Path(settings.KEYS_DIR) / "journal.pem")


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key in hex: named in each period, kept by the verifier."""
    return keys.public_hex(key)


def write_checkpoint(period: Period) -> None:
    """The newest sealed period in a file beside the database, replaced at one stroke."""
    folder = Path(settings.CHECKPOINT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "number": period.number,
        "mark": period.mark,
        "closed_at": period.closed_at.isoformat(),
        "key": period.key,
        "signature": period.signature,
    }
    temporary = folder / f"journal.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(content) + "\n")
    temporary.replace(folder / "journal.json")
