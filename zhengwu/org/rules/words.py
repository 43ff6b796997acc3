"""Texts of forms and sheets: one line, trimmed, of lawful length."""

from __future__ import annotations

import re

from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean

# Zero-width and direction marks are invisible, so two "equal" names would differ.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def one_line(value: str) -> str:
    """The text without controls and invisible marks, runs of space as one space."""
    return " ".join(_INVISIBLE.sub("", clean(value)).split())


def required(value: str, field: str, label: str, limit: int) -> str:
    """A trimmed text that must be there and fit."""
    text = optional(value, field, label, limit)
    if not text:
        raise InvalidInput(fields={field: [f"请填写{label}。"]})
    return text


def optional(value: str, field: str, label: str, limit: int) -> str:
    """A trimmed text that may be empty but must fit `limit` characters."""
    text = one_line(value)
    if len(text) > limit:
        raise InvalidInput(fields={field: [f"{label}最多 {limit} 个字，现在有 {len(text)} 个。"]})
    return text
