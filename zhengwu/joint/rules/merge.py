"""One form out of many: every question asked once, by key; what contradicts is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengwu.forms.enums import CONTAINER_TYPES, STATIC_TYPES
from zhengwu.joint.rules.document import Asked, Choice, SameField, Use

Raw = dict[str, Any]
_STATIC = {str(kind) for kind in STATIC_TYPES}
_CONTAINERS = {str(kind) for kind in CONTAINER_TYPES} | {"repeating"}
_SYNONYMS = {"date": "datetime", "repeating": "dynamiclist", "taglist": "checklist"}
LAST = "truth"  # the declaration is made once, at the end


@dataclass(frozen=True, slots=True)
class MemberForm:
    """The form of one member: item code, its name, the form-js schema."""

    item: str
    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two members ask under one key for different things: the editor must choose."""

    key: str
    problem: str
    items: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is wrong, for the list of the editor."""
        return f"“{self.key}”{self.problem}：{'；'.join(self.words)}"


@dataclass(slots=True)
class Merged:
    """The outcome: components of the form, where each answer goes, conflicts and remarks."""

    components: list[Raw] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def schema(self, code: str) -> dict[str, Any]:
        """As a form-js schema."""
        return {
            "type": "default", "schemaVersion": 18, "id": code, "components": self.components,
        }  # fmt: skip


@dataclass(slots=True)
class _Slot:
    raw: Raw
    item: str
    name: str
    uses: list[Use]


def merge(
    forms: Sequence[MemberForm],
    same: Iterable[SameField] = (),
    choices: Iterable[Choice] = (),
) -> Merged:
    """Merge by key, by the pairs the editor named the same, and by his choices of conflicts.

    Where members bound a value differently the strictest bound holds: an answer that passes the
    merged form passes each member's own.
    """
    return _Merger(same, choices).run(forms)


class _Merger:
    def __init__(self, same: Iterable[SameField], choices: Iterable[Choice]) -> None:
        self.alias = {place: one.key for one in same for place in one.fields}
        self.choices = {one.key: one for one in choices}
        self.slots: dict[str, _Slot] = {}
        self.out = Merged()

    def run(self, forms: Sequence[MemberForm]) -> Merged:
        for place, form in enumerate(forms):
            renamed = self._renamed(form, place)
            for raw in _flat(form.schema.get("components") or []):
                self._take(form, raw, renamed)
        ordered = sorted(self._in_families(), key=lambda slot: _key(slot.raw) == LAST)
        self.out.components = [slot.raw for slot in ordered]
        self.out.asked = [Asked(_key(slot.raw), tuple(slot.uses)) for slot in ordered]
        return self.out

    def _renamed(self, form: MemberForm, place: int) -> dict[str, str]:
        """Own key → merged key, where they differ."""
        found = {}
        for raw in _flat(form.schema.get("components") or []):
            own = _key(raw)
            key = self.alias.get(f"{form.item}#{own}", own)
            choice = self.choices.get(key)
            standing = self.slots.get(key)
            if choice and choice.apart and standing and _differs(standing.raw, raw):
                key = f"m{place + 1}_{own}"
            if key != own:
                found[own] = key
        return found

    def _take(self, form: MemberForm, raw: Raw, renamed: Mapping[str, str]) -> None:
        own = _key(raw)
        key = renamed.get(own, own)
        mine = _rekeyed(raw, key, renamed)
        standing = self.slots.get(key)
        if standing is None:
            self.slots[key] = _Slot(mine, form.item, form.name, [Use(form.item, own)])
            return
        standing.uses.append(Use(form.item, own))
        if problem := _differs(standing.raw, mine):
            self._settle(standing, mine, form, key, problem)
            return
        if _label(standing.raw) != _label(mine):
            self.out.remarks.append(
                f"“{key}”在“{standing.name}”叫“{_label(standing.raw)}”，在“{form.name}”叫“"
                f"{_label(mine)}”，合并后用前者"
            )
        standing.raw = self._joined(standing.raw, mine, form)

    def _settle(self, standing: _Slot, mine: Raw, form: MemberForm, key: str, problem: str) -> None:
        choice = self.choices.get(key)
        if choice is not None and choice.item:
            if choice.item == form.item:
                standing.raw, standing.item, standing.name = mine, form.item, form.name
            return
        words = (f"{standing.name}：{_said(standing.raw)}", f"{form.name}：{_said(mine)}")
        self.out.conflicts.append(Conflict(key, problem, (standing.item, form.item), words))

    def _joined(self, old: Raw, new: Raw, form: MemberForm) -> Raw:
        joined = strictest(old, new)
        if str(old.get("type")) in _CONTAINERS:
            joined["components"] = self._inside(old, new, form)
        return joined

    def _inside(self, old: Raw, new: Raw, form: MemberForm) -> list[Raw]:
        """Fields of a repeated group: those of both, each once."""
        inner = _Merger((), ())
        for name, part in (("", old), (form.name, new)):
            inner.run([MemberForm(name, name, {"components": part.get("components") or []})])
        prefix = _key(old)
        self.out.conflicts += [
            Conflict(f"{prefix}.{one.key}", one.problem, one.items, one.words)
            for one in inner.out.conflicts
        ]
        return inner.out.components

    def _in_families(self) -> list[_Slot]:
        """Slots in the order of the forms, but questions of one family (`firm.`) together."""
        families: dict[str, list[_Slot]] = {}
        for key, slot in self.slots.items():
            families.setdefault(key.partition(".")[0], []).append(slot)
        return [slot for slots in families.values() for slot in slots]


def _flat(components: Iterable[Raw], hide: str = "") -> list[Raw]:
    """Components that carry a value; what only lays out is opened, its condition handed down."""
    found: list[Raw] = []
    for raw in components:
        kind = _SYNONYMS.get(str(raw.get("type")), str(raw.get("type")))
        if kind in _STATIC:
            continue
        own = _hide(raw)
        both = f"({own}) or ({hide})" if own and hide else own or hide
        if kind == "group" and not raw.get("path") and not raw.get("isRepeating"):
            found += _flat(raw.get("components") or [], both)
            continue
        one = {**raw, "type": kind}
        if both:
            one["conditional"] = {"hide": f"={both}"}
        found.append(one)
    return found


def _key(raw: Raw) -> str:
    return str(raw.get("path") or raw.get("key") or "")


def _label(raw: Raw) -> str:
    return str(raw.get("label") or raw.get("dateLabel") or _key(raw))


def _hide(raw: Raw) -> str:
    conditional = raw.get("conditional") or {}
    return str(conditional.get("hide") or "").lstrip("=").strip()


def _options(raw: Raw) -> dict[str, str]:
    values = raw.get("values") or []
    return {str(one.get("value")): str(one.get("label")) for one in values}


def _dictionary(raw: Raw) -> str:
    return str((raw.get("properties") or {}).get("dictionary") or "")


def _said(raw: Raw) -> str:
    """What one member asks for, in words."""
    options = "、".join(_options(raw).values())
    parts = [_label(raw), str(raw.get("type")), _dictionary(raw), options]
    return " ".join(part for part in parts if part)


# What must be the same before two questions are one: (what differs, how it is read).
_CHECKS: tuple[tuple[str, Callable[[Raw], Any]], ...] = (
    ("的类型不同", lambda raw: str(raw.get("type"))),
    ("的字典不同", _dictionary),
    ("的选项不同", _options),
    ("的日期格式不同", lambda raw: str(raw.get("subtype") or "")),
    ("的格式要求不同", lambda raw: str((raw.get("validate") or {}).get("pattern") or "")),
)


def _differs(one: Raw, other: Raw) -> str:
    return next((problem for problem, value in _CHECKS if value(one) != value(other)), "")


_SMALLEST = ("maxLength", "max")
_LARGEST = ("minLength", "min")


def strictest(one: Raw, other: Raw) -> Raw:
    """The first definition with the narrower bound of both; shown wherever one shows it."""
    result = {**one}
    rules, more = dict(one.get("validate") or {}), dict(other.get("validate") or {})
    if more.get("required"):
        rules["required"] = True
    for names, choose in ((_SMALLEST, min), (_LARGEST, max)):
        for name in names:
            bounds = [float(bound[name]) for bound in (rules, more) if bound.get(name) is not None]
            if bounds:
                found = choose(bounds)
                rules[name] = int(found) if found == int(found) else found
    if rules:
        result["validate"] = rules
    if not result.get("description") and other.get("description"):
        result["description"] = other["description"]
    hides = (_hide(one), _hide(other))
    result.pop("conditional", None)
    if all(hides):
        both = hides[0] if hides[0] == hides[1] else f"({hides[0]}) and ({hides[1]})"
        result["conditional"] = {"hide": f"={both}"}
    return result


def _rekeyed(raw: Raw, key: str, renamed: Mapping[str, str]) -> Raw:
    """The component under its merged key, its condition reading merged keys."""
    one = {**raw}
    one["path" if raw.get("path") else "key"] = key
    hide = _hide(raw)
    if hide and renamed:
        for own, merged in renamed.items():
            hide = re.sub(rf"(?<![\w.]){re.escape(own)}(?![\w.])", merged, hide)
        one["conditional"] = {"hide": f"={hide}"}
    return one
