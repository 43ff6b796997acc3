"""The vocabulary of probes and the shipped set, both data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.expressions.rules import Kind
from zhengwu.kernel import yaml
from zhengwu.supervision.rules.groups import Group, GroupMeasure, Span
from zhengwu.supervision.rules.measures import Measure

_DATA = Path(__file__).resolve().parents[1] / "data"


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / "vocabulary.yaml").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def triggers() -> dict[str, str]:
    """Codes of entries a probe may listen to, with their Chinese names."""
    return dict(_vocabulary()["triggers"])


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """Facts a condition may read, by name."""
    return {
        name: Measure(
            name,
            row["zh"],
            Kind(row["kind"]),
            row["how"],
            row.get("field", ""),
            row.get("code", ""),
            tuple(row.get("where", {}).items()),
        )
        for name, row in _vocabulary()["measures"].items()
    }


def in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Facts of a finding for a reader: names and values in Chinese."""
    named: dict[str, str] = {"counted": "计入的行为数"}
    named |= {name: one.chinese.partition("（")[0] for name, one in measures().items()}
    named |= {name: one.chinese for name, one in group_measures().items()}
    values = {**_vocabulary()["values"], "matter_kind": kinds()}
    return [
        (named.get(name, name), _said(value, values.get(name, {}))) for name, value in facts.items()
    ]


def _said(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return words.get(str(value), str(value)) if value is not None else ""


def measures_by_topic() -> list[tuple[str, list[Measure]]]:
    """Measures as they are shown to whoever writes a condition."""
    known = measures()
    return [
        (topic, [known[name] for name in names]) for topic, names in _vocabulary()["topics"].items()
    ]


def examples() -> list[dict[str, Any]]:
    """Shipped rules whose conditions show how one is written."""
    rows = {row["code"]: row for row in shipped()}
    return [rows[code] for code in _vocabulary()["examples"]]


@lru_cache(maxsize=1)
def telling() -> frozenset[str]:
    """Codes of all entries that judging reads beside the triggers themselves."""
    return frozenset(one.code for one in measures().values() if one.code)


@lru_cache(maxsize=1)
def groups() -> dict[str, Group]:
    """By what acts of many matters may be put together."""
    return {
        name: Group(name, row["zh"], row["how"], row.get("field", ""))
        for name, row in _vocabulary()["groups"].items()
    }


@lru_cache(maxsize=1)
def spans() -> dict[str, Span]:
    """In which times."""
    return {
        name: Span(name, row["zh"], int(row.get("seconds", 0)), row.get("period", ""))
        for name, row in _vocabulary()["spans"].items()
    }


@lru_cache(maxsize=1)
def group_measures() -> dict[str, GroupMeasure]:
    """Facts of a group that a condition may read, by name."""
    return {
        name: GroupMeasure(
            name,
            row["zh"],
            Kind.NUMBER,
            row["how"],
            tuple(row.get("codes", ())),
            tuple((key, tuple(values)) for key, values in row.get("where", {}).items()),
        )
        for name, row in _vocabulary()["group_measures"].items()
    }


@lru_cache(maxsize=1)
def group_fields() -> tuple[str, ...]:
    """Fields of entries that measures of groups read, and who is named there."""
    found = {key for one in group_measures().values() for key, _ in one.where}
    return tuple(sorted({*found, "organ", "staff", "staff_name", "window"}))


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Kinds of matters a probe may be bound to, with their Chinese names."""
    return dict(_vocabulary()["kinds"])


@lru_cache(maxsize=1)
def subjects() -> dict[str, dict[str, str]]:
    """How an object that is no matter is called and where its page is, by the code of the entry."""
    return dict(_vocabulary()["subjects"])


def page_of(kind: str, number: str) -> str:
    """Address of a matter's own page; empty where its kind has none."""
    pattern = str(_vocabulary()["pages"].get(kind, ""))
    return pattern.format(number=number)


def shipped() -> list[dict[str, Any]]:
    """The probes a county starts with, as in data/probes.yaml."""
    rows: list[dict[str, Any]] = yaml.safe_load((_DATA / "probes.yaml").read_text(encoding="utf-8"))
    return rows


@lru_cache(maxsize=1)
def camera_law() -> dict[str, Any]:
    """What governs cameras where people are served: articles, and what is left to the county."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "cameras.yaml").read_text(encoding="utf-8"))
    return found
