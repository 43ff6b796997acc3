"""Reading files: the only ways to their bytes. Who may is asked by the domain that shows them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse

from zhengwu.files.models import StoredFile
from zhengwu.files.rules import load_shelf
from zhengwu.files.rules.kinds import Shelf
from zhengwu.kernel.errors import Refusal

# A document from outside is shown as if it came from a foreign place: no script, no form, no frame.
_SANDBOX = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"

_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class InQuarantine(Refusal):
    """文件“{name}”正在等待查毒，暂时不能打开。"""

    recorded = False


class Discarded(Refusal):
    """文件“{name}”保管期满，已经销毁。"""

    status = 410
    recorded = False


class BytesMissing(Refusal):
    """文件“{name}”的内容在存储中找不到，请联系系统管理员。"""

    status = 500


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """The table of kinds and purposes."""
    return load_shelf(Path(__file__).parent / "data" / "types.yaml")


def path_of(digest: str) -> Path:
    """Where bytes of this digest lie."""
    folder: Path = settings.FILES_DIR
    return folder / digest[:2] / digest[2:4] / digest


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes, open for reading; refused while in quarantine."""
    if not stored.scan_state.may_open:
        raise InQuarantine(name=stored.name)
    if stored.discarded_at is not None:
        raise Discarded(name=stored.name)
    try:
        return path_of(stored.digest).open("rb")
    except FileNotFoundError:
        raise BytesMissing(name=stored.name) from None


def read(stored: StoredFile) -> bytes:
    """All bytes at once."""
    with open_file(stored) as file:
        return file.read()


def preview_kind(stored: StoredFile) -> str:
    """`pdf`, `image`, or empty where only a download is offered."""
    return str(shelf().types.get(stored.media_type, {}).get("preview", ""))


def response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """An answer with safe headers: an attachment, never sniffed; inline only for PDF and pictures.

    Called by a view that has already asked its own policy.
    """
    shown = inline and bool(preview_kind(stored))
    answer = FileResponse(
        open_file(stored),
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.media_type if shown else "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    if preview_kind(stored) != "pdf" or not shown:
        answer["Content-Security-Policy"] = _SANDBOX
    else:
        # Browsers' own PDF viewers do not start inside a sandbox; no script of ours runs there.
        answer["Content-Security-Policy"] = _VIEWER
    return answer
