"""The six classes of cases and the seven handling systems: shipped rows, read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhengwu.cases.enums import ROUTE_NAMES, SYSTEM_OF, Channel, HandlingSystem, Route
from zhengwu.cases.models import Series
from zhengwu.catalogue.enums import Kind
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import Actor
from zhengwu.matters.queries import numbers_taken
from zhengwu.parameters.registry import Line, Pattern, Scheme, register_scheme

# Letters of a case number by kind of item (local practice; docs/decisions/0011).
NUMBER_KINDS = {
    Kind.LICENCE: "XK", Kind.CONFIRMATION: "QR", Kind.PAYMENT: "JF", Kind.REWARD: "JL",
    Kind.ADJUDICATION: "CJ", Kind.SERVICE: "FW",
}  # fmt: skip
OTHER_KIND, LICENCE_KIND = "QT", "ZS"
CASE_NUMBER = "{县区}-{类别}-{年份}-{序号}"
_FILE = Path(__file__).resolve().parent.parent / "data" / "classes.yaml"


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be done with an item: receive, accept, submit or decide, and where."""

    verb: str
    item_code: str
    item_name: str
    organ_code: str
    local: bool
    channel: str = ""


PowerCheck = Callable[[Act, Actor], None]
_checks: list[PowerCheck] = []


def register_power_check(check: PowerCheck) -> None:
    """Ask a higher room whether a town, a village or its agent has the power; it refuses."""
    _checks.append(check)


def check_power(act: Act, by: Actor) -> None:
    """Go on, or be refused. Asked only of towns, villages and agents: others decide by letter."""
    if act.local or act.channel == Channel.AGENT:
        for check in _checks:
            check(act, by)


@dataclass(frozen=True, slots=True)
class System:
    """一制: one handling system, and the class it is bound to (None: all of them)."""

    code: HandlingSystem
    name: str
    says: str
    route: Route | None
    route_name: str
    law: str


@lru_cache(maxsize=1)
def systems() -> tuple[System, ...]:
    """All seven, in the order of the rules."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    bound = {system: route for route, system in SYSTEM_OF.items()}
    found = []
    for code in HandlingSystem:
        row, route = rows["systems"][code.value], bound.get(code)
        law = rows["classes"][route.value]["law"] if route else ""
        name = ROUTE_NAMES[route] if route else "各类办件"
        found.append(System(code, row["name"], row["says"], route, name, law))
    return tuple(found)


def system_of(route: str) -> System:
    """The system a class is handled under."""
    return next(one for one in systems() if one.route == route)


def _lines(kinds: Sequence[tuple[str, str]], year: int) -> list[Line]:
    """One series for each kind, with its last serial of the year."""
    place = settings.CASE_PREFIX
    last = dict(Series.objects.filter(key__endswith=f"-{year}").values_list("key", "last"))
    return [
        Line(name, {"县区": place, "类别": kind}, last.get(f"{place}-{kind}-{year}", 0))
        for kind, name in kinds
    ]


def _case_lines(year: int) -> Sequence[Line]:
    kinds = [(code, kind.label) for kind, code in NUMBER_KINDS.items()]
    return _lines([*kinds, (OTHER_KIND, "其他")], year)


def _licence_lines(year: int) -> Sequence[Line]:
    return _lines([(LICENCE_KIND, "证照档案")], year)


for _key, _title, _ask in (
    ("case", "办件", _case_lines),
    ("licence", "证照档案", _licence_lines),
):
    register_scheme(
        Scheme(
            key=_key,
            title=_title,
            default=Pattern(CASE_NUMBER, 6),
            needed=("县区", "类别", "年份", "序号"),
            offered=("县区", "类别", "年份", "序号"),
            space="matter",
            code=True,
            basis="本平台编号办法（决策记录 11）",
            lines=_ask,
            taken=numbers_taken,
            note="编号要在电话里念、由老人输入，只用大写字母、数字和短横线。",
        )
    )
