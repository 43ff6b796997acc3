"""Checking what was filled in: cleaned values, and a Chinese message for each fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhengwu.expressions.rules import ExpressionError
from zhengwu.expressions.rules import parse as parse_expression
from zhengwu.forms.enums import FieldType
from zhengwu.forms.rules.fields import Bad, cleaned
from zhengwu.forms.rules.schema import MAX_ROWS, Field, Schema, SchemaRefused, parse
from zhengwu.forms.rules.transport import put_at, value_at


@dataclass(slots=True)
class Validation:
    """Outcome: `cleaned` nested values (hidden fields left out), `errors` by dotted path."""

    cleaned: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.errors


def validate(
    schema: Mapping[str, Any] | Schema,
    data: Mapping[str, Any],
    *,
    today: date | None = None,
    whole: Mapping[str, Any] | Schema | None = None,
) -> Validation:
    """Check nested raw `data` against the schema.

    `today` is needed only where a field forbids past or future days; `whole` is the whole form
    where `schema` is one of its parts, for its conditions look at all of it.

    A hidden field is neither checked nor kept. Raises `SchemaRefused` for a schema that cannot be
    used.
    """
    parsed = schema if isinstance(schema, Schema) else parse(schema)
    everything = parsed
    if whole is not None:
        everything = whole if isinstance(whole, Schema) else parse(whole)
    facts = facts_of(everything.fields, data)
    walk = _Walk(facts, today)
    walk.level(parsed.fields, data, walk.result.cleaned, "", facts)
    return walk.result


class _Walk:
    def __init__(self, facts: dict[str, Any], today: date | None) -> None:
        self.root = facts
        self.today = today
        self.result = Validation()

    def level(
        self,
        fields: tuple[Field, ...],
        scope: Mapping[str, Any],
        target: dict[str, Any],
        prefix: str,
        facts: Mapping[str, Any],
    ) -> None:
        for one in fields:
            if one.static or hidden(one, {**self.root, **facts}):
                continue
            path = f"{prefix}{one.key}"
            if one.kind is FieldType.GROUP:
                self._group(one, scope, target, prefix, facts)
            elif one.kind is FieldType.LIST:
                self._rows(one, scope, target, path, facts)
            else:
                self._leaf(one, scope, target, path)

    def _group(
        self,
        one: Field,
        scope: Mapping[str, Any],
        target: dict[str, Any],
        prefix: str,
        facts: Mapping[str, Any],
    ) -> None:
        if not one.key:
            return self.level(one.children, scope, target, prefix, facts)
        inner = value_at(scope, one.key)
        inside: dict[str, Any] = {}
        put_at(target, one.key, inside)
        scope = inner if isinstance(inner, Mapping) else {}
        known = value_at(facts, one.key)
        self.level(
            one.children,
            scope,
            inside,
            f"{prefix}{one.key}.",
            known if isinstance(known, Mapping) else {},
        )
        return None

    def _rows(
        self,
        one: Field,
        scope: Mapping[str, Any],
        target: dict[str, Any],
        path: str,
        facts: Mapping[str, Any],
    ) -> None:
        given = value_at(scope, one.key)
        rows = given if isinstance(given, list) else []
        if len(rows) > min(one.max_rows, MAX_ROWS):
            self.result.errors[path] = f"{one.label or '列表'}最多{min(one.max_rows, MAX_ROWS)}行。"
            rows = rows[:MAX_ROWS]
        kept: list[dict[str, Any]] = []
        put_at(target, one.key, kept)
        for index, row in enumerate(rows):
            inside: dict[str, Any] = {}
            kept.append(inside)
            raw = row if isinstance(row, Mapping) else {}
            own = facts_of(one.children, raw)
            self.level(one.children, raw, inside, f"{path}.{index}.", own)

    def _leaf(
        self, one: Field, scope: Mapping[str, Any], target: dict[str, Any], path: str
    ) -> None:
        raw = value_at(scope, one.key)
        if one.readonly and raw in (None, ""):
            raw = one.default
        try:
            value = cleaned(one, raw, self.today)
        except Bad as bad:
            self.result.errors[path] = f"{one.label}：{bad}"
            return
        if one.required and (value is None or value is False or value == []):
            self.result.errors[path] = _missing(one)
        put_at(target, one.key, value)


def _missing(one: Field) -> str:
    if one.kind is FieldType.CHECKBOX:
        return f"请勾选“{one.label}”。"
    if one.kind is FieldType.FILE:
        return f"请上传{one.label}。"
    picks = {FieldType.SELECT, FieldType.RADIO, FieldType.CHECKLIST, FieldType.DATE}
    return f"请{'选择' if one.kind in picks else '填写'}{one.label}。"


def facts_of(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """Values for conditions: typed where they can be read, None where not (yet)."""
    facts: dict[str, Any] = {}
    for one in fields:
        if one.static:
            continue
        if one.kind is FieldType.GROUP:
            inner = value_at(data, one.key) if one.key else data
            known = facts_of(one.children, inner if isinstance(inner, Mapping) else {})
            if one.key:
                put_at(facts, one.key, known)
            else:
                facts.update(known)
        elif one.kind is FieldType.LIST:
            rows = value_at(data, one.key)
            known_rows = [
                facts_of(one.children, row) for row in rows or [] if isinstance(row, Mapping)
            ]
            put_at(facts, one.key, known_rows)
        else:
            put_at(facts, one.key, _readable(one, value_at(data, one.key)))
    return facts


def _readable(one: Field, raw: Any) -> Any:
    try:
        return cleaned(one, raw if raw is not None else one.default)
    except Bad:
        return None


def hidden(one: Field, facts: Mapping[str, Any]) -> bool:
    """Whether the field's condition hides it; one that cannot be decided shows the field."""
    if not one.hide:
        return False
    try:
        return parse_expression(one.hide.lstrip("=").strip()).holds(_dotted(facts))
    except ExpressionError:
        return False


def _dotted(facts: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested facts under the dotted names that conditions use: `place.kind`."""
    flat: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Mapping):
            flat.update(_dotted(value, f"{before}{name}."))
        else:
            flat[f"{before}{name}"] = value
    return flat


def check_conditions(schema: Schema) -> None:
    """Raise `SchemaRefused` where a condition cannot be read; asked at publication."""

    def visit(fields: tuple[Field, ...]) -> None:
        for one in fields:
            if one.hide:
                try:
                    parse_expression(one.hide.lstrip("=").strip())
                except ExpressionError as refusal:
                    name = one.label or one.id
                    raise SchemaRefused(problem=f"“{name}”的显示条件：{refusal}") from None
            visit(one.children)

    visit(schema.fields)
