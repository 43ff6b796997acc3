"""The door-keeper: by content, not by name; a refusal says what to do about it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import olefile
import pikepdf
from PIL import Image, UnidentifiedImageError

from zhengwu.files.rules.kinds import Shelf, kind_of
from zhengwu.files.rules.naming import ending_of
from zhengwu.files.rules.refusals import (
    EncryptedFile,
    ExecutableFile,
    MacrosInside,
    SwollenArchive,
    TypeMismatch,
    TypeNotAccepted,
    UnreadableFile,
)

_ENCRYPTED_BIT = 0x1
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "activex", "macrosheets/", "vbaprojectsignature")
_RUNNING = frozenset({"/JavaScript", "/Launch"})
_STARTING = frozenset({"/Launch"})
_MOST_LINKS = 100  # of a chain of actions; a longer one, or one in a circle, is nobody's form
_SCRIPTED = (".exe", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".scr", ".jar", ".msi", ".sh")


def inspect(path: Path, *, name: str, purpose: str, shelf: Shelf) -> str:
    """The media type of a file that may come in for `purpose`; otherwise an `UnacceptableFile`."""
    ending = ending_of(name)
    kind = kind_of(path, ending)
    if kind == "encrypted":
        raise EncryptedFile(name=name)
    if kind in ("executable", "web"):
        raise ExecutableFile(name=name)
    if kind not in shelf.purposes[purpose]:
        raise TypeNotAccepted(name=name, kind=shelf.name_of(kind), accepted=shelf.accepted(purpose))
    if ending not in shelf.types[kind]["endings"]:
        raise TypeMismatch(name=name, kind=shelf.name_of(kind))
    if check := _checker(kind):
        check(path, name, shelf)
    return kind


def _checker(kind: str) -> Callable[[Path, str, Shelf], None] | None:
    if kind == "application/pdf":
        return _check_pdf
    if kind.startswith("image/"):
        return _check_image
    if kind in ("application/zip", "application/ofd") or "openxmlformats" in kind:
        return _check_packed
    if kind in ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"):
        return _check_compound
    return None


def _check_pdf(path: Path, name: str, shelf: Shelf) -> None:
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise EncryptedFile(name=name)
            if not len(pdf.pages):
                raise UnreadableFile(name=name)
            if _acts(pdf):
                raise MacrosInside(name=name)
            if any(one.lower().endswith(_SCRIPTED) for one in pdf.attachments):
                raise ExecutableFile(name=name)
    except pikepdf.PasswordError:
        raise EncryptedFile(name=name) from None
    except (pikepdf.PdfError, OSError, RecursionError, ValueError):
        raise UnreadableFile(name=name) from None


def _acts(pdf: pikepdf.Pdf) -> bool:
    """Whether opening the PDF or one of its pages runs something, or a link starts a program.

    Scripts of single form fields (a sum, the format of a date) are ordinary and stay.
    """
    root = pdf.Root
    names = root.get("/Names")
    if names is not None and "/JavaScript" in names:
        return True
    if "/AA" in root or _runs(root.get("/OpenAction"), _RUNNING):
        return True
    return any(_page_acts(page.obj) for page in pdf.pages)


def _page_acts(page: Any) -> bool:
    opening = page.get("/AA")
    acts = list(opening.values()) if isinstance(opening, pikepdf.Dictionary) else []
    if any(_runs(action, _RUNNING) for action in acts):
        return True
    notes = page.get("/Annots")
    links = list(notes) if isinstance(notes, pikepdf.Array) else []
    return any(
        _runs(note.get("/A"), _STARTING) for note in links if isinstance(note, pikepdf.Dictionary)
    )


def _runs(action: Any, sorts: frozenset[str]) -> bool:
    """Whether an action, or one that follows it (/Next), is of these sorts."""
    waiting = [action]
    for _ in range(_MOST_LINKS):
        if not waiting:
            return False
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if str(one.get("/S", "")) in sorts:
                return True
            waiting.append(one.get("/Next"))
    return bool(waiting)


def _check_image(path: Path, name: str, shelf: Shelf) -> None:
    try:
        with Image.open(path) as image:
            # The header's size is read before any pixel is: a bomb costs nothing to refuse.
            if image.width * image.height > shelf.limits["pixels"]:
                raise SwollenArchive(name=name)
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise SwollenArchive(name=name) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error):
        raise UnreadableFile(name=name) from None


def _check_packed(path: Path, name: str, shelf: Shelf) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFile(name=name) from None
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        raise EncryptedFile(name=name)
    _check_swollen(entries, path.stat().st_size, name, shelf)
    for entry in entries:
        inner = entry.filename.lower()
        if any(part in inner for part in _MACRO_PARTS):
            raise MacrosInside(name=name)
        if inner.endswith(_SCRIPTED):
            raise ExecutableFile(name=name)
        if inner.startswith(("/", "\\")) or ".." in inner.replace("\\", "/").split("/"):
            raise SwollenArchive(name=name)


def _check_swollen(entries: list[zipfile.ZipInfo], size: int, name: str, shelf: Shelf) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    over = unpacked > shelf.limits["unpacked_bytes"] or len(entries) > shelf.limits["entries"]
    dense = unpacked > 10_000_000 and unpacked > size * shelf.limits["ratio"]
    if over or dense:
        raise SwollenArchive(name=name)


def _check_compound(path: Path, name: str, shelf: Shelf) -> None:
    try:
        with olefile.OleFileIO(str(path)) as compound:
            storages = {part.lower() for entry in compound.listdir(storages=True) for part in entry}
            if storages & {"macros", "_vba_project_cur", "vba", "_vba_project"}:
                raise MacrosInside(name=name)
            if _locked(compound):
                raise EncryptedFile(name=name)
    except (OSError, ValueError, IndexError, struct.error):
        raise UnreadableFile(name=name) from None


def _locked(compound: Any) -> bool:
    """Word: the encrypted bit of its header. Excel: a FILEPASS record near the start."""
    if compound.exists("WordDocument"):
        head = compound.openstream("WordDocument").read(12)
        return bool(len(head) >= 12 and struct.unpack_from("<H", head, 10)[0] & 0x0100)
    for stream in ("Workbook", "Book"):
        if compound.exists(stream):
            return _has_filepass(compound.openstream(stream).read(4096))
    return bool(compound.exists("EncryptedSummary"))


def _has_filepass(data: bytes) -> bool:
    at = 0
    while at + 4 <= len(data):
        record, length = struct.unpack_from("<HH", data, at)
        if record == 0x2F:
            return True
        at += 4 + length
    return False
