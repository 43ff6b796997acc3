"""Is everything on the paper that the law wants there? No act stands without its lawful paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengwu.documents.rules.templates import Field, Template
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.money import yuan
from zhengwu.kernel.text import clean


class PaperIncomplete(Refusal):
    """《{title}》缺少必须载明的内容：{missing}。"""

    status = 422
    recorded = False


class CharacterUnprintable(Refusal):
    """《{title}》里有字库打印不出来的字：{characters}。请改用能打印的字，或者请系统管理员补充字库。"""

    status = 422
    recorded = False


def check_printable(
    title: str,
    values: Mapping[str, Any],
    content: Mapping[str, Any],
    missing: Callable[[str], list[str]],
) -> None:
    """Refuse a paper that would be printed with boxes instead of characters.

    `missing` tells which characters of a text no font at hand draws. The refusal names each with
    its number in Unicode, and the fields it was found in.
    """
    lost = missing("".join(_texts(content)))
    if not lost:
        return
    named = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in lost)
    fields = {
        code: [f"打印不出来的字：{'、'.join(found)}"]
        for code, value in values.items()
        if (found := missing("".join(_texts(value))))
    }
    raise CharacterUnprintable(title=title, characters=named, fields=fields)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def complete_values(template: Template, values: Mapping[str, Any], law: str) -> dict[str, Any]:
    """The values in their stored form (JSON: ISO dates, texts, ints), or `PaperIncomplete`.

    Every missing or ill-formed field is named at once. An unknown field is a programming error and
    raises ValueError: it would silently not be printed.
    """
    unknown = set(values) - {one.code for one in template.fields}
    if unknown:
        raise ValueError(f"template {template.code} has no fields {sorted(unknown)}")
    kept: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for one in template.fields:
        value = values.get(one.code)
        if _empty(value):
            continue
        try:
            kept[one.code] = _READERS[one.type](one, value)
        except _Ill as ill:
            faults[one.code] = [str(ill)]
    for one in template.fields:
        if one.code not in faults and one.code not in kept and one.needed(law, kept):
            faults[one.code] = [f"请填写{one.name}"]
    if faults:
        names = "、".join(template.field_named(code).name for code in faults)
        raise PaperIncomplete(title=template.title, missing=names, fields=faults)
    return kept


class _Ill(Exception):
    """A value that cannot be printed in its field."""


def _empty(value: Any) -> bool:
    if isinstance(value, str):
        return not clean(value).strip()
    return value is None or (isinstance(value, list | tuple) and not value)


def _text(one: Field, value: Any) -> str:
    return clean(str(value)).strip()


def _date(one: Field, value: Any) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()[
            :10
        ]
    except ValueError:
        raise _Ill(f"{one.name}不是日期") from None


def _instant(one: Field, value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise _Ill(f"{one.name}不是时间") from None
    if moment.tzinfo is None:
        raise ValueError(f"{one.code} must be an aware instant")
    return moment.isoformat()


def _int(one: Field, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise _Ill(f"{one.name}不是整数") from None


def _money(one: Field, value: Any) -> str:
    try:
        return str(yuan(Decimal(value) if isinstance(value, str) else value))
    except InvalidOperation:
        raise _Ill(f"{one.name}不是金额") from None


def _choice(one: Field, value: Any) -> str:
    if str(value) not in one.choices:
        raise _Ill(f"{one.name}不在可选范围内")
    return str(value)


def _list(one: Field, value: Any) -> list[str]:
    items = [value] if isinstance(value, str) else list(value)
    kept = [text for item in items if (text := clean(str(item)).strip())]
    if not kept:
        raise _Ill(f"请填写{one.name}")
    return kept


def _rows(one: Field, value: Any) -> list[dict[str, str]]:
    rows = [
        {column.code: clean(_shown(row.get(column.code))).strip() for column in one.columns}
        for row in value
    ]
    for place, row in enumerate(rows, 1):
        if lacking := [c.name for c in one.columns if c.required and not row[c.code]]:
            raise _Ill(f"{one.name}第{place}行缺少{'、'.join(lacking)}")
    if one.least:
        _check_least(one, rows)
    return rows


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _check_least(one: Field, rows: list[dict[str, str]]) -> None:
    """Two different people, not one person written twice (许可法 34)."""
    distinct = {row[one.least["distinct"]] for row in rows}
    if len(distinct) < one.least["count"]:
        raise _Ill(f"{one.name}至少{one.least['count']}人（{one.least['law']}）")


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "date": _date,
    "instant": _instant,
    "int": _int,
    "money": _money,
    "choice": _choice,
    "list": _list,
    "rows": _rows,
}
