"""Editing a form: where a field stands, adding, moving, dropping it, changing it, comparing."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhengwu.forms.enums import CHOICE_TYPES, CONTAINER_TYPES, FieldType

Component = dict[str, Any]
WORDS = {
    FieldType.TEXT: "单行文字",
    FieldType.AREA: "多行文字",
    FieldType.NUMBER: "数字",
    FieldType.DATE: "日期",
    FieldType.SELECT: "下拉单选",
    FieldType.RADIO: "单选",
    FieldType.CHECKLIST: "多选",
    FieldType.CHECKBOX: "勾选",
    FieldType.FILE: "上传文件",
    FieldType.GROUP: "分组",
    FieldType.LIST: "可重复分组",
    FieldType.STATIC: "说明文字",
}
ADDRESS = "address"
OFFERED: dict[str, str] = {str(kind): word for kind, word in WORDS.items()} | {
    ADDRESS: "地址（选区划，再写门牌）"
}
_TOWNS = "towns"
# What a field just added says until somebody says something better.
_TEXT, _ITEM = "说明", "新的一项"
_CHOICES = (("a", "选项一"), ("b", "选项二"))
_GIVEN = re.compile(r"field_\d+(_1)?$")
_MOST_CONDITIONS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the editor's list."""

    path: str
    depth: int
    component: Component
    word: str
    first: bool
    last: bool

    @property
    def slug(self) -> str:
        """The path as a part of an address."""
        return self.path.replace("/", "-")

    @property
    def title(self) -> str:
        """What the field is called; a line of text is its own name."""
        return str(self.component.get("label") or self.component.get("text") or self.word)[:60]

    @property
    def holds(self) -> bool:
        """Whether fields can stand inside."""
        return self.component.get("type") in CONTAINER_TYPES


def rows(schema: Mapping[str, Any]) -> list[Row]:
    """The fields in reading order; paths are like `2/0`: field inside a group."""
    return list(_rows(schema.get("components") or [], "", 0))


def _rows(components: list[Component], path: str, depth: int) -> Iterator[Row]:
    for place, one in enumerate(components):
        word = WORDS.get(one.get("type", ""), str(one.get("type")))
        yield Row(f"{path}{place}", depth, one, word, place == 0, place == len(components) - 1)
        yield from _rows(one.get("components") or [], f"{path}{place}/", depth + 1)


def unfinished(schema: Mapping[str, Any]) -> dict[str, str]:
    """What nobody has filled in since a field was added, by its path, in sentences."""
    return {row.path: said for row in rows(schema) if (said := _unfinished(row))}


def _unfinished(row: Row) -> str:
    one = row.component
    kind = one.get("type")
    if kind == FieldType.STATIC:
        bare = str(one.get("text") or one.get("content") or one.get("label") or "").strip()
        return "还没有写说明的文字" if bare in ("", _TEXT) else ""
    name = str(one.get("label") or one.get("dateLabel") or "").strip()
    own = str(one.get("key") or one.get("path") or "")
    if not name and kind not in CONTAINER_TYPES:
        return "还没有名称"
    # “日期” may well be meant; under the number it was given when added it is not.
    if name == _ITEM or (name == row.word and (kind != FieldType.DATE or _GIVEN.match(own))):
        return f"还叫“{name}”，请点“修改”写明要问什么"
    if kind in CHOICE_TYPES and not (one.get("properties") or {}).get("dictionary"):
        labels = [label.strip() for label in _labels(one)]
        if not all(labels) or not labels:
            return "有选项没有文字" if labels else "没有选项"
        if labels == [label for _, label in _CHOICES]:
            return f"选项还是“{'、'.join(labels)}”，请点“修改”写明选项"
    return ""


def stands_at(schema: Mapping[str, Any], verb: str, path: str) -> str:
    """Where a field added so will stand."""
    if verb == "inside":
        return f"{path}/{len(found(schema, path).get('components') or [])}"
    if verb == "first":
        return "0"
    holder, _, place = path.rpartition("/")
    return f"{holder}/{int(place) + 1}" if holder else str(int(place) + 1)


def _place(schema: Component, path: str) -> tuple[list[Component], int]:
    components = schema["components"]
    parts = [int(one) for one in path.split("/")]
    for part in parts[:-1]:
        components = components[part].setdefault("components", [])
    components[parts[-1]]  # an address that leads nowhere raises LookupError
    return components, parts[-1]


def found(schema: Mapping[str, Any], path: str) -> Component:
    """The field at a path. Raises `LookupError` or `ValueError`."""
    holder, place = _place(copy.deepcopy(dict(schema)), path)
    return holder[place]


