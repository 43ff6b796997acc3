"""Between the browser's flat names (`members.0.name`) and the nested values of a form."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhengwu.forms.enums import FieldType
from zhengwu.forms.rules.schema import MAX_ROWS, Field, Schema, parse


def value_at(scope: Any, key: str) -> Any:
    """What stands at a dotted key, or None."""
    for part in key.split("."):
        if not isinstance(scope, Mapping):
            return None
        scope = scope.get(part)
    return scope


def put_at(scope: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key, making the dictionaries on the way."""
    *way, last = key.split(".")
    for part in way:
        inner = scope.get(part)
        if not isinstance(inner, dict):
            inner = scope[part] = {}
        scope = inner
    scope[last] = value


def from_flat(
    schema: Mapping[str, Any] | Schema, flat: Mapping[str, Iterable[str]], prefix: str = ""
) -> dict[str, Any]:
    """The nested raw data from what a form post carries, exactly as typed.

    `flat` maps names to lists of texts (`dict(request.POST.lists())`). Only names the schema knows
    are read. A field that was not posted is absent, a checkbox that was not posted is False.
    """
    parsed = schema if isinstance(schema, Schema) else parse(schema)
    lists = {name: [str(one) for one in values] for name, values in flat.items()}
    return _read(parsed.fields, lists, prefix)


def _read(fields: tuple[Field, ...], flat: Mapping[str, list[str]], prefix: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields:
        if field.static:
            continue
        if field.kind is FieldType.GROUP and not field.key:
            data.update(_read(field.children, flat, prefix))
            continue
        value = _posted(field, flat, f"{prefix}{field.key}")
        if value is not None:
            put_at(data, field.key, value)
    return data


def _posted(field: Field, flat: Mapping[str, list[str]], name: str) -> Any:
    """The raw value of one field; None where the browser sent nothing for it."""
    if field.kind is FieldType.GROUP:
        return _read(field.children, flat, f"{name}.")
    if field.kind is FieldType.LIST:
        rows = range(_row_count(flat, f"{name}."))
        return [_read(field.children, flat, f"{name}.{row}.") for row in rows]
    given = flat.get(name, [])
    if field.kind is FieldType.CHECKBOX:
        return bool(given) and given[-1] != ""
    if field.kind is FieldType.FILE and name not in flat:
        return None
    if field.kind in (FieldType.CHECKLIST, FieldType.FILE):
        return [one for one in given if one]
    return given[-1] if given else None


def _row_count(flat: Mapping[str, list[str]], prefix: str) -> int:
    indexes = (
        name.removeprefix(prefix).partition(".")[0] for name in flat if name.startswith(prefix)
    )
    numbers = [int(index) for index in indexes if index.isascii() and index.isdigit()]
    return min(max(numbers, default=-1) + 1, MAX_ROWS)


def names_of(schema: Mapping[str, Any] | Schema) -> dict[str, str]:
    """Every field that carries a value by its place, rows without number (`members.name`), with
    what it is called."""
    parsed = schema if isinstance(schema, Schema) else parse(schema)
    return dict(_names(parsed.fields, "", ""))


def _names(fields: tuple[Field, ...], path: str, said: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.kind is FieldType.GROUP:
            yield from _names(field.children, f"{path}{field.key}." if field.key else path, said)
        elif field.kind is FieldType.LIST:
            yield from _names(field.children, f"{path}{field.key}.", f"{field.label}·")
        elif not field.static:
            yield f"{path}{field.key}", f"{said}{field.label}"


def files_of(
    schema: Mapping[str, Any] | Schema, data: Mapping[str, Any], before: str = ""
) -> list[tuple[str, str, list[Any]]]:
    """Every place where files are handed up inside the form: its path, its name in words (with the
    number of the row), what lies there."""
    parsed = schema if isinstance(schema, Schema) else parse(schema)
    return list(_files(parsed.fields, data, before, ""))


def _files(
    fields: tuple[Field, ...], scope: Any, path: str, said: str
) -> Iterator[tuple[str, str, list[Any]]]:
    for field in fields:
        here = f"{path}{field.key}"
        if field.kind is FieldType.FILE:
            given = value_at(scope, field.key)
            yield here, f"{said}{field.label}", given if isinstance(given, list) else []
        elif field.kind is FieldType.GROUP:
            inner = value_at(scope, field.key) if field.key else scope
            yield from _files(field.children, inner, f"{here}." if field.key else path, said)
        elif field.kind is FieldType.LIST:
            rows = value_at(scope, field.key)
            for number, row in enumerate(rows if isinstance(rows, list) else []):
                name = f"{said}{field.label}第{number + 1}项·"
                yield from _files(field.children, row, f"{here}.{number}.", name)


def put_in(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The data with `value` at a path that may lead through rows: `members.0.proof`."""
    result: dict[str, Any] = copy.deepcopy(dict(data))
    scope: Any = result
    *way, last = path.split(".")
    for place, part in enumerate(way):
        rows = way[place + 1].isdigit() if place + 1 < len(way) else False
        if isinstance(scope, list):
            number = int(part)
            scope.extend({} for _ in range(len(scope), min(number, MAX_ROWS - 1) + 1))
            scope = scope[number] if number < len(scope) else {}
        else:
            inner = scope.get(part)
            if not isinstance(inner, list if rows else dict):
                inner = scope[part] = [] if rows else {}
            scope = inner
    scope[last] = value
    return result


def edit_rows(data: Mapping[str, Any], *, add: str = "", remove: str = "") -> dict[str, Any]:
    """The data with one row added to the list at `add` or the row `list.index` taken away."""
    result: dict[str, Any] = copy.deepcopy(dict(data))
    if add:
        rows = value_at(result, add)
        put_at(result, add, [*(rows if isinstance(rows, list) else []), {}][:MAX_ROWS])
    if remove:
        path, _, index = remove.rpartition(".")
        rows = value_at(result, path)
        places = {str(place) for place in range(len(rows))} if isinstance(rows, list) else set()
        if index in places:
            put_at(result, path, rows[: int(index)] + rows[int(index) + 1 :])
    return result
