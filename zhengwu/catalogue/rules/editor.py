"""The editor of an edition: each section of elements as a form-js schema made from the types."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from zhengwu.catalogue.enums import Labelled
from zhengwu.catalogue.rules.codec import plain
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.labels import LABELS, PARTS

SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "identity": ("基本信息", (
        "name", "main_name", "basic_code", "level", "organ_name", "organ_nature", "power_source",
        "exercise", "division", "undertaking", "joint_organs", "delegating_organ",
        "everyday_names",
    )),
    "law": ("依据", ("law", "basis", "public_safety")),
    "scope": ("对象和条件", (
        "subjects", "themes_person", "themes_firm", "conditions", "prohibitions", "quantity",
    )),
    "limits": ("时限", (
        "handling", "statutory", "promised", "supplement_rule", "delivery_rule",
        "special_procedures",
    )),
    "procedure": ("办理流程", (
        "steps", "flow", "two_person_review", "inspection", "hearing", "intermediary",
        "upward",
    )),
    "materials": ("申请材料", ("form", "no_materials", "materials")),
    "money": ("收费", ("charged", "fees")),
    "results": ("办理结果", ("no_decision", "results", "renewal", "remedy")),
    "ways": ("办理方式", (
        "ways", "online", "online_depth", "visits", "visit_reason", "in_hall", "appointment",
        "pay_online", "delivery_ways", "self_service", "cross_region", "identity_level",
        "agent_allowed",
    )),
    "contact": ("地点和联系", (
        "places", "accepting_person", "phone", "complaint", "faq", "to_confirm",
    )),
}  # fmt: skip

# A flow or form is chosen by code; which version counts is fixed at publication.
_HIDDEN = {"digest"}
_LONG = {
    "text", "criterion", "sample_note", "note", "answer", "rule", "public_note", "exercise",
    "division", "visit_reason", "intermediary", "complaint",
}  # fmt: skip


def schema(section: str) -> dict[str, Any]:
    """The form of a section."""
    hints = typing.get_type_hints(EditionDocument)
    required = {one.name for one in fields(EditionDocument) if one.default is MISSING}
    components = [
        _component(name, hints[name], LABELS[name], name in required)
        for name in SECTIONS[section][1]
    ]
    return {"type": "default", "components": components}


def values(document: EditionDocument, section: str) -> dict[str, Any]:
    """What the form of a section shows of a document."""
    hints = typing.get_type_hints(EditionDocument)
    return {name: _shown(hints[name], getattr(document, name)) for name in SECTIONS[section][1]}


def elements(cleaned: Mapping[str, Any], section: str) -> dict[str, Any]:
    """Plain values by element from a validated form."""
    hints = typing.get_type_hints(EditionDocument)
    return {name: _taken(hints[name], cleaned.get(name)) for name in SECTIONS[section][1]}


def _component(name: str, hint: Any, label: str, required: bool) -> dict[str, Any]:
    inner, many, optional = _kind(hint)
    base = {"key": name, "label": label, "validate": {"required": required}}
    if is_dataclass(inner):
        return _container(name, typing.cast("type", inner), label, many)
    if isinstance(inner, type) and issubclass(inner, Labelled):
        options = [{"value": one.value, "label": one.label} for one in inner if one.value]
        return {**base, "type": "checklist" if many else "select", "values": options}
    if many:
        return {**base, "type": "textarea", "description": "一行写一条"}
    if inner is bool:
        return _yes_no(base) if optional else {**base, "type": "checkbox"}
    if inner is int:
        return {**base, "type": "number", "validate": {"required": required, "min": 0}}
    return {**base, "type": "textarea" if name in _LONG else "textfield"}


def _yes_no(base: dict[str, Any]) -> dict[str, Any]:
    options = [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]
    return {**base, "type": "select", "values": options}


def _container(name: str, kind: type, label: str, many: bool) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    inside = [
        _component(one.name, hints[one.name], PARTS.get(one.name, one.name), one.default is MISSING)
        for one in fields(kind)
        if one.name not in _HIDDEN
    ]
    return {
        "type": "dynamiclist" if many else "group",
        "path": name,
        "label": label,
        "defaultRepetitions": 0,
        "components": inside,
    }


def _kind(hint: Any) -> tuple[Any, bool, bool]:
    """The type inside, whether there are many, whether None is a value."""
    optional = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint, optional = typing.get_args(hint)[0], True
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True, optional
    return hint, False, optional


def _shown(hint: Any, value: Any) -> Any:
    inner, many, optional = _kind(hint)
    if is_dataclass(inner):
        return [_inside(inner, one) for one in value] if many else _inside(inner, value)
    if many and inner is str:
        return "\n".join(value)
    if inner is bool and optional:
        return {True: "yes", False: "no", None: ""}[value]
    return plain(value)


def _inside(kind: Any, value: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {one.name: _shown(hints[one.name], getattr(value, one.name)) for one in fields(kind)}


def _taken(hint: Any, value: Any) -> Any:
    inner, many, optional = _kind(hint)
    if is_dataclass(inner):
        return [_built(inner, one) for one in value or []] if many else _built(inner, value or {})
    if many:
        return _lines(value) if inner is str else list(value or [])
    if inner is bool:
        return {"yes": True, "no": False}.get(value) if optional else bool(value)
    if value is None:
        return None if optional else ""
    return value


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").split("\n") if line.strip()]


def _built(kind: Any, value: Mapping[str, Any]) -> dict[str, Any]:
    """Only what was filled in: what is empty stands at the default of its type."""
    hints = typing.get_type_hints(kind)
    taken = {
        one.name: _taken(hints[one.name], value.get(one.name))
        for one in fields(kind)
        if one.name not in _HIDDEN
    }
    return {
        name: one
        for name, one in taken.items()
        if one is not None and (one != "" or _text(hints[name]))
    }


def _text(hint: Any) -> bool:
    return _kind(hint)[0] is str
