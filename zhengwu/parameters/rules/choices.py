"""本地参数: a figure, word or pick that no law sets; what may be set in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from string import Formatter
from typing import Any

LONGEST_TEXT = 200
MOST_FIGURE = 1_000_000
_PREFIX = re.compile(r"[A-Z]{2,4}\Z")
# Confidences that say: somebody answers for it already.
SETTLED = frozenset({"checked", "sure", "confirmed"})


class Sort(StrEnum):
    """What sort of value a choice has."""

    WHOLE = "whole"
    SHARE = "share"
    TEXT = "text"
    WORDS = "words"
    LINES = "lines"
    PICK = "pick"
    PICKS = "picks"
    RULE = "rule"
    RULES = "rules"
    PREFIX = "prefix"


FIGURES = frozenset({Sort.WHOLE, Sort.SHARE})
MANY = frozenset({Sort.LINES, Sort.PICKS, Sort.RULES})


@dataclass(frozen=True, slots=True)
class Choice:
    """One local choice. `least` and `most` bound figures and the length of texts."""

    room: str
    name: str
    title: str
    value: Any
    sort: Sort
    source: str
    confidence: str
    unit: str = ""
    least: Decimal = Decimal(1)
    most: Decimal = Decimal(MOST_FIGURE)
    empty: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its key among all rooms."""
        return f"{self.room}.{self.name}"

    @property
    def settled(self) -> bool:
        """Whether it needs no confirmation by the county."""
        return self.confidence in SETTLED


def choice_of(room: str, name: str, row: Mapping[str, Any]) -> Choice:
    """A choice from its row: value, name, source, confidence; mostly the value tells its sort."""
    sort = Sort(row["sort"]) if "sort" in row else _sort_of(row["value"])
    text = sort in (Sort.TEXT, Sort.WORDS)
    return Choice(
        room=room,
        name=name,
        title=str(row["name"]),
        value=str(row["value"]) if sort is Sort.SHARE else row["value"],
        sort=sort,
        source=str(row["source"]),
        confidence=str(row.get("confidence", "design")),
        unit=str(row.get("unit", "")),
        least=Decimal(str(row.get("least", 1))),
        most=Decimal(str(row.get("most", LONGEST_TEXT if text else MOST_FIGURE))),
        empty=bool(row.get("empty", False)),
        options={str(code): str(words) for code, words in row.get("options", {}).items()},
    )


def _sort_of(value: Any) -> Sort:
    if isinstance(value, int):
        return Sort.WHOLE
    if isinstance(value, float):
        return Sort.SHARE
    return Sort.LINES if isinstance(value, list) else Sort.TEXT


def named_in(text: str) -> set[str]:
    """Names a form of words fills in; ValueError where its braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faults(choice: Choice, value: Any, options: Mapping[str, str]) -> list[str]:
    """What is wrong with a value, in words; `options` are those that may be picked."""
    if choice.sort in FIGURES:
        return _figure_faults(choice, value)
    if choice.sort in MANY:
        return _many_faults(choice, value, options)
    if not str(value).strip():
        return [] if choice.empty else ["请填写内容"]
    if choice.sort in (Sort.PICK, Sort.RULE):
        return [] if value in options else ["请从列出的选项中选择"]
    if choice.sort is Sort.PREFIX:
        return [] if _PREFIX.match(value) else ["请用 2 到 4 个大写字母"]
    if len(value) > choice.most:
        return [f"最多 {choice.most} 个字"]
    return _word_faults(choice, value) if choice.sort is Sort.WORDS else []


def _figure_faults(choice: Choice, value: Any) -> list[str]:
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return ["请填数字"]
    if not figure.is_finite() or (choice.sort is Sort.WHOLE and figure % 1):
        return ["请填数字"]
    if not choice.least <= figure <= choice.most:
        return [f"请填 {choice.least} 到 {choice.most} 之间的数"]
    return []


def _many_faults(choice: Choice, value: Any, options: Mapping[str, str]) -> list[str]:
    if not value:
        return [] if choice.empty else ["请至少填写一项"]
    if choice.sort is Sort.LINES:
        return []
    return [] if all(one in options for one in value) else ["请从列出的选项中选择"]


def _word_faults(choice: Choice, value: str) -> list[str]:
    try:
        used, needed = named_in(value), named_in(choice.value)
    except ValueError:
        return ["花括号不配对"]
    if strange := sorted(used - needed):
        return [f"不能填入：{'、'.join(strange)}"]
    missing = sorted(needed - used)
    return [f"必须保留：{'、'.join(f'{{{one}}}' for one in missing)}"] if missing else []


def in_words(choice: Choice, value: Any, options: Mapping[str, str]) -> str:
    """A value as pages show it."""
    if choice.sort in MANY:
        return "、".join(options.get(one, one) for one in value) or "没有"
    if choice.sort in (Sort.PICK, Sort.RULE):
        return options.get(value, str(value))
    if value == "":
        return "没有填写"
    return f"{value} {choice.unit}".strip()
