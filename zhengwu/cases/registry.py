"""The six classes of cases and the seven handling systems: shipped rows, read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhengwu.cases.enums import ROUTE_NAMES, SYSTEM_OF, Channel, HandlingSystem, Route
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import Actor

_FILE = Path(__file__).resolve().parent / "data" / "classes.yaml"


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
