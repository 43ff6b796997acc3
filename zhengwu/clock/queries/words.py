"""The table of clocks in words people read: its working notes are English, the pages are not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

_FILE = Path(__file__).parents[1] / "data" / "words" / "zh.yaml"


@cache
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def in_chinese(text: str) -> str:
    """A text of the table as it is shown; Chinese ones stay as they are."""
    return str(_words()["texts"].get(text, text))


def start_in_words(starts_on: str) -> str:
    """From which event a clock counts."""
    return str(_words()["starts"].get(starts_on, starts_on))
