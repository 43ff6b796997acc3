"""Data of evaluation: parameters, reasons, call script, questions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.evaluation.enums import Level
from zhengwu.kernel import yaml

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=8)
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return found


def parameters() -> dict[str, dict[str, Any]]:
    """Every local choice: name, value, source, confidence."""
    return _read("parameters.yaml")


def number(code: str) -> int:
    """A parameter that is a number."""
    return int(parameters()[code]["value"])


def text(code: str) -> str:
    """A parameter that is a word."""
    return str(parameters()[code]["value"])


def reasons(level: int) -> dict[str, str]:
    """What may be ticked at a level: code and Chinese words."""
    return dict(_read("reasons.yaml")["levels"][int(level)])


def reason_names(level: int, codes: list[str]) -> list[str]:
    """The words of ticked reasons."""
    known = reasons(level) if level in list(Level) else {}
    return [known.get(code, code) for code in codes]


def script() -> dict[str, Any]:
    """The call script: greeting, questions with their answers, closing; version and source."""
    return _read("script.yaml")


def surveys() -> dict[str, dict[str, Any]]:
    """Kinds of appraisals by code: name, units, panels with weights, questions, source."""
    kinds: dict[str, dict[str, Any]] = _read("questions.yaml")["kinds"]
    return kinds


def scale() -> dict[int, str]:
    """Scores and their words, for every appraisal."""
    return dict(_read("questions.yaml")["scale"])


def files() -> dict[str, Any]:
    """The checklist by which files of finished matters are reviewed."""
    return _read("files.yaml")
