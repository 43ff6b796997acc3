"""The field dictionary (字段字典): a rule many forms share, stamped into a form at publication.

A form carries the rule itself (`properties.rule`), so a change of the dictionary never alters a
form that stands. A format is written as the office writes it: `9` one digit, `A` one letter, `N`
digit or letter, `汉` one hanzi, `{2,4}` the one before so many times, all else as it is. It becomes
one regular expression that the browser and the server read alike.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhengwu.forms.enums import CHOICE_TYPES, Check, EntryKind

_SYMBOLS = {
    "9": "[0-9]",
    "A": "[A-Z]",
    "N": "[0-9A-Z]",
    "汉": "[㐀-䶿一-鿿\U00020000-\U000323af]",
}
_SYNTAX = set("^$\\.*+?()[]{}|/")
_REPEAT = re.compile(r"\{([0-9]{1,2})(?:,([0-9]{1,2}))?\}")
MAX_FORMATS = 8
MAX_VARIABLE = 4
MAX_OPTIONS = 500
TEXT_LENGTH = 200
_CHOICES = {str(one) for one in CHOICE_TYPES}


class FormatWrong(ValueError):
    """A format that cannot be read; its text says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one entry for texts."""

    code: str
    check: Check = Check.FORMAT
    version: int = 0
    name: str = ""
    formats: tuple[str, ...] = ()
    least: int = 0
    most: int = TEXT_LENGTH
    message: str = ""
    help: str = ""
    example: str = ""

    @property
    def upper(self) -> bool:
        """Whether letters count as capitals: where a format asks for them."""
        return any(symbol in _bare(one) for one in self.formats for symbol in "AN")

    @property
    def patterns(self) -> tuple[str, ...]:
        """The formats for both engines of regular expressions."""
        return tuple(pattern_of(one) for one in self.formats)

    def to_json(self) -> dict[str, Any]:
        """As it is stamped into a form."""
        return {
            "version": self.version,
            "name": self.name,
            "check": str(self.check),
            "formats": list(self.formats),
            "least": self.least,
            "most": self.most,
            "message": self.message,
            "help": self.help,
            "example": self.example,
        }

    def to_browser(self) -> dict[str, Any]:
        """What the browser's own check needs."""
        return {
            "check": str(self.check),
            "patterns": list(self.patterns),
            "upper": self.upper,
            "least": self.least,
            "most": self.most,
            "message": self.wrong,
        }

    @property
    def wrong(self) -> str:
        """What is said where no format fits."""
        if self.message:
            return self.message
        like = f"，例如 {self.example}" if self.example else ""
        return f"格式不对{like}。"


def builtin(code: str) -> Rule | None:
    """The rule of a code that has an algorithm of its own, for a form without a stamp."""
    if code in set(Check) - {Check.FORMAT}:
        return Rule(code, Check(code), name=Check(code).chinese)
    return None


def read_rule(code: str, raw: Mapping[str, Any]) -> Rule:
    """A stamped rule. Raises `FormatWrong` or `ValueError`."""
    rule = Rule(
        code,
        Check(str(raw.get("check") or Check.FORMAT)),
        int(raw.get("version") or 0),
        str(raw.get("name") or ""),
        tuple(str(one) for one in raw.get("formats") or ()),
        max(0, int(raw.get("least") or 0)),
        min(int(raw.get("most") or TEXT_LENGTH), TEXT_LENGTH),
        str(raw.get("message") or ""),
        str(raw.get("help") or ""),
        str(raw.get("example") or ""),
    )
    if len(rule.formats) > MAX_FORMATS:
        raise FormatWrong(f"格式最多{MAX_FORMATS}种")
    rule.patterns  # noqa: B018  every format must be readable
    return rule


