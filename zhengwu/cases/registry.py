"""The six classes of cases and the seven handling systems: shipped rows, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhengwu.cases.enums import ROUTE_NAMES, SYSTEM_OF, HandlingSystem, Route
from zhengwu.kernel import yaml

_FILE = Path(__file__).resolve().parent / "data" / "classes.yaml"


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
