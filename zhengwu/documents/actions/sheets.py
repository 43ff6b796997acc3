"""Sheets that are no papers of the law, such as reports: typeset alike, neither numbered nor
sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengwu.documents.rules.typesetting import typeset, unpack_fonts

_FONTS = Path(__file__).parent.parent / "data" / "fonts"


def typeset_sheet(content: Mapping[str, Any], *, layout: Path, address: str, at: datetime) -> bytes:
    """A PDF/A of `content` by the layout's `paper.typ`; the same content gives the same bytes.

    Outside of any transaction. `address` stands in its QR code.
    """
    fonts = unpack_fonts(_FONTS, settings.FONTS_DIR)
    return typeset(content, layout=layout, fonts=fonts, address=address, at=at).pdf
