"""Anatomy of a room: only the module names of the house, none too long, no empty package.

`python -m tools.anatomy` prints each violation and exits 1 if there is one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import ROOT, rooms, shown, sources

# What a domain may consist of (docs: house, "Inside one domain"). `may grow` ones can be packages.
MODULES = {
    "__init__", "enums", "models", "rules", "policy", "queries", "events", "actions", "reactions",
    "registry", "jobs", "feeds", "apps", "middleware",
}  # fmt: skip
PACKAGES = {
    "enums", "models", "rules", "policy", "queries", "events", "actions", "reactions", "registry",
    "jobs",
}  # fmt: skip
FOLDERS = {"migrations", "management", "templatetags", "web", "machine", "tests", "data"}
FACES = {"citizen", "staff", "wall"}
FACE_PARTS = {"__init__", "urls", "views", "forms", "tables"}
FACE_FOLDERS = {"views", "forms", "templates", "static"}
MACHINE_PARTS = {"__init__", "api", "schemas", "tokens"}
# Rooms without the anatomy of a domain: the kernel is a shelf of small modules, web is the look.
SHELVES = {"kernel", "web"}
NEVER = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base"}
LONGEST_MODULE = 500
LONGEST_FUNCTION = 40


def _stem(path: Path) -> str:
    return path.stem if path.suffix == ".py" else path.name


def _entries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name == "__pycache__" or path.name.startswith("."):
            continue
        if path.is_dir() and not any(inner.is_file() for inner in path.rglob("*[!c]")):
            continue  # left over by git: only compiled files
        yield path


def _face(face: Path) -> Iterator[str]:
    for path in _entries(face):
        allowed = FACE_FOLDERS if path.is_dir() else FACE_PARTS
        if _stem(path) not in allowed:
            yield f"{shown(path)}: a face consists of {', '.join(sorted(FACE_PARTS))}, templates"


def _web(folder: Path) -> Iterator[str]:
    for path in _entries(folder):
        if path.is_dir() and path.name in FACES:
            yield from _face(path)
        elif path.is_dir() and path.name in {"templates", "static"}:
            continue
        elif path.name != "__init__.py":
            yield f"{shown(path)}: web/ holds the faces {', '.join(sorted(FACES))} and nothing else"


def _machine(folder: Path) -> Iterator[str]:
    for path in _entries(folder):
        if _stem(path) not in MACHINE_PARTS:
            yield f"{shown(path)}: machine/ holds {', '.join(sorted(MACHINE_PARTS))}"


def _domain(room: Path) -> Iterator[str]:
    for path in _entries(room):
        name = _stem(path)
        if path.is_dir():
            if name not in PACKAGES | FOLDERS:
                yield f"{shown(path)}: no such folder in a domain"
        elif path.suffix == ".py" and name not in MODULES:
            yield f"{shown(path)}: no such module in a domain"
    if (room / "web").is_dir():
        yield from _web(room / "web")
    if (room / "machine").is_dir():
        yield from _machine(room / "machine")


def _empty(room: Path) -> Iterator[str]:
    """A room is created when it is built, not before."""
    skeleton = {"__init__.py", "apps.py"}
    body = [path for path in sources(room) if path.name not in skeleton]
    if not body:
        yield f"{shown(room)}: an empty package"
    if ast.get_docstring(ast.parse((room / "__init__.py").read_text())) in (None, room.name):
        yield f"{shown(room / '__init__.py')}: says nothing about its room, words and neighbours"


def _statements(function: ast.AST) -> int:
    """Statements inside a function, nested ones included, docstring and itself not."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def _sizes(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > LONGEST_MODULE:
        yield f"{shown(path)}: {lines} lines (at most {LONGEST_MODULE})"
    if "tests" in path.parts:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = _statements(node)
            if count > LONGEST_FUNCTION:
                yield f"{shown(path)}:{node.lineno}: {node.name} has {count} statements"


def _names(path: Path) -> Iterator[str]:
    for part in path.relative_to(ROOT).parts:
        if part.removesuffix(".py") in NEVER:
            yield f"{shown(path)}: {part} says nothing"


def violations() -> Iterator[str]:
    """Every breach of the anatomy, as `path: what is wrong`."""
    for room in rooms():
        yield from _empty(room)
        if room.name not in SHELVES:
            yield from _domain(room)
    for folder in (ROOT / "zhengwu", ROOT / "config", ROOT / "tools", ROOT / "bench"):
        if folder.is_dir():
            for path in sources(folder, tests=True):
                yield from _sizes(path)
                yield from _names(path)


def main() -> int:
    """Print and count."""
    found = list(violations())
    print("\n".join(found) or "anatomy: every room is in order")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
