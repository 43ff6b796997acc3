"""The joint services and rules that are shipped as data files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

DATA = Path(__file__).resolve().parent / "data"


def shipped_services() -> list[dict[str, Any]]:
    """Plans of the shipped joint services: position and document, in order."""
    files = sorted((DATA / "services").glob("*.yaml"))
    plans = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return sorted(plans, key=lambda plan: int(plan["position"]))


def shipped_rules() -> dict[str, Any]:
    """The shipped choice of silence and the agency windows."""
    rules: dict[str, Any] = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    return rules


@lru_cache(maxsize=1)
def verdict_words() -> tuple[dict[str, str], ...]:
    """Lines that say how an organ's answer is called, the first that fits counts."""
    lines = yaml.safe_load((DATA / "verdicts.yaml").read_text(encoding="utf-8"))
    return tuple(lines)
