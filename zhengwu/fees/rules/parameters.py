"""Local parameters of charging, from data with their source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from zhengwu.kernel import yaml


@cache
def _rows() -> dict[str, dict[str, Any]]:
    text = (files("zhengwu.fees") / "data" / "parameters.yaml").read_text(encoding="utf-8")
    return {row["key"]: row for row in yaml.safe_load(text)}


def parameter(key: str) -> str:
    """The value of a parameter as text."""
    return str(_rows()[key]["value"])
