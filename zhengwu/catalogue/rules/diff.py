"""Two editions side by side, element by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from zhengwu.catalogue.rules.codec import plain
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.labels import LABELS, PARTS


@dataclass(frozen=True, slots=True)
class Difference:
    """差异: one element; `part` names the record inside a list (a material, a step)."""

    element: str
    label: str
    part: str
    change: str
    old: str
    new: str


def diff(old: EditionDocument, new: EditionDocument) -> list[Difference]:
    """What changed, in the order of the guide."""
    found: list[Difference] = []
    for one in fields(EditionDocument):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            found += _element(one.name, plain(before), plain(after))
    order = {name: place for place, name in enumerate(LABELS)}
    return sorted(found, key=lambda one: order.get(one.element, 999))


def _element(name: str, before: Any, after: Any) -> list[Difference]:
    label = LABELS.get(name, name)
    if not _records(before) and not _records(after):
        return [Difference(name, label, "", "改", in_words(before), in_words(after))]
    olds, news = _by_key(before), _by_key(after)
    found = [
        Difference(name, label, key, "删", in_words(olds[key]), "")
        for key in olds
        if key not in news
    ]
    found += [
        Difference(name, label, key, "增", "", in_words(news[key]))
        for key in news
        if key not in olds
    ]
    found += [
        Difference(name, label, key, "改", in_words(olds[key]), in_words(news[key]))
        for key in olds
        if key in news and olds[key] != news[key]
    ]
    if not found:  # only the order changed
        found = [Difference(name, label, "", "序", "、".join(olds), "、".join(news))]
    return found


def _records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def _by_key(records: Any) -> dict[str, Mapping[str, Any]]:
    named: dict[str, Mapping[str, Any]] = {}
    for place, one in enumerate(records or [], 1):
        key = str(
            one.get("code")
            or one.get("name")
            or one.get("kind")
            or one.get("ask")
            or f"{one.get('law', '')}{one.get('article', '')}"
            or place
        )
        named[key if key not in named else f"{key}#{place}"] = one
    return named


def in_words(value: Any) -> str:
    """A plain value as a person reads it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "；".join(f"{PARTS.get(key, key)}：{in_words(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "、".join(in_words(one) for one in value) or "（空）"
    return str(value)
