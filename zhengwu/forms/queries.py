"""Reading forms: versions by digest, and the drawn form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhengwu.forms.models import FormVersion
from zhengwu.forms.rules import Schema, nodes


def latest(code: str) -> FormVersion | None:
    """The newest version of a form."""
    return FormVersion.objects.filter(code=code).order_by("-version").first()


def by_digest(code: str, digest: str) -> FormVersion | None:
    """Exactly that version: what a running matter was filled in under."""
    return FormVersion.objects.filter(code=code, digest=digest).first()


def render(
    schema: Mapping[str, Any] | Schema,
    data: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
    whole: Mapping[str, Any] | Schema | None = None,
) -> SafeString:
    """The fields of a form as HTML, to be put inside the page's own <form>.

    Works without JavaScript: a row is added or removed by a submit button named `_add` or
    `_remove` (hand its value to `rules.edit_rows` and draw again), hidden fields appear on the next
    drawing. Errors stand beside their field and in a summary that links to it; what was typed is
    shown again exactly. `whole`: the whole form, where only a part of it (`rules.parts`) is drawn.
    """
    tree = nodes(schema, data or {}, errors or {}, prefix=prefix, whole=whole)
    summary = [
        {"id": "f-" + f"{prefix}{path}".replace(".", "-"), "message": message}
        for path, message in (errors or {}).items()
    ]
    return render_to_string("forms/citizen/_form.html", {"nodes": tree, "summary": summary})


def answers(
    schema: Mapping[str, Any] | Schema,
    cleaned: Mapping[str, Any],
    *,
    whole: Mapping[str, Any] | Schema | None = None,
) -> list[tuple[str, str]]:
    """Label and answer in words, for receipts and files: choices by their label, dates as typed."""
    rows: list[tuple[str, str]] = []
    _collect(nodes(schema, cleaned, {}, whole=whole), rows, "")
    return rows


def _collect(tree: list[Any], rows: list[tuple[str, str]], before: str) -> None:
    for node in tree:
        if node.children:
            _collect(node.children, rows, before)
        for number, row in enumerate(node.rows, 1):
            _collect(row, rows, f"{node.label}{number}·")
        if node.label and node.name and node.kind != "dynamiclist":
            rows.append((before + node.label, _in_words(node)))


def _in_words(node: Any) -> str:
    if node.options:
        return "、".join(option.label for option in node.options if option.chosen)
    if node.kind == "checkbox":
        return "是" if node.value else "否"
    return str(node.value)
