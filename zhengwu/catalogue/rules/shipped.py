"""Editions shipped as data files: what they share is filled in, the rest is the file's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shipped:
    """One file: which item (by code, or by name), its form, and the elements of its document."""

    item: str
    name: str
    form_code: str
    form_title: str
    form_schema: dict[str, Any]
    elements: dict[str, Any]


def composed(content: Mapping[str, Any], shared: Mapping[str, Any]) -> Shipped:
    """Fill a file's content with the shared defaults, steps and form fields."""
    form = content["form"]
    components: list[dict[str, Any]] = []
    for name in form.get("use", []):
        components += shared["fields"][name]
    components += [_component(one) for one in form.get("components", [])]
    components += shared["fields"]["truth"]
    elements = {**shared["defaults"], **content["document"]}
    if "steps" in content:
        elements["steps"] = shared["steps"][content["steps"]]
    elements["flow"] = {"code": content["flow"]}
    elements["form"] = {"code": form["code"]}
    return Shipped(
        item=content.get("item", ""),
        name=content.get("name", ""),
        form_code=form["code"],
        form_title=form["title"],
        form_schema={
            "type": "default",
            "schemaVersion": 18,
            "id": form["code"],
            "components": components,
        },
        elements=elements,
    )


def _component(raw: Mapping[str, Any]) -> dict[str, Any]:
    """YAML reads a bare date or number as such; option values of a form are text."""
    one = dict(raw)
    if "values" in one:
        one["values"] = [
            {"value": str(value["value"]), "label": str(value["label"])} for value in one["values"]
        ]
    if "components" in one:
        one["components"] = [_component(inner) for inner in one["components"]]
    return one
