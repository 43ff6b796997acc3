"""The joint services and rules that are shipped as data files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengwu.joint.models import Serial
from zhengwu.kernel import yaml
from zhengwu.matters.queries import numbers_taken
from zhengwu.parameters.registry import Line, Pattern, Scheme, register_scheme

# Scheme → its letters and its name.
NUMBERED = {"joint": ("LB", "联办件"), "project": ("XM", "建设项目")}
DATA = Path(__file__).resolve().parent / "data"


def shipped_services() -> list[dict[str, Any]]:
    """Plans of the shipped joint services: position and document, in order."""
    files = sorted((DATA / "services").glob("*.yaml"))
    plans = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return sorted(plans, key=lambda plan: int(plan["position"]))


def historical_services() -> list[dict[str, Any]]:
    """Services of a law that is over (see catalogue/data/historical): entered, never offered."""
    files = sorted((DATA / "historical").glob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]


def shipped_rules() -> dict[str, Any]:
    """The shipped choice of silence and the agency windows."""
    rules: dict[str, Any] = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
    return rules


@lru_cache(maxsize=1)
def verdict_words() -> tuple[dict[str, str], ...]:
    """Lines that say how an organ's answer is called, the first that fits counts."""
    lines = yaml.safe_load((DATA / "verdicts.yaml").read_text(encoding="utf-8"))
    return tuple(lines)


def _lines(code: str, name: str, year: int) -> Sequence[Line]:
    key = f"{settings.CASE_PREFIX}-{code}-{year}"
    last = Serial.objects.filter(key=key).values_list("last", flat=True).first() or 0
    return [Line(name, {"县区": settings.CASE_PREFIX, "类别": code}, last)]


for _scheme, (_code, _name) in NUMBERED.items():
    register_scheme(
        Scheme(
            key=_scheme,
            title=_name,
            default=Pattern("{县区}-{类别}-{年份}-{序号}", 6),
            needed=("县区", "类别", "年份", "序号"),
            offered=("县区", "类别", "年份", "序号"),
            space="matter",
            code=True,
            basis="本平台编号办法（决策记录 11）",
            lines=partial(_lines, _code, _name),
            taken=numbers_taken,
        )
    )