def edited(schema: Mapping[str, Any], verb: str, path: str, kind: str = "") -> Component:
    """The form after one press: first (before all), add (after a field), inside (into a group),
    up, down, drop."""
    made = copy.deepcopy(dict(schema))
    if verb == "first":
        made.setdefault("components", []).insert(0, _new(made, kind))
        return made
    holder, place = _place(made, path)
    if verb == "add":
        holder.insert(place + 1, _new(made, kind))
    elif verb == "inside":
        holder[place].setdefault("components", []).append(_new(made, kind))
    elif verb == "drop":
        holder.pop(place)
    elif verb in ("up", "down"):
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(holder):
            holder[place], holder[other] = holder[other], holder[place]
    else:
        raise LookupError(verb)
    return made


def changed(schema: Mapping[str, Any], path: str, component: Component) -> Component:
    """The form with another field at a path; what stands inside a group stays."""
    made = copy.deepcopy(dict(schema))
    holder, place = _place(made, path)
    inside = holder[place].get("components")
    holder[place] = component | ({"components": inside} if inside is not None else {})
    return made


def _new(schema: Component, wanted: str) -> Component:
    taken = {one.component.get("key") or one.component.get("path") for one in rows(schema)}
    key = next(f"field_{n}" for n in range(1, 10_000) if f"field_{n}" not in taken)
    if wanted == ADDRESS:
        return _address(taken)
    kind = FieldType(wanted)
    if kind is FieldType.STATIC:
        return {"type": "text", "text": _TEXT}
    if kind in CONTAINER_TYPES:
        inside = {"type": "textfield", "key": f"{key}_1", "label": _ITEM}
        group: Component = {"type": str(kind), "label": WORDS[kind], "components": [inside]}
        return group | ({"path": key} if kind is FieldType.LIST else {})
    made: Component = {"type": str(kind), "key": key, "label": WORDS[kind]}
    if kind in CHOICE_TYPES:
        made["values"] = [{"value": value, "label": label} for value, label in _CHOICES]
    return made


def _address(taken: Collection[Any]) -> Component:
    """Where: a division of the county chosen from the dictionary's list, then the rest in words."""
    key = next(
        name for n in range(1, 10_000)
        if (name := f"address{n if n > 1 else ''}") not in taken and f"{name}.town" not in taken
    )  # fmt: skip
    town: Component = {
        "type": "select", "key": f"{key}.town", "label": "所在街道、乡镇",
        "validate": {"required": True}, "properties": {"dictionary": _TOWNS},
    }  # fmt: skip
    rest: Component = {
        "type": "textfield", "key": f"{key}.rest", "label": "详细地址",
        "description": "路名、门牌号、楼栋、房号。",
        "validate": {"required": True, "maxLength": 100},
    }  # fmt: skip
    return {"type": "group", "label": "地址", "components": [town, rest]}


def askable(schema: Mapping[str, Any], own: str) -> dict[str, str]:
    """Conditions on answers to choose from: expression by what a clerk says."""
    found: dict[str, str] = {}
    for row in rows(schema):
        one, key = row.component, str(row.component.get("key") or "")
        if not key or key == own:
            continue
        if one.get("type") == FieldType.CHECKBOX:
            found[f"{key} = true"] = f"勾选了“{row.title}”"
        elif one.get("type") in (FieldType.SELECT, FieldType.RADIO):
            for value in (one.get("values") or [])[:_MOST_CONDITIONS]:
                found[f"{key} = '{value['value']}'"] = f"“{row.title}”选了“{value['label']}”"
    return found


def compare(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """What changed for whoever fills the form in, in sentences; by key of the field."""
    old, new = _keyed(before or {}), _keyed(after)
    said = [f"新增“{one['label']}”" for key, one in new.items() if key not in old]
    said += [f"取消“{one['label']}”" for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key in old and old[key] != one:
            said.append(_change(old[key], one))
    return said


def _change(old: Component, new: Component) -> str:
    label = new["label"]
    if old["label"] != label:
        return f"“{old['label']}”改为“{label}”"
    if (old.get("validate") or {}).get("required") != (new.get("validate") or {}).get("required"):
        required = (new.get("validate") or {}).get("required")
        return f"“{label}”{'改为必填' if required else '改为选填'}"
    if gone := [one for one in _labels(old) if one not in _labels(new)]:
        return f"“{label}”不再有选项“{'、'.join(gone[:5])}”"
    return f"“{label}”的填写要求有变化"


def _labels(component: Component) -> list[str]:
    return [str(one.get("label")) for one in component.get("values") or ()]


def _keyed(schema: Mapping[str, Any]) -> dict[str, Component]:
    found: dict[str, Component] = {}
    for row in rows(schema):
        one = {name: value for name, value in row.component.items() if name != "components"}
        key = one.get("key") or one.get("path")
        if key:
            found[str(key)] = {**one, "label": str(one.get("label") or key)}
    return found
