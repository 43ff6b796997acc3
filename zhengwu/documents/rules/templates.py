"""Templates of papers as data: one immutable version a file, in force from a day.

A template file names its mandatory fields, the law regimes that may use it, the legal basis, who
approved it, its register, its seal and its wording. The digest covers the whole file's content, so
a paper can always say by which wording it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import Refusal

TYPES = frozenset({"text", "date", "instant", "int", "money", "choice", "list", "rows"})
LAYOUTS = frozenset({"letter", "voucher", "record", "licence"})
ANY = "*"
_NO_ARTICLE = "参照各地政务服务文书示范样式，待本地确认"


class UnknownTemplate(Refusal):
    """没有名为“{template}”的文书样式，或者在{day}尚未启用。"""


class TemplateNotForLaw(Refusal):
    """《{title}》不适用于该类事项，不能使用。"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table field; `width` is its share of the line."""

    code: str
    name: str
    required: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """One fact a paper carries, and when it must."""

    code: str
    name: str
    type: str
    required: bool = False
    except_laws: frozenset[str] = frozenset()
    required_when: Mapping[str, str] = field(default_factory=dict)
    required_unless: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    least: Mapping[str, Any] = field(default_factory=dict)

    def needed(self, law: str, values: Mapping[str, Any]) -> bool:
        """Whether this field must be filled on a paper under `law` with these values."""
        if self.required_when:
            return any(values.get(other) == value for other, value in self.required_when.items())
        if self.required_unless:
            return not values.get(self.required_unless)
        return self.required and law not in self.except_laws


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a paper's form and wording; `internal`: never shown to a party."""

    code: str
    version: int
    title: str
    english: str
    laws: frozenset[str]
    bases: Mapping[str, str]
    approved_by: str
    effective_from: date
    source: str
    register: str
    nature: str
    layout: str
    seal: str
    remedy: str
    internal: bool
    title_field: str
    fields: tuple[Field, ...]
    body: tuple[Mapping[str, Any], ...]
    digest: str

    def check_law(self, law: str) -> None:
        """Refuse a paper whose words belong to another law (许可 papers for a confirmation)."""
        if ANY not in self.laws and law not in self.laws:
            raise TemplateNotForLaw(title=self.title, regime=law)

    def article(self) -> str:
        """Every article this paper rests on, for a refusal; what is said where none is named.

        `source` is for who keeps the file: it names papers that an office does not have.
        """
        return "；".join(dict.fromkeys(one for one in self.bases.values() if one)) or _NO_ARTICLE

    def basis(self, law: str) -> str:
        """The article the paper cites; empty where the item's own basis is cited instead."""
        return self.bases.get(law) or self.bases.get(ANY, "")

    def field_named(self, code: str) -> Field:
        """The field of that code; KeyError when the template has none."""
        for one in self.fields:
            if one.code == code:
                return one
        raise KeyError(f"{self.code} has no field {code}")


def parse_template(raw: Mapping[str, Any], common: Mapping[str, Any]) -> Template:
    """A template from its file's content; ValueError names what is wrong with the file."""
    without = set(raw.get("without", ()))
    listed = [*raw["fields"], *(one for one in common["fields"] if one["code"] not in without)]
    fields = tuple(_field(one) for one in listed)
    _check_file(raw, fields)
    return Template(
        code=raw["code"],
        version=raw["version"],
        title=raw["title"],
        english=raw["english"],
        laws=frozenset(raw["laws"]),
        bases=dict(raw["basis"]),
        approved_by=raw["approved_by"],
        effective_from=raw["effective_from"],
        source=raw["source"],
        register=raw["register"]["kind"],
        nature=raw["register"]["nature"],
        layout=raw["layout"],
        seal=raw["seal"],
        remedy=raw.get("remedy", ""),
        internal=bool(raw.get("internal", False)),
        title_field=raw.get("title_field", ""),
        fields=fields,
        body=tuple(raw["body"]),
        digest=digest(canonical([_jsonable(raw), _jsonable(common)])),
    )


def load_templates(folder: Path) -> dict[str, tuple[Template, ...]]:
    """Every template below `folder` by code, its versions oldest first."""
    common = yaml.safe_load((folder / "common.yaml").read_text(encoding="utf-8"))
    found: dict[str, list[Template]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "common.yaml":
            template = parse_template(yaml.safe_load(path.read_text(encoding="utf-8")), common)
            found.setdefault(template.code, []).append(template)
    return {
        code: tuple(sorted(versions, key=lambda one: (one.effective_from, one.version)))
        for code, versions in found.items()
    }


def in_force(shelf: Mapping[str, tuple[Template, ...]], code: str, day: date) -> Template:
    """The newest version of a template that is in force on `day`."""
    versions = [one for one in shelf.get(code, ()) if one.effective_from <= day]
    if not versions:
        raise UnknownTemplate(template=code, day=day.isoformat())
    return versions[-1]


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        code=raw["code"],
        name=raw["name"],
        type=raw["type"],
        required=bool(raw.get("required", False)),
        except_laws=frozenset(raw.get("except_laws", ())),
        required_when=dict(raw.get("required_when", {})),
        required_unless=raw.get("required_unless", ""),
        choices=dict(raw.get("choices", {})),
        columns=tuple(Column(**column) for column in raw.get("columns", ())),
        least=dict(raw.get("least", {})),
    )


def _check_file(raw: Mapping[str, Any], fields: tuple[Field, ...]) -> None:
    codes = [one.code for one in fields]
    wrong = [one.code for one in fields if one.type not in TYPES]
    if wrong or len(set(codes)) != len(codes) or raw["layout"] not in LAYOUTS:
        raise ValueError(f"template {raw['code']}: bad or doubled fields {wrong or codes}")
    for block in raw["body"]:
        named = block.get("kv", []) + [block[key] for key in ("table", "list") if key in block]
        unknown = [code for code in [*named, block.get("when")] if code and code not in codes]
        if unknown:
            raise ValueError(f"template {raw['code']}: body names unknown fields {unknown}")


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
