"""Frozen dataclasses to plain values and back; what does not fit is named by its place."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.kernel import digests
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean

T = TypeVar("T")


class DocumentUnreadable(Refusal):
    """实施清单内容有误：{place}{problem}。"""

    status = 422


def plain(value: Any) -> Any:
    """JSON values of a dataclass tree; fields that stand at their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


def built(kind: Callable[..., T], value: Any, place: str = "") -> T:
    """A dataclass of `kind` from plain values; raises `DocumentUnreadable`."""
    if not isinstance(value, Mapping):
        raise DocumentUnreadable(place=place, problem="应为一组要素")
    hints = _hints(kind)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise DocumentUnreadable(place=place, problem=f"没有“{unknown[0]}”这个要素")
    missing = [one.name for one in fields(kind) if one.default is MISSING and one.name not in value]  # type: ignore[arg-type]
    if missing:
        raise DocumentUnreadable(place=place, problem=f"缺少“{missing[0]}”")
    given = {
        name: _value(hints[name], one, f"{place}{'.' if place else ''}{name}")
        for name, one in value.items()
    }
    return kind(**given)


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, value: Any, place: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _value(typing.get_args(hint)[0], value, place)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise DocumentUnreadable(place=place, problem="应为列表")
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, one, f"{place}[{n}]") for n, one in enumerate(value))
    if is_dataclass(hint):
        return built(typing.cast("type", hint), value, place)
    return _scalar(hint, value, place)


def _scalar(hint: Any, value: Any, place: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            raise DocumentUnreadable(place=place, problem=f"不认识“{value}”") from None
    # bool is an int in Python, but "yes" is not a number of days.
    if hint is str and isinstance(value, str):
        return clean(value).strip()
    if type(value) is hint:
        return value
    raise DocumentUnreadable(place=place, problem=f"的值“{value}”类型不对")


def read(value: Mapping[str, Any]) -> EditionDocument:
    """An edition's document from plain values."""
    return built(EditionDocument, value)


def canonical(document: EditionDocument) -> str:
    """The one text of a document: what is stored and what its digest covers."""
    return digests.canonical(plain(document))


def digest(document: EditionDocument) -> str:
    """SHA-256 of the canonical text."""
    return digests.digest(canonical(document))
