"""The glossary knows every table, under the Chinese term its docstring begins with."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
# `| Parameter (identity) | 安全参数 |`
_ROW = re.compile(r"^\| (\w+)(?: \((\w+)\))? \| ([^|]+) \|", re.MULTILINE)


def _tables() -> list[tuple[str, str, str]]:
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("zhengwu."):
            continue
        for model in config.get_models():
            term = (model.__doc__ or "").strip().partition(":")[0].strip()
            found.append((config.label, model.__name__, term))
    return found


def test_every_table_stands_in_the_glossary_under_its_chinese_term() -> None:
    rows = {(name, room): term.strip() for name, room, term in _ROW.findall(GLOSSARY.read_text())}
    lacking = [
        f"{room}.{name} {term}"
        for room, name, term in _tables()
        if not (rows.get((name, room)) or rows.get((name, "")) or "").startswith(term)
    ]
    assert not lacking, f"add or correct rows in docs/glossary.md: {lacking}"


def test_no_row_names_a_table_that_is_gone() -> None:
    known = {(name, room) for room, name, _ in _tables()}
    named = {(name, room) for name, room, _ in _ROW.findall(GLOSSARY.read_text())}
    stale = [
        name
        for name, room in named
        if name[0].isupper()
        and name != "Word"
        and not any(name == n and room in ("", r) for n, r in known)
    ]
    assert not stale, f"remove rows of docs/glossary.md: {stale}"
