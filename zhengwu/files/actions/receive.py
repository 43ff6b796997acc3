"""Stage one: bytes reach the disk, are checked and named by their digest. No row is written.

Temporary name, fsync, rename: a power cut leaves either nothing or the whole file. Received bytes
that never get a row are orphans and are collected after a day.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from zhengwu.files import rules
from zhengwu.files.enums import Scan
from zhengwu.files.queries import path_of, shelf
from zhengwu.files.registry import ScannerAway, scanner

_CHUNK = 256 * 1024
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that lie safely on disk under their digest and wait for their row."""

    digest: str
    name: str
    size: int
    media_type: str
    scan: Scan


def receive(
    stream: BinaryIO, *, name: str, limit: int | None = None, purpose: str = "material"
) -> Received:
    """Take bytes in, outside of any transaction.

    `limit` in bytes, by default `FILE_LIMIT_BYTES`; what this program made itself (purposes in
    `own` of types.yaml) is neither limited nor scanned. Raises an `UnacceptableFile` with the
    reason in Chinese, or `StorageFull`; then nothing is left behind.
    """
    name = rules.safe_name(name)
    with _room() as temporary:
        own = purpose in shelf().own
        most = limit or (sys.maxsize if own else settings.FILE_LIMIT_BYTES)
        digest, size = _written(stream, temporary, name, most)
        if not size:
            raise rules.EmptyFile(name=name)
        kind = rules.inspect(temporary, name=name, purpose=purpose, shelf=shelf())
        scan = Scan.OWN if own else _scanned(temporary, name)
        _settle(temporary, path_of(digest))
    return Received(digest, name, size, kind, scan)


@contextmanager
def _room() -> Iterator[Path]:
    """A temporary name; removed whatever happens; a full disk becomes a clear sentence."""
    temporary = settings.FILES_DIR / "incoming" / f"{uuid4().hex}.part"
    try:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise rules.StorageFull() from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _written(stream: BinaryIO, target: Path, name: str, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise rules.TooLarge(name=name, limit=f"{limit / _MEBIBYTE:.0f} MB")
            digest.update(chunk)
            _write_all(handle, chunk)
        os.fsync(handle)
    finally:
        os.close(handle)
    return digest.hexdigest(), size


def _write_all(handle: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(handle, view) :]


def _scanned(path: Path, name: str) -> Scan:
    try:
        finding = scanner().scan(path)
    except ScannerAway:
        if settings.FILES_WHEN_UNSCANNED == "refuse":
            raise rules.UnscannedRefused() from None
        held = settings.FILES_WHEN_UNSCANNED == "quarantine"
        return Scan.QUARANTINED if held else Scan.UNSCANNED
    if finding.virus:
        raise rules.Infected(name=name, virus=finding.virus)
    return Scan.CLEAN if finding.scanned else Scan.UNSCANNED


def _settle(temporary: Path, target: Path) -> None:
    """Give the bytes their lasting name. The same bytes are kept once; their date is renewed, so
    that the collector of orphans leaves them to the row that is about to come."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.stat().st_size == temporary.stat().st_size:
        os.utime(target)
        return
    temporary.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
