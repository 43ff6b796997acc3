"""A draft carried over to the edition in force: what stays, what is new, what is gone. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What an edition asks for: names of fields and of materials by key or code."""

    number: int
    fields: Mapping[str, str]
    materials: Mapping[str, str]


def carried(old: Asked, new: Asked, *, since: str, changed: Collection[str] = ()) -> dict[str, Any]:
    """What the writer is shown: names of what is new and of what is asked for no longer, and in
    sentences what is asked differently."""
    return {
        "old": old.number,
        "number": new.number,
        "since": since,
        "changed": list(changed),
        "new_fields": _only(new.fields, old.fields),
        "gone_fields": _only(old.fields, new.fields),
        "new_materials": _only(new.materials, old.materials),
        "gone_materials": _only(old.materials, new.materials),
    }


def _only(these: Mapping[str, str], those: Mapping[str, str]) -> list[str]:
    return [name for key, name in these.items() if key not in those]


def gone_answers(
    answers: Collection[tuple[str, str]], gone: Collection[str]
) -> list[tuple[str, str]]:
    """What was typed under questions that are asked no longer: shown, not thrown away. A row's
    number stands in the label of its answer: `成员2·姓名` is a `成员·姓名`."""
    return [
        (label, words)
        for label, words in answers
        if words and re.sub(r"[0-9]+·", "·", label) in set(gone)
    ]


def kept_answers(answers: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Answers whose field still exists; what the program keeps beside them (`_…`) stays."""
    roots = {key.partition(".")[0] for key in fields}
    kept: dict[str, Any] = {}
    for name, value in answers.items():
        if name.startswith("_"):
            kept[name] = value
        elif name in roots:
            inside = {key.partition(".")[2] for key in fields if key.startswith(f"{name}.")}
            kept[name] = _within(value, inside) if inside else value
    return kept


def _within(value: Any, keys: Collection[str]) -> Any:
    if isinstance(value, list):
        return [_within(row, keys) for row in value]
    if not isinstance(value, Mapping):
        return value
    return kept_answers(value, keys)
