"""From a template and its values to the words that will be printed, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengwu.documents.rules.templates import Field, Template
from zhengwu.kernel.money import in_capitals
from zhengwu.kernel.time import format_instant


def shown_value(field: Field, value: Any) -> str:
    """A stored value as people read it: 2026年9月17日, 壹佰元整（¥100.00）, the choice's words."""
    match field.type:
        case "date":
            return shown_date(date.fromisoformat(value))
        case "instant":
            return format_instant(datetime.fromisoformat(value))
        case "money":
            return f"{in_capitals(Decimal(value))}（¥{value}）"
        case "choice":
            return field.choices[value]
        case "list":
            return "；".join(value)
        case _:
            return str(value)


def shown_date(day: date) -> str:
    """A date as GB/T 9704 writes it: Arabic figures without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def compose(
    template: Template,
    values: Mapping[str, Any],
    *,
    law: str,
    addressee: str,
    remedy: str,
    query: str,
) -> list[dict[str, Any]]:
    """The blocks of a paper: {"kind": "p"|"kv"|"table"|"list"|"sign", …} with final texts only.

    `remedy` and `query` are the generated paragraphs on legal remedies and on how to look the
    matter up; blocks whose `when` field is empty fall away.
    """
    facts = {
        field.code: shown_value(field, values[field.code]) if field.code in values else ""
        for field in template.fields
        if field.type != "rows"
    }
    facts |= {"addressee": addressee, "basis": template.basis(law) or facts.get("law_basis", "")}
    composer = _Composer(template, values, facts, {"remedy": remedy, "query": query})
    return [
        block
        for raw in template.body
        if _applies(raw, values, law)
        for block in composer.block(raw)
    ]


def _applies(raw: Mapping[str, Any], values: Mapping[str, Any], law: str) -> bool:
    if "laws" in raw and law not in raw["laws"]:
        return False
    return "when" not in raw or bool(values.get(raw["when"]))


class _Composer:
    def __init__(
        self,
        template: Template,
        values: Mapping[str, Any],
        facts: Mapping[str, str],
        generated: Mapping[str, str],
    ) -> None:
        self.template, self.values, self.facts = template, values, facts
        self.generated = generated

    def block(self, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The printed blocks of one block of the template."""
        for key, make in (
            ("p", self._paragraph),
            ("kv", self._pairs),
            ("table", self._table),
            ("list", self._list),
        ):
            if key in raw:
                return make(raw[key])
        if "sign" in raw:
            return [{"kind": "sign", "labels": list(raw["sign"])}]
        texts = [self.generated[key] for key in ("remedy", "query") if raw.get(key)]
        return [{"kind": "p", "text": text} for text in texts if text]

    def _paragraph(self, text: str) -> list[dict[str, Any]]:
        # Values are put in once and never read again as a pattern: braces in them stay braces.
        filled = text.format_map(self.facts).replace("。。", "。")
        return [{"kind": "p", "text": line} for line in filled.splitlines() if line.strip()]

    def _pairs(self, codes: list[str]) -> list[dict[str, Any]]:
        rows = [
            [self.template.field_named(code).name, self.facts[code]]
            for code in codes
            if self.facts.get(code)
        ]
        return [{"kind": "kv", "rows": rows}] if rows else []

    def _table(self, code: str) -> list[dict[str, Any]]:
        field = self.template.field_named(code)
        rows = self.values.get(code, [])
        columns = [c for c in field.columns if c.required or any(row[c.code] for row in rows)]
        return [
            {
                "kind": "table",
                "widths": [column.width for column in columns],
                "head": [column.name for column in columns],
                "rows": [[row[column.code] for column in columns] for row in rows],
            }
        ]

    def _list(self, code: str) -> list[dict[str, Any]]:
        return [{"kind": "list", "items": list(self.values.get(code, []))}]
