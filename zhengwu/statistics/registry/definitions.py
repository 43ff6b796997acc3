"""Measures and rates as data/figures.yaml defines them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml
from zhengwu.parameters.registry import register_choices
from zhengwu.statistics.rules.counting import Measure, Rate, Term

DATA = Path(__file__).resolve().parents[1] / "data"


def read(name: str) -> dict[str, Any]:
    """One of the room's data files."""
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


register_choices("statistics", "统计", read("parameters.yaml"))


def _term(row: dict[str, Any]) -> Term:
    where = tuple(
        (name, tuple(wanted) if isinstance(wanted, list) else (wanted,))
        for name, wanted in row.get("where", {}).items()
    )
    return Term(row["kind"], row["day"], where, row.get("amount", ""))


@lru_cache(maxsize=1)
def service_kinds() -> dict[str, dict[str, Any]]:
    """Kinds of services at a window that are no cases (data/services.yaml)."""
    found: dict[str, dict[str, Any]] = read("services.yaml")["kinds"]
    return found


def service_measure(kind: str) -> str:
    """The id of the measure of one kind of service."""
    return f"service.{kind}"[:24]


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """What is counted, by its id, in the order of the file; then services kind by kind."""
    found = _written()
    for kind, row in service_kinds().items():
        term = Term("service", "received_on", (("word", (kind,)),), "people")
        name = service_measure(kind)
        says = f"窗口服务登记：{row['says']}"
        found[name] = Measure(name, row["zh"], "人次", says, (term,), source="CASE-36")
    return found


def _written() -> dict[str, Measure]:
    found = {}
    for name, row in read("figures.yaml")["measures"].items():
        terms = tuple(_term(one) for one in row.get("terms", [row]))
        found[name] = Measure(
            name, row["zh"], row["unit"], row["says"], terms, bool(row.get("money")),
            row.get("source", ""), row.get("to_confirm", ""),
        )  # fmt: skip
    return found


@lru_cache(maxsize=1)
def rates() -> dict[str, Rate]:
    """Shares and averages, by their ids."""
    return {
        name: Rate(
            name, row["zh"], row["of"], row["among"], row["says"], row.get("each", ""),
            row.get("source", ""),
        )
        for name, row in read("figures.yaml")["rates"].items()
    }  # fmt: skip


@lru_cache(maxsize=1)
def reading() -> dict[str, Any]:
    """What is read from entries (data/reading.yaml)."""
    return read("reading.yaml")
