"""The drawing tree of a form: one node for each thing on the page, with its value and its fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengwu.forms.enums import CHOICE_TYPES, Check, FieldType, Subtype
from zhengwu.forms.rules.schema import Field, Schema, parse
from zhengwu.forms.rules.transport import value_at
from zhengwu.forms.rules.validation import facts_of, hidden

_INPUT_MODES = {
    Check.MOBILE: "tel",
    Check.PHONE: "tel",
    Check.POSTCODE: "numeric",
    Check.REGION: "numeric",
    Check.EMAIL: "email",
    Check.BANK_CARD: "numeric",
}
_AUTOCOMPLETE = {
    Check.MOBILE: "tel",
    Check.EMAIL: "email",
    Check.POSTCODE: "postal-code",
    Check.PERSON_NAME: "name",
}


@dataclass(slots=True)
class Option:
    """One choice of a select, radio or checklist."""

    value: str
    label: str
    chosen: bool
    id: str


@dataclass(slots=True)
class Node:
    """What the template needs; `name` is the posted name and the path of errors."""

    kind: str
    id: str
    name: str = ""
    label: str = ""
    help: str = ""
    text: str = ""
    value: Any = ""
    error: str = ""
    required: bool = False
    readonly: bool = False
    drives: bool = False
    input_type: str = "text"
    input_mode: str = ""
    autocomplete: str = "off"
    max_length: int = 0
    options: list[Option] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    rows: list[list[Node]] = field(default_factory=list)
    can_add: bool = False
    rule: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    multiple: bool = False


def browser_rule(one: Field) -> str:
    """What the browser's own check of a field needs: the same rules, said before sending."""
    rule: dict[str, Any] = {"kind": str(one.kind), "label": one.label, "required": one.required}
    if one.kind in (FieldType.TEXT, FieldType.AREA):
        rule |= {"min_length": one.min_length, "max_length": one.max_length}
        rule["rule"] = one.rule.to_browser() if one.rule else None
    elif one.kind is FieldType.NUMBER:
        rule |= {"minimum": one.minimum, "maximum": one.maximum, "decimals": one.decimals}
    elif one.kind is FieldType.DATE:
        rule |= {"subtype": str(one.subtype), "no_past": one.no_past, "no_future": one.no_future}
    elif one.kind in CHOICE_TYPES:
        rule["options"] = [value for value, _ in one.options]
    elif one.kind is FieldType.FILE:
        rule["most"] = one.max_rows
    return json.dumps(rule, ensure_ascii=False)


def nodes(
    schema: Mapping[str, Any] | Schema,
    data: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    prefix: str = "",
    whole: Mapping[str, Any] | Schema | None = None,
    uploads: bool = True,
) -> list[Node]:
    """The tree for a page. Hidden fields are left out; values are shown exactly as typed.

    `whole` is the whole form where `schema` is one of its parts: conditions look at all of it.
    """
    parsed = _parsed(schema)
    all_fields = _parsed(whole).fields if whole is not None else parsed.fields
    builder = _Builder(facts_of(all_fields, data), errors, _drivers(all_fields), prefix)
    builder.uploads = uploads
    return builder.level(parsed.fields, data, "", builder.root)


def _parsed(schema: Mapping[str, Any] | Schema) -> Schema:
    return schema if isinstance(schema, Schema) else parse(schema)


def _drivers(fields: tuple[Field, ...]) -> str:
    """All conditions in one text; a field whose key occurs in it redraws the form when changed."""
    own = " ".join(one.hide for one in fields)
    return " ".join([own, *(_drivers(one.children) for one in fields if one.children)])


class _Builder:
    def __init__(
        self, root: dict[str, Any], errors: Mapping[str, str], conditions: str, prefix: str
    ) -> None:
        self.root = root
        self.errors = errors
        self.conditions = conditions
        self.prefix = prefix
        self.uploads = True

    def level(
        self,
        fields: tuple[Field, ...],
        scope: Mapping[str, Any],
        path: str,
        facts: Mapping[str, Any],
    ) -> list[Node]:
        shown = [one for one in fields if not hidden(one, {**self.root, **facts})]
        return [self._node(one, scope, path, facts) for one in shown]

    def _node(
        self, one: Field, scope: Mapping[str, Any], path: str, facts: Mapping[str, Any]
    ) -> Node:
        if one.static:
            return Node(kind=str(one.kind), id=one.id, text=one.text)
        if one.kind is FieldType.GROUP:
            return self._group(one, scope, path, facts)
        name = f"{path}{one.key}"
        if one.kind is FieldType.LIST:
            return self._list(one, scope, name)
        return self._leaf(one, scope, name)

    def _group(
        self, one: Field, scope: Mapping[str, Any], path: str, facts: Mapping[str, Any]
    ) -> Node:
        inner = value_at(scope, one.key) if one.key else scope
        known = value_at(facts, one.key) if one.key else facts
        children = self.level(
            one.children,
            inner if isinstance(inner, Mapping) else {},
            f"{path}{one.key}." if one.key else path,
            known if isinstance(known, Mapping) else {},
        )
        return Node("group", self._id(one.id), label=one.label, help=one.help, children=children)

    def _list(self, one: Field, scope: Mapping[str, Any], name: str) -> Node:
        given = value_at(scope, one.key)
        rows = given if isinstance(given, list) else [{}] * one.rows
        drawn = [
            self.level(
                one.children,
                row if isinstance(row, Mapping) else {},
                f"{name}.{index}.",
                facts_of(one.children, row if isinstance(row, Mapping) else {}),
            )
            for index, row in enumerate(rows)
        ]
        return Node(
            "dynamiclist",
            self._id(name),
            name=f"{self.prefix}{name}",
            label=one.label,
            help=one.help,
            error=self.errors.get(name, ""),
            rows=drawn,
            can_add=len(drawn) < one.max_rows,
        )

    def _leaf(self, one: Field, scope: Mapping[str, Any], name: str) -> Node:
        raw = value_at(scope, one.key)
        if raw is None:
            raw = one.default if one.default is not None else ""
        last = one.key.rpartition(".")[2]
        node = Node(
            kind=str(one.kind),
            id=self._id(name),
            name=f"{self.prefix}{name}",
            label=one.label,
            help=one.help,
            value=raw,
            error=self.errors.get(name, ""),
            required=one.required,
            readonly=one.readonly,
            drives=last in self.conditions,
            max_length=one.max_length,
        )
        node.rule = browser_rule(one)
        if one.rule:
            node.input_mode = _INPUT_MODES.get(one.rule.check, "")
            node.autocomplete = _AUTOCOMPLETE.get(one.rule.check, "off")
        if one.kind is FieldType.NUMBER:
            node.input_mode = "decimal" if one.decimals else "numeric"
        if one.kind is FieldType.DATE:
            node.input_type = {
                Subtype.DATE: "date",
                Subtype.TIME: "time",
                Subtype.DATETIME: "datetime-local",
            }[one.subtype]
        if one.kind is FieldType.FILE:
            given = raw if isinstance(raw, list) else []
            node.files = [row for row in given if isinstance(row, dict)]
            node.multiple, node.readonly = one.max_rows > 1, not self.uploads
            node.can_add = self.uploads and len(node.files) < one.max_rows
        chosen = raw if isinstance(raw, list) else [str(raw)]
        node.options = [
            Option(value, label, value in chosen, f"{node.id}-{index}")
            for index, (value, label) in enumerate(one.options)
        ]
        return node

    def _id(self, name: str) -> str:
        return "f-" + f"{self.prefix}{name}".replace(".", "-")
