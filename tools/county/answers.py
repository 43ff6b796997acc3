"""Fill in an application form with plausible, invented answers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhengwu.forms import rules as forms
from zhengwu.forms.enums import CHOICE_TYPES, CONTAINER_TYPES, Check, FieldType
from zhengwu.forms.rules import Field

from .names import Names

TEXTS = {
    "address": "广安区浓洄街道演示路8号",
    "place": "广安区浓洄街道演示路8号",
    "reason": "按规定申请办理（演示）",
}


def fill(schema: Mapping[str, Any], chance: random.Random, name: str) -> dict[str, Any]:
    """Answers that pass the form's own checks; what is not required stays empty."""
    names = Names(chance.randrange(1_000_000))
    data: dict[str, Any] = {}
    _fill(forms.parse(schema).fields, data, names, name)
    checked = forms.validate(schema, data)
    return checked.cleaned if not checked.errors else data


def _fill(fields: tuple[Field, ...], data: dict[str, Any], names: Names, name: str) -> None:
    for field in fields:
        if field.kind in CONTAINER_TYPES:
            _fill_container(field, data, names, name)
        elif not field.static and field.key:
            _put(data, field.key, _value(field, names, name))


def _fill_container(field: Field, data: dict[str, Any], names: Names, name: str) -> None:
    if field.kind is FieldType.LIST:
        row: dict[str, Any] = {}
        _fill(field.children, row, names, name)
        _put(data, field.key, [row])
        return
    _fill(field.children, data, names, name)


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    *path, last = key.split(".")
    for part in path:
        data = data.setdefault(part, {})
    data[last] = value


def _value(field: Field, names: Names, name: str) -> Any:
    if field.kind in CHOICE_TYPES:
        return [field.options[0][0]] if field.kind is FieldType.CHECKLIST else field.options[0][0]
    if field.kind is FieldType.CHECKBOX:
        return True
    if field.kind is FieldType.FILE:
        return []
    if field.kind is FieldType.NUMBER:
        return field.minimum or "1"
    if field.kind is FieldType.DATE:
        return date(2025, 1, 6).isoformat() if field.no_future else date(2027, 3, 1).isoformat()
    return _text(field, names, name)


def _text(field: Field, names: Names, name: str) -> str:
    fixed = {
        Check.REGION: "511602001000",
        Check.POSTCODE: "638000",
        Check.EMAIL: "demo@example.com",
        Check.BANK_CARD: "6228480402564890018",
    }
    made = {
        Check.ID_CARD: names.id_number,
        Check.USCC: names.credit_code,
        Check.MOBILE: names.phone,
        Check.PHONE: names.phone,
        Check.PERSON_NAME: names.person,
    }
    check = field.rule.check if field.rule else None
    if check in fixed:
        return fixed[check]
    if check in made:
        return str(made[check]())
    if field.rule and field.rule.example:
        return field.rule.example
    last = field.key.rpartition(".")[2]
    text = TEXTS.get(last) or ("按实际情况填写（演示）" if field.required else "")
    return text[: field.max_length or 100]
