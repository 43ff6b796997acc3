"""The parameters of this room, shipped as data with their sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.matters.queries import numbers_taken
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import (
    Line,
    Pattern,
    Scheme,
    Use,
    register_choices,
    register_scheme,
)
from zhengwu.township.models import Reception

RECEPTION_KIND = "LF"
_FILE = Path(__file__).resolve().parent / "data" / "parameters.yaml"


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.with_name(name).read_text(encoding="utf-8"))
    return found


def _uses(_: str) -> list[Use]:
    """Towns that report and handle receptions."""
    rows = Organ.objects.filter(kind=OrganKind.TOWN)
    return [Use("乡镇、街道", rows.count(), reverse("township_staff:reports"), "个")]


register_choices(
    "township", "乡镇便民服务", _read("parameters.yaml"), uses=_uses, page="township_staff:reports"
)


def value(name: str, at: date | datetime) -> Any:
    """The value of one local choice on the day of `at`."""
    return choice_value("township", name, at)


@lru_cache(maxsize=1)
def scope() -> dict[str, dict[str, Any]]:
    """受理范围: kinds of matters of a town's centre with clock, department and law."""
    kinds: dict[str, dict[str, Any]] = _read("scope.yaml")["kinds"]
    return kinds


@lru_cache(maxsize=1)
def standards() -> dict[str, Any]:
    """Standards of construction by kind of place, and the milestones."""
    return _read("standards.yaml")


@lru_cache(maxsize=1)
def systems() -> dict[str, Any]:
    """九项制度、七项制度: the lists, and what each system means here."""
    return _read("systems.yaml")


def clock_of(kind: str) -> str:
    """The clock rule under which a kind of reception is answered."""
    return str(scope()[kind]["clock"])


def place_of(town_code: str) -> str:
    """The part of a town's code that stands in its numbers: T101."""
    return town_code.rpartition("-")[2]


def _lines(year: int) -> Sequence[Line]:
    """One series for each town."""
    rows = Reception.objects.filter(registered_at__year=year).order_by()
    used = dict(rows.values_list("town_id").annotate(Count("pk")))
    return [
        Line(
            one.short_name,
            {"县区": settings.CASE_PREFIX, "类别": RECEPTION_KIND, "机关": place_of(one.pk)},
            used.get(one.pk, 0),
        )
        for one in Organ.objects.filter(kind=OrganKind.TOWN).order_by("code")
    ]


register_scheme(
    Scheme(
        key="reception",
        title="乡镇来访登记",
        default=Pattern("{县区}-{类别}-{机关}-{年份}-{序号}", 4),
        needed=("县区", "类别", "机关", "年份", "序号"),
        offered=("县区", "类别", "机关", "年份", "序号"),
        space="matter",
        code=True,
        basis="本平台编号办法（决策记录 11）",
        lines=_lines,
        taken=numbers_taken,
    )
)


class Measured(NamedTuple):
    """A figure of a town's efficiency: how much, what to know of it, of which of its systems."""

    label: str
    value: int
    unit: str
    note: str = ""
    system: str = ""


_measuring: list[Callable[[str, date], list[Measured]]] = []


def register_efficiency(source: Callable[[str, date], list[Measured]]) -> None:
    """Figures that rooms above keep of a town (cards, complaints, ratings), wired in by them."""
    if source not in _measuring:
        _measuring.append(source)


def efficiency(town: str, since: date) -> list[Measured]:
    """What the rooms above know of a town since a day."""
    return [one for source in _measuring for one in source(town, since)]
