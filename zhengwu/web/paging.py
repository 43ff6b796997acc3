"""Paging by key: the last page of a million rows costs what the first costs, and counts are capped.

A page is found by the values of its edge row, never by OFFSET. The order must end with a unique
field, and every field in it must be without NULL. The reader's place travels in the address as
`?after=…` or `?before=…`; `?at=end` is the last page.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from zhengwu.kernel.errors import InvalidInput

Row = TypeVar("Row", bound=Model)
_PLACES = ("after", "before", "at")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page: its rows and the addresses (`?…`) of its neighbours, empty where there is none."""

    rows: list[Row]
    previous: str = ""
    next: str = ""
    first: str = ""
    last: str = ""


def paged(rows: QuerySet[Row], order: Sequence[str], query: QueryDict, size: int = 50) -> Page[Row]:
    """The page of `rows` that `query` asks for, in `order` ("-" in front: descending)."""
    backward = "before" in query or query.get("at") == "end"
    sequence = [_reverse(field) for field in order] if backward else list(order)
    place = query.get("after") or query.get("before")
    if place:
        rows = rows.filter(_beyond(sequence, _decode(rows.model, sequence, place)))
    found = list(rows.order_by(*sequence)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    return _page(found, order, query, more=more, backward=backward, placed=bool(place))


def capped_count(rows: QuerySet[Any], cap: int = 1000) -> str:
    """1,000+ or the exact number: counting stops at the cap."""
    count = rows.order_by()[: cap + 1].count()
    return f"{cap:,}+" if count > cap else f"{count:,}"


def _page(
    found: list[Row],
    order: Sequence[str],
    query: QueryDict,
    *,
    more: bool,
    backward: bool,
    placed: bool,
) -> Page[Row]:
    has_previous = more if backward else placed
    has_next = placed if backward else more
    if not found:
        return Page([], first=_address(query) if placed else "")
    return Page(
        found,
        previous=_address(query, before=_encode(found[0], order)) if has_previous else "",
        next=_address(query, after=_encode(found[-1], order)) if has_next else "",
        first=_address(query) if has_previous else "",
        last=_address(query, at="end") if has_next else "",
    )


def _reverse(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after these values: (a > x) or (a = x and b > y) …, each bounded by its first field.

    The bound `a >= x` looks redundant; without it the databases do not start inside the index.
    """
    beyond = Q()
    equal = Q()
    for field, value in zip(order, values, strict=True):
        name, sign = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{sign}": value})
        equal &= Q(**{name: value})
    name, sign = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{name}__{sign}": values[0]}) & beyond


def _value(row: Any, path: str) -> Any:
    for part in path.lstrip("-").split("__"):
        row = getattr(row, part)
    return row


def _encode(row: Model, order: Sequence[str]) -> str:
    text = json.dumps([_plain(_value(row, field)) for field in order], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, Model):  # ordered by a relation: its key, never its name
        value = value.pk
    if isinstance(value, (int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _decode(model: type[Model], order: Sequence[str], token: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise InvalidInput
        return [_to_python(model, field, value) for field, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError):
        raise InvalidInput


def _to_python(model: type[Model], path: str, value: Any) -> Any:
    if value is None or isinstance(value, (list, dict)) or "\0" in str(value):
        raise InvalidInput
    current: Any = model
    field: Any = None
    try:
        for part in path.lstrip("-").split("__"):
            field = current._meta.pk if part == "pk" else current._meta.get_field(part)
            current = field.related_model or current
    except FieldDoesNotExist:  # an annotation: its value is compared as it came
        return value
    return field.to_python(value)


def _address(query: QueryDict, **place: str) -> str:
    fresh = query.copy()
    for name in _PLACES:
        fresh.pop(name, None)
    for name, value in place.items():
        fresh[name] = value
    return f"?{fresh.urlencode()}"
