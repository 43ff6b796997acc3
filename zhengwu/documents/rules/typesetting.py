"""Typesetting: canonical content in, PDF/A-2b bytes out; the same content gives the same bytes.

Only fonts shipped with the program (and those an administrator adds to the font folder) are used,
so that a paper looks the same on a bare machine as anywhere.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import qrcode
import typst
from fontTools.ttLib import TTFont, woff2
from qrcode.image.svg import SvgPathImage

STANDARD = "a-2b"
# typst takes a virtual folder (name → bytes); its stubs know single files only.
_compile: Callable[..., bytes] = typst.compile


@dataclass(frozen=True, slots=True)
class Place:
    """Centre of the seal: page from 1, points from the page's top left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A typeset paper without its seal."""

    pdf: bytes
    seal_at: Place | None


def typeset(
    content: Mapping[str, Any], *, layout: Path, fonts: Path, address: str, at: datetime
) -> Sheet:
    """The paper as PDF/A-2b. `address` goes into the QR code, `at` into the file's date."""
    files = {
        "main.typ": (layout / "paper.typ").read_bytes(),
        "content.json": json.dumps(content, ensure_ascii=False).encode(),
        "qr.svg": qr_image(address),
    }
    shelf: dict[str, Any] = {"font_paths": [str(fonts)], "ignore_system_fonts": True}
    pdf = _compile(
        files, format="pdf", pdf_standards=STANDARD, timestamp=int(at.timestamp()), **shelf
    )
    places = json.loads(typst.query(files, "<seal>", field="value", **shelf))
    return Sheet(pdf, Place(**places[0]) if places else None)


def draw_stamp(name: str, purpose: str, *, layout: Path, fonts: Path, demo: bool) -> bytes:
    """One seal image as a small PDF page: vectors and embedded glyphs, nothing left to a viewer."""
    seal = {"name": name, "purpose": purpose, "demo": demo}
    files = {
        "main.typ": (layout / "stamp.typ").read_bytes(),
        "seal.json": json.dumps(seal, ensure_ascii=False).encode(),
    }
    return _compile(
        files,
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARD,
    )


def qr_image(text: str) -> bytes:
    """A QR code as SVG; level M survives a coffee stain."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=1)
    code.add_data(text)
    buffer = BytesIO()
    code.make_image(image_factory=SvgPathImage).save(buffer)
    return buffer.getvalue()


def unpack_fonts(packed: Path, fonts: Path) -> Path:
    """Unpack the shipped fonts (woff2) once into `fonts`; half-written files never count."""
    fonts.mkdir(parents=True, exist_ok=True)
    for source in sorted(packed.glob("*.woff2")):
        target = fonts / f"{source.stem}.otf"
        if target.exists():
            continue
        handle, temporary = tempfile.mkstemp(dir=fonts, suffix=".part")
        os.close(handle)
        woff2.decompress(str(source), temporary)
        Path(temporary).replace(target)
    return fonts


COVERAGE = "coverage.txt"
_SHIPPED = frozenset({"serif-regular.otf", "serif-bold.otf"})
# Drawn as nothing by any program: joiners, direction marks, variation selectors.
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@lru_cache(maxsize=2)
def shipped_coverage(packed: Path) -> frozenset[int]:
    """Code points the shipped fonts draw; a file of its own, for fonts are slow to read."""
    points: set[int] = set()
    for line in (packed / COVERAGE).read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


@lru_cache(maxsize=8)
def _drawn_by(path: Path, changed: float) -> frozenset[int]:
    return frozenset(TTFont(path, lazy=True).getBestCmap())


def added_coverage(fonts: Path) -> frozenset[int]:
    """Code points of the fonts an office has put beside the shipped ones."""
    points: frozenset[int] = frozenset()
    for path in sorted(fonts.glob("*.[ot]tf")):
        if path.name not in _SHIPPED:
            points |= _drawn_by(path, path.stat().st_mtime)
    return points


def unprintable(text: str, packed: Path, fonts: Path) -> list[str]:
    """Characters no font at hand can draw: they would leave the house as boxes."""
    shipped = shipped_coverage(packed)
    rare = {char for char in text if ord(char) not in shipped and not _undrawn(char)}
    if rare:
        added = added_coverage(fonts)
        rare = {char for char in rare if ord(char) not in added}
    return sorted(rare)


def _undrawn(char: str) -> bool:
    if unicodedata.category(char) in _UNDRAWN:
        return True
    return any(ord(char) in one for one in _SELECTORS)
