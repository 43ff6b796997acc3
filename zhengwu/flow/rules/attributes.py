"""The `zw:` attributes of a node: who, how long, what is asked, what the applicant is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from zhengwu.flow.enums import NodeKind, Unit
from zhengwu.flow.rules.subset import ZW


class Trouble(ValueError):
    """An attribute that cannot be read; the text is the Chinese sentence."""


_TEXTS = {
    "duty": "duty",
    "clock": "clock",
    "kind": "task_kind",
    "form": "form",
    "opinion": "opinion",
    "publicName": "public_name",
    "organ": "organ",
    "completion": "completion",
    "service": "service",
    "called": "called",
    "message": "message",
}
_LISTS = {"outcomes": "outcomes", "organs": "organs", "otherThan": "other_than"}
_NUMBERS = {"days": "days", "persons": "persons"}
_WORDS: dict[str, tuple[tuple[str, ...], Callable[[str], Any]]] = {
    "unit": (tuple(Unit), Unit),
    "counted": (("yes", "no"), lambda text: text == "yes"),
}
_OPINIONS = ("required", "optional", "none")
_LIMIT = 3650


def read_attributes(element: Any, kind: NodeKind) -> dict[str, Any]:
    """Values for `Node`; raises `Trouble` for an unknown attribute or a value that does not fit."""
    found: dict[str, Any] = {}
    for key, text in element.attrib.items():
        if key.startswith(f"{{{ZW}}}"):
            _read(key.rpartition("}")[2], text.strip(), found)
    _check(found, kind)
    return found


def _read(name: str, text: str, found: dict[str, Any]) -> None:
    if name in _TEXTS:
        found[_TEXTS[name]] = text
    elif name in _LISTS:
        found[_LISTS[name]] = tuple(part for part in re.split(r"[,，|\s]+", text) if part)
    elif name in _NUMBERS:
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) <= _LIMIT:
            raise Trouble(f"zw:{name} 应当是1到{_LIMIT}的整数，而不是“{text[:20]}”")
        found[_NUMBERS[name]] = int(text)
    elif name in _WORDS:
        words, convert = _WORDS[name]
        if text not in words:
            raise Trouble(f"zw:{name} 应当是{'、'.join(words)}之一，而不是“{text[:20]}”")
        found[name] = convert(text)
    else:
        raise Trouble(f"不认识的属性 zw:{name}")


def _check(found: dict[str, Any], kind: NodeKind) -> None:
    if found.get("opinion", "none") not in _OPINIONS:
        raise Trouble(f"zw:opinion 应当是{'、'.join(_OPINIONS)}之一")
    if not kind.by_people and (found.get("organs") or found.get("persons", 1) > 1):
        raise Trouble("只有用户任务和人工任务可以由多个部门或多人办理")
    if found.get("organs") and found.get("persons", 1) > 1:
        raise Trouble("zw:organs 与 zw:persons 不能同时使用")
    read_completion(found.get("completion", "all"))


def read_completion(text: str) -> tuple[str, int]:
    """`all`, `any`, `n:2` or `percent:60` as (kind, amount); raises `Trouble`."""
    if text in ("all", "any"):
        return text, 0
    kind, _, amount = text.partition(":")
    top = {"n": 99, "percent": 100}.get(kind, 0)
    if not amount.isascii() or not amount.isdigit() or not 1 <= int(amount[:4]) <= top:
        raise Trouble("zw:completion 应当是 all、any、n:个数 或 percent:百分数")
    return kind, int(amount)


def enough(completion: str, done: int, total: int) -> bool:
    """Whether so many of so many suffice. More than there are can never be asked for."""
    kind, amount = read_completion(completion)
    needed = {
        "all": total,
        "any": 1,
        "n": min(amount, total),
        "percent": -(-total * amount // 100),
    }[kind]
    return done >= needed
