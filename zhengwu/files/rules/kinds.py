"""What a file is, judged by its content."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import olefile

from zhengwu.kernel import yaml

_OFFICE = "application/vnd.openxmlformats-officedocument."
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xfe\xed\xfa\xce", "executable"),
    (b"#!", "executable"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
)
_PARTS = (
    ("OFD.xml", "application/ofd"),
    ("word/", _OFFICE + "wordprocessingml.document"),
    ("xl/", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/", _OFFICE + "presentationml.presentation"),
)
_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_WEB = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php", b"<%")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The table of kinds, purposes and limits (`data/types.yaml`)."""

    types: Mapping[str, Mapping[str, Any]]
    purposes: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, int]
    own: frozenset[str]
    unclaimed_days: int

    def name_of(self, kind: str) -> str:
        """The kind in plain Chinese."""
        if kind in self.types:
            return str(self.types[kind]["name"])
        return {"executable": "程序", "archive": "压缩包", "web": "网页或者脚本"}.get(
            kind, "无法识别的文件"
        )

    def accepted(self, purpose: str) -> str:
        """Endings accepted for a purpose, as a sentence part."""
        endings = [self.types[kind]["endings"][0] for kind in self.purposes[purpose]]
        return "、".join(endings)


def load_shelf(path: Path) -> Shelf:
    """The table from its file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    purposes = {name: tuple(kinds) for name, kinds in raw["purposes"].items()}
    own = frozenset(raw["own"])
    return Shelf(raw["types"], purposes, raw["limits"], own, int(raw["unclaimed_days"]))


def kind_of(path: Path, ending: str) -> str:
    """Media type by content, or one of executable, archive, web, unknown.

    `ending` only decides between kinds of plain text, which carry no mark of their own.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    for mark, kind in _HEADS:
        if head.startswith(mark):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(path)
    if head.startswith(olefile.MAGIC):
        return _compound(path)
    return _text(path, head, ending)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return "unknown"
    for part, kind in _PARTS:
        office = "[Content_Types].xml" in names or part == "OFD.xml"
        if office and any(name == part or name.startswith(part) for name in names):
            return kind
    return "application/zip"


def _compound(path: Path) -> str:
    try:
        with olefile.OleFileIO(str(path)) as compound:
            if compound.exists("EncryptedPackage"):
                return "encrypted"
            return next((kind for stream, kind in _STREAMS if compound.exists(stream)), "unknown")
    except (OSError, ValueError, IndexError):
        return "unknown"


def _text(path: Path, head: bytes, ending: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB):
        return "web"
    text = _decoded(path.read_bytes())
    if text is None:
        return "unknown"
    if ending == "json":
        return "application/json" if _is_json(text) else "unknown"
    if ending in ("xml", "bpmn"):
        return "application/xml" if start.startswith(b"<") else "unknown"
    return "text/csv" if ending == "csv" else "text/plain"


def _decoded(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(ord(char) < 32 and char not in "\t\r\n\f" for char in text)
        return text if odd * 100 <= len(text) else None
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
