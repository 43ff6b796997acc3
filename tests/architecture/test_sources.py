"""Sources that pages show are papers an office has; where we found them stands beside, in `ref`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

ROOT = Path(__file__).resolve().parents[2] / "zhengwu"
# Papers and rows of the analysis of requirements, in any of the ways they are numbered.
_OURS = re.compile(r"资料 ?\d{3}|第\d+行|法律摘要|digest|监察目录|\b[A-Z]{3,4}-\d\d\b|\bW\d\d\b")
_NOT_SHOWN = {"ref", "evidence"}
# Where `source` is read by nobody but us: forms of papers, definitions of figures.
_KEPT = (
    "documents/data/templates/", "statistics/data/figures.yaml",
    "statistics/registry/definitions.py",
)  # fmt: skip


def said(value: Any, key: str = "") -> Iterator[str]:
    """Every text of a data file that a page may show as source, basis or law."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOT_SHOWN:
                yield from said(part, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from said(part, key)
    elif isinstance(value, str) and (key.endswith("source") or key in {"basis", "law", "note"}):
        yield value


def test_no_page_names_papers_of_the_analysis() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in ROOT.glob("*/data/**/*.yaml")
        if not str(path.relative_to(ROOT)).startswith(_KEPT)
        for text in said(yaml.safe_load(path.read_bytes()))
        if _OURS.search(text)
    ]
    assert found == []


def test_no_refusal_names_them_either() -> None:
    shown = re.compile(r"(?:law|source|article)\s*=\s*\"([^\"]*)\"")
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in ROOT.glob("*/**/*.py")
        if "tests" not in path.parts and not str(path.relative_to(ROOT)).startswith(_KEPT)
        for text in shown.findall(path.read_text(encoding="utf-8"))
        if _OURS.search(text)
    ]
    assert found == []
