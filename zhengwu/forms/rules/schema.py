"""Reading a form-js schema: what is supported becomes `Field`s, the rest is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhengwu.forms.enums import (
    CHOICE_TYPES,
    CONTAINER_TYPES,
    STATIC_TYPES,
    FieldType,
    Subtype,
)
from zhengwu.forms.rules.dictionary import MAX_OPTIONS, TEXT_LENGTH, Rule, builtin, read_rule
from zhengwu.kernel.errors import Refusal

MAX_FIELDS = 300
MAX_DEPTH = 6
MAX_ROWS = 50
MAX_FILES = 5
AREA_LENGTH = 5000
_KEY = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")


class SchemaRefused(Refusal):
    """表单定义不能使用：{problem}。"""

    status = 422


@dataclass(frozen=True, slots=True)
class Field:
    """One component. `key` is the dotted place of its value; a group or list has `children`."""

    kind: FieldType
    id: str
    key: str = ""
    label: str = ""
    help: str = ""
    text: str = ""
    required: bool = False
    readonly: bool = False
    hide: str = ""
    dictionary: str = ""
    rule: Rule | None = None
    min_length: int = 0
    max_length: int = 0
    minimum: str = ""
    maximum: str = ""
    decimals: int = 0
    subtype: Subtype = Subtype.DATE
    no_past: bool = False
    no_future: bool = False
    options: tuple[tuple[str, str], ...] = ()
    default: Any = None
    rows: int = 1
    max_rows: int = MAX_ROWS
    children: tuple[Field, ...] = ()

    @property
    def static(self) -> bool:
        """True for a component that carries no value."""
        return self.kind in STATIC_TYPES


@dataclass(frozen=True, slots=True)
class Schema:
    """A parsed form."""

    fields: tuple[Field, ...]

    def leaves(self) -> Iterator[Field]:
        """Every field that carries a value, in the order of the form."""
        return _leaves(self.fields)


def _leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        if field.kind in CONTAINER_TYPES:
            yield from _leaves(field.children)
        elif not field.static:
            yield field


def parse(schema: Mapping[str, Any]) -> Schema:
    """A form-js schema as `Schema`; raises `SchemaRefused` naming component and reason."""
    components = schema.get("components")
    if not isinstance(components, list) or not components:
        raise SchemaRefused(problem="没有任何字段（components 为空）")
    reader = _Reader()
    fields = reader.fields(components, depth=1, seen=set())
    return Schema(fields)


class _Reader:
    """Counts components over the whole form while walking down."""

    def __init__(self) -> None:
        self.count = 0

    def fields(self, components: Any, *, depth: int, seen: set[str]) -> tuple[Field, ...]:
        if depth > MAX_DEPTH:
            raise SchemaRefused(problem=f"分组嵌套超过 {MAX_DEPTH} 层")
        if not isinstance(components, list):
            raise SchemaRefused(problem="components 不是列表")
        return tuple(self._field(one, depth, seen) for one in components)

    def _field(self, raw: Any, depth: int, seen: set[str]) -> Field:
        self.count += 1
        if self.count > MAX_FIELDS:
            raise SchemaRefused(problem=f"字段超过 {MAX_FIELDS} 个")
        if not isinstance(raw, dict):
            raise SchemaRefused(problem="字段不是对象")
        name = str(raw.get("label") or raw.get("key") or raw.get("id") or "未命名")
        kind = _kind(raw, name)
        identity = str(raw.get("id") or f"c{self.count}")
        if kind in STATIC_TYPES:
            text = str(raw.get("text") or raw.get("content") or raw.get("label") or "")
            return Field(kind, identity, text=text, hide=_hide(raw))
        if kind in CONTAINER_TYPES:
            return self._container(raw, kind, identity, name, depth, seen)
        key = _key(raw.get("key"), name)
        _once(key, seen)
        return _leaf(raw, kind, identity, key, name)

    def _container(
        self,
        raw: dict[str, Any],
        kind: FieldType,
        identity: str,
        name: str,
        depth: int,
        seen: set[str],
    ) -> Field:
        path = str(raw.get("path") or "")
        repeated = kind is FieldType.LIST or bool(raw.get("isRepeating"))
        if repeated or path:
            path = _key(path or raw.get("key"), name)
            _once(path, seen)
        # A repeated or pathed group opens a name space of its own.
        inner: set[str] = set() if path else seen
        return Field(
            FieldType.LIST if repeated else FieldType.GROUP,
            identity,
            key=path,
            label=str(raw.get("label") or ""),
            help=str(raw.get("description") or ""),
            hide=_hide(raw),
            rows=min(_integer(raw.get("defaultRepetitions"), 1), MAX_ROWS),
            max_rows=min(_integer(_properties(raw).get("max_rows"), MAX_ROWS), MAX_ROWS),
            children=self.fields(raw.get("components") or [], depth=depth + 1, seen=inner),
        )


def _kind(raw: dict[str, Any], name: str) -> FieldType:
    word = str(raw.get("type") or "")
    word = {"date": "datetime", "repeating": "dynamiclist", "taglist": "checklist"}.get(word, word)
    try:
        return FieldType(word)
    except ValueError:
        raise SchemaRefused(problem=f"字段“{name}”的类型 {word or '（空）'} 不受支持") from None


def _key(raw: Any, name: str) -> str:
    key = str(raw or "")
    if not _KEY.match(key) or len(key) > 100:
        raise SchemaRefused(problem=f"字段“{name}”的键“{key}”不合规（字母、数字、下划线）")
    return key


def _once(key: str, seen: set[str]) -> None:
    if key in seen:
        raise SchemaRefused(problem=f"键“{key}”用了两次")
    seen.add(key)


def _leaf(raw: dict[str, Any], kind: FieldType, identity: str, key: str, name: str) -> Field:
    rules = raw.get("validate") or {}
    extra = _properties(raw)
    rule = _rule(rules, extra, name) if kind is FieldType.TEXT else None
    _no_pattern(rules, name)
    return Field(
        kind,
        identity,
        key=key,
        label=name if kind is not FieldType.DATE else str(raw.get("dateLabel") or name),
        help=str(raw.get("description") or (rule.help if rule else "")),
        required=bool(rules.get("required")),
        readonly=bool(raw.get("disabled") or raw.get("readonly")),
        hide=_hide(raw),
        dictionary=rule.code if rule else "",
        rule=rule,
        min_length=_integer(rules.get("minLength"), 0),
        max_length=_length(kind, rules),
        minimum=str(rules.get("min", "")),
        maximum=str(rules.get("max", "")),
        decimals=_integer(raw.get("decimalDigits"), 0),
        subtype=Subtype(str(raw.get("subtype") or "date")),
        no_past=bool(raw.get("disallowPassedDates")),
        no_future=str(extra.get("not_future", "")).lower() in {"true", "1", "yes"},
        options=_options(raw, kind, name),
        default=raw.get("defaultValue"),
        max_rows=MAX_FILES if raw.get("multiple") else 1,
    )


def _length(kind: FieldType, rules: Mapping[str, Any]) -> int:
    ceiling = AREA_LENGTH if kind is FieldType.AREA else TEXT_LENGTH
    return min(_integer(rules.get("maxLength"), ceiling), ceiling)


def _properties(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    extra = raw.get("properties")
    return extra if isinstance(extra, dict) else {}


def _hide(raw: Mapping[str, Any]) -> str:
    conditional = raw.get("conditional")
    return str(conditional.get("hide") or "") if isinstance(conditional, dict) else ""


def _integer(raw: Any, default: int) -> int:
    try:
        return max(0, int(raw))
    except (TypeError, ValueError):
        return default


def _rule(rules: Mapping[str, Any], extra: Mapping[str, Any], name: str) -> Rule | None:
    code = str(extra.get("dictionary") or rules.get("validationType") or "")
    if code in {"", "custom"}:
        return None
    stamp = extra.get("rule")
    try:
        found = read_rule(code, stamp) if isinstance(stamp, Mapping) else builtin(code)
    except ValueError as wrong:
        raise SchemaRefused(problem=f"字段“{name}”的字典规则读不懂（{wrong}）") from None
    if found is None:
        raise SchemaRefused(problem=f"字段“{name}”引用了字典里没有的“{code}”")
    return found


def _no_pattern(rules: Mapping[str, Any], name: str) -> None:
    """Engines read regular expressions differently; the dictionary's formats are read alike."""
    if rules.get("pattern"):
        raise SchemaRefused(problem=f"字段“{name}”写了正则；请在字段字典里建一条格式，再引用它")


def _options(raw: Mapping[str, Any], kind: FieldType, name: str) -> tuple[tuple[str, str], ...]:
    if kind not in CHOICE_TYPES:
        return ()
    values = raw.get("values")
    if not isinstance(values, list) or not values or len(values) > MAX_OPTIONS:
        raise SchemaRefused(problem=f"选择字段“{name}”没有列出选项，或选项超过 {MAX_OPTIONS} 个")
    pairs = tuple((str(one.get("value", "")), str(one.get("label", ""))) for one in values)
    if len({value for value, _ in pairs}) != len(pairs):
        raise SchemaRefused(problem=f"选择字段“{name}”有重复的选项值")
    return pairs
