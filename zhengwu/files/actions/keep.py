"""Stage two: the row, inside the act it belongs to; and what happens to files later."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.files.actions.receive import Received
from zhengwu.files.enums import Scan
from zhengwu.files.events import FileDiscarded, FileKept, FileScanned
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import path_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day


class BytesGone(Refusal):
    """文件“{name}”没有保存成功，请重新上传。"""


class StillRetained(Refusal):
    """文件尚在保管期内（至{until}），不能销毁。"""


@action
def keep(
    received: Received,
    *,
    purpose: str = "material",
    retain_until: date | None = None,
    by: Actor,
    at: datetime,
) -> StoredFile:
    """Give received bytes their row. `retain_until` is the last day they must be kept."""
    if not path_of(received.digest).exists():
        raise BytesGone(name=received.name)
    stored = StoredFile.objects.create(
        digest=received.digest,
        name=received.name,
        size=received.size,
        media_type=received.media_type,
        purpose=purpose,
        scan=received.scan,
        kept_by=by.id,
        kept_at=at,
        retain_until=retain_until,
    )
    event = FileKept(
        digest=stored.digest,
        size=stored.size,
        media_type=stored.media_type,
        purpose=purpose,
        scan=stored.scan,
    )
    record(stored, event, by=by, at=at)
    return stored


@action
def settle_scan(
    stored: StoredFile, *, scan: Scan, virus: str = "", by: Actor, at: datetime
) -> StoredFile:
    """Write down what the scanner said of a file that had been waiting in quarantine."""
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if stored.scan == scan:
        return stored
    old, stored.scan = stored.scan, scan
    stored.save(update_fields=["scan"])
    event = FileScanned(digest=stored.digest, scan=scan, virus=virus)
    record(stored, event, by=by, at=at, changes={"scan": (old, scan)})
    return stored


@action
def discard(stored: StoredFile, *, by: Actor, at: datetime) -> None:
    """Give up bytes whose retention has ended: they go with the next collection, the row stays."""
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if stored.retain_until is None or local_day(at) <= stored.retain_until:
        raise StillRetained(until=stored.retain_until or "长期")
    until = stored.retain_until.isoformat()
    record(stored, FileDiscarded(digest=stored.digest, retained_until=until), by=by, at=at)
    stored.discarded_at = at
    stored.save(update_fields=["discarded_at"])