def pattern_of(text: str) -> str:
    """A format as a regular expression of the common subset. Raises `FormatWrong`."""
    text = unicodedata.normalize("NFKC", text)
    parts: list[str] = []
    variable, place = 0, 0
    while place < len(text):
        symbol = text[place]
        if symbol == "\\":
            place += 1
            if place == len(text):
                raise FormatWrong("“\\”后面要有一个字")
            parts.append(_literal(text[place]))
        elif symbol == "{":
            found = _REPEAT.match(text, place)
            low, high = _times(found, parts, text[place:])
            variable += low != high
            parts[-1] += f"{{{low},{high}}}"
            place = found.end() - 1 if found else place
        elif symbol == "}":
            raise FormatWrong("“}”前面没有“{”")
        else:
            parts.append(_SYMBOLS.get(symbol) or _literal(symbol))
        place += 1
    if not parts:
        raise FormatWrong("格式是空的")
    if variable > MAX_VARIABLE:
        raise FormatWrong(f"不定次数的重复最多{MAX_VARIABLE}处")
    return f"^{''.join(parts)}$"


def _times(found: re.Match[str] | None, parts: list[str], rest: str) -> tuple[int, int]:
    if found is None:
        raise FormatWrong(f"“{rest[:6]}”应写成 {{2}} 或 {{2,4}}")
    if not parts or parts[-1].endswith("}"):
        raise FormatWrong(f"“{found[0]}”前面没有要重复的内容")
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    if low > high or not high:
        raise FormatWrong(f"“{found[0]}”的次数不对")
    return low, high


def _literal(one: str) -> str:
    return f"\\{one}" if one in _SYNTAX else one


def _bare(text: str) -> str:
    """A format without what is escaped."""
    return re.sub(r"\\.", "", text)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the dictionary under a code on a day: a rule, or a list of options."""

    kind: EntryKind
    version: int
    name: str
    rule: Rule | None = None
    options: tuple[tuple[str, str], ...] = field(default=())


Entries = Mapping[str, Entry]


def stamped(schema: Mapping[str, Any], entries: Entries, *, renew: bool = False) -> dict[str, Any]:
    """The form with the rules it refers to written into it; one stamped already keeps its rule
    unless `renew`."""
    made = copy.deepcopy(dict(schema))
    for one in components(made):
        extra = one.get("properties")
        code = code_of(one)
        entry = entries.get(code)
        if not code or entry is None or not isinstance(extra, dict):
            continue
        if "rule" in extra and not renew:
            continue
        if entry.kind is EntryKind.LIST and one.get("type") in _CHOICES:
            extra["rule"] = {"version": entry.version, "name": entry.name}
            one["values"] = [{"value": value, "label": label} for value, label in entry.options]
        elif entry.rule is not None:
            extra["rule"] = entry.rule.to_json()
    return made


def bare(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The form without stamps: two are the same question whatever the dictionary says today."""
    made = copy.deepcopy(dict(schema))
    for one in components(made):
        extra = one.get("properties")
        if isinstance(extra, dict) and extra.pop("rule", None) and one.get("type") in _CHOICES:
            one.pop("values", None)
    return made


def components(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component, inside groups too."""
    for one in schema.get("components") or []:
        if isinstance(one, dict):
            yield one
            yield from components(one)


def code_of(component: Mapping[str, Any]) -> str:
    """The entry that a component refers to; "" for none."""
    extra = component.get("properties")
    return str(extra.get("dictionary") or "") if isinstance(extra, Mapping) else ""


@dataclass(frozen=True, slots=True)
class Use:
    """A field of a form that refers to an entry, under which of its versions."""

    label: str
    code: str
    version: int


def uses(schema: Mapping[str, Any]) -> list[Use]:
    """Which entries a form refers to."""
    found = []
    for one in components(schema):
        if code := code_of(one):
            rule = (one.get("properties") or {}).get("rule") or {}
            label = str(one.get("label") or one.get("key") or code)
            found.append(Use(label, code, int(rule.get("version") or 0)))
    return found
