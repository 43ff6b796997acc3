"""A long form in short parts: what a small screen asks for on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhengwu.forms.enums import CONTAINER_TYPES
from zhengwu.forms.rules.schema import Field, Schema, parse

# A page of a telephone: more than so many questions are not looked over at once.
_MOST = 5
_FEWEST = 2


def parts(
    schema: Mapping[str, Any] | Schema, *, without: frozenset[str] = frozenset()
) -> list[Schema]:
    """The form cut into pages, in its own order; every field is on exactly one of them.

    A group or list with a name of its own is a page; single fields stay together while their keys
    begin alike (`firm.`, `place.`) and there are few of them. A field shown only under a condition
    stays with the one before it, which as a rule decides it. Keys in `without` are left out.
    """
    parsed = schema if isinstance(schema, Schema) else parse(schema)
    pages: list[list[Field]] = []
    for one in parsed.fields:
        if one.key and one.key in without:
            continue
        if pages and _belongs(one, pages[-1]):
            pages[-1].append(one)
        else:
            pages.append([one])
    return [Schema(tuple(page)) for page in pages]


def _belongs(one: Field, page: list[Field]) -> bool:
    if one.hide or one.static:
        return True
    asked = [field for field in page if not field.static]
    if not asked:
        return True
    if one.kind in CONTAINER_TYPES or any(field.kind in CONTAINER_TYPES for field in asked):
        return False
    same = _family(one) == _family(asked[-1])
    return len(asked) < _MOST if same else len(asked) < _FEWEST


def _family(one: Field) -> str:
    return one.key.partition(".")[0] if "." in one.key else ""
