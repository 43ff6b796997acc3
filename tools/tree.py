"""The tree as the checks see it: rooms, their order, and the files that are ours."""

from __future__ import annotations

import configparser
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "zhengwu"


def rooms() -> list[Path]:
    """Packages directly under zhengwu/."""
    return sorted(path.parent for path in HOUSE.glob("*/__init__.py"))


def layers() -> list[list[str]]:
    """Rooms from high to low as .importlinter states them; one list per storey."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    storeys = [[name.strip(" ()") for name in line.split("|")] for line in lines]
    return [storey for storey in storeys if storey != [""]]


def ranks() -> dict[str, int]:
    """Height of each room: kernel 0, desks highest. Equal height: strangers to each other."""
    storeys = layers()
    return {
        name: len(storeys) - place - 1 for place, storey in enumerate(storeys) for name in storey
    }


def sources(folder: Path = HOUSE, *, tests: bool = False) -> Iterator[Path]:
    """Python files of a folder without migrations; tests only when asked for."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).parts
        if "migrations" in parts or "node_modules" in parts or "data" in parts[:-1]:
            continue
        if tests or "tests" not in parts:
            yield path


def committed() -> list[Path]:
    """Files under version control, and new ones not ignored; without git, everything of ours."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        skipped = {".git", ".venv", "node_modules", "var"}
        paths = (path for path in ROOT.rglob("*") if not skipped & set(path.parts))
    else:
        paths = (ROOT / name for name in found.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def shown(path: Path) -> str:
    """A path as it is printed: from the root of the checkout."""
    return str(path.relative_to(ROOT))
