"""Front doors: another room enters a domain only through what it offers.

Import Linter checks the direction; this checks the door, with the same import graph. Tests are
exempt: they may look behind the door of what they test.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import grimp

from tools.tree import ranks

DOORS = frozenset({"models", "actions", "queries", "policy", "events", "enums", "registry"})
# Pure rooms whose rules are made to be called.
RULES_TOO = frozenset({"kernel", "clock", "expressions", "forms", "catalogue", "identity"})
# Rooms that are one big door: base templates, components, access; kernel shelves.
OPEN = frozenset({"kernel", "web"})
# A part of a domain's web that is meant for others, with its reason.
OFFERED = {
    "zhengwu.files.web": "downloads and previews are shown on the pages of every domain",
}
# Watchers know the foundations only; `flow` is the highest they may import.
WATCHERS = {"supervision": "flow", "audit": "flow"}


def _split(module: str) -> tuple[str, str]:
    parts = module.split(".")
    return (parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else "")


def _allowed(imported: str) -> bool:
    room, part = _split(imported)
    if room in OPEN or not part or part in DOORS:
        return True
    if part == "rules" and room in RULES_TOO:
        return True
    return any(imported == name or imported.startswith(name + ".") for name in OFFERED)


def _watching(room: str, other: str) -> bool:
    """Whether a watcher reaches into a room above the foundations."""
    height = ranks()
    return room in WATCHERS and height.get(other, 0) > height[WATCHERS[room]]


def judge(importer: str, imported: str) -> str:
    """What is wrong with one import, empty if nothing."""
    room, _ = _split(importer)
    other, part = _split(imported)
    if not other or room == other or ".tests" in importer:
        return ""
    if ".tests" in imported:
        return f"{importer} -> {imported}: product code imports tests"
    if _watching(room, other):
        return f"{importer} -> {imported}: {room} watches the foundations, it imports no {other}"
    if not _allowed(imported):
        return f"{importer} -> {imported}: {part} is not a door of {other}"
    return ""


def violations() -> Iterator[str]:
    """Every import that climbs through a window."""
    graph = grimp.build_graph("zhengwu", cache_dir=None)
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if wrong := judge(importer, imported):
                yield wrong


def main() -> int:
    """Print and count."""
    found = list(violations())
    print("\n".join(found) or "doors: everybody came in through the front")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
