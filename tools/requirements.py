"""./run requirements: which rows of docs/requirements.csv no test proves.

A test names the rows it truly proves with `@pytest.mark.req("CASE-07")`. The marks are read from
the source, so this needs no database and a row cannot be proven by a test that does not exist.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.tree import ROOT, shown

LEDGER = ROOT / "docs" / "requirements.csv"
NOTES = ROOT / "docs" / "requirements-notes.md"
_ID = re.compile(r"[A-Z]+-\d+")
_WIDTH = 100
_IN = " " * 12


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement."""

    id: str
    weight: str
    issue: str
    text: str


def ledger(path: Path = LEDGER) -> list[Row]:
    """All rows, in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["id"], row["class"], row["issue"], row["requirement"])
            for row in csv.DictReader(file)
        ]


def _ids(node: ast.expr) -> Iterator[str]:
    """Ids of `pytest.mark.req("A", "B")`, alone or within a list."""
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Attribute)
            and inner.func.attr == "req"
        ):
            for argument in inner.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _module_ids(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            found += _ids(node.value)
    return found


def _tables(tree: ast.Module) -> dict[str, list[str]]:
    """Ids in the marks of parameters that stand as a table of the module."""
    return {
        target.id: list(_ids(node.value))
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id != "pytestmark"
    }


def _decorated(mark: ast.expr, tables: dict[str, list[str]]) -> Iterator[str]:
    """Ids of a decorator, and of the tables its parameters come from."""
    yield from _ids(mark)
    for inner in ast.walk(mark):
        if isinstance(inner, ast.Name):
            yield from tables.get(inner.id, ())


def _marks(
    node: ast.AST, inherited: list[str], where: str, tables: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """(id, place) for the tests below a module or class."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = inherited + [one for mark in child.decorator_list for one in _decorated(mark, tables)]
        if isinstance(child, ast.ClassDef):
            yield from _marks(child, own, where, tables)
        elif child.name.startswith("test"):
            yield from ((name, f"{where}::{child.name}") for name in own)


def proofs(folders: list[Path]) -> dict[str, list[str]]:
    """Tests by the id they prove."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("test_*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            where = shown(path) if path.is_relative_to(ROOT) else path.name
            for name, place in _marks(tree, _module_ids(tree), where, _tables(tree)):
                found[name].append(place)
    return dict(found)


def missing_parts(path: Path = NOTES) -> dict[str, str]:
    """What is missing of a row: the last column of the notes' table, where it says something."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in cells if len(row) == 3 and _ID.fullmatch(row[0])]
    return {row[0]: row[-1] for row in rows if row[-1] != "–"}


def _shown(row: Row, extra: list[str]) -> str:
    """An id with its text, and what belongs to it below, indented."""
    first = textwrap.fill(row.text, _WIDTH, initial_indent=f"  {row.id:<9} ", subsequent_indent=_IN)
    rest = [textwrap.fill(one, _WIDTH, initial_indent=_IN, subsequent_indent=_IN) for one in extra]
    return "\n".join([first, *rest])


def report(
    rows: list[Row], found: dict[str, list[str]], notes: dict[str, str], *, where: bool, name: str
) -> tuple[str, bool]:
    """The text of the report, and whether every row is proven and no mark is unknown.

    A row of which the notes say what is missing is not proven, whatever test carries its id.
    """
    lacking = [row for row in rows if row.id not in found or row.id in notes]
    proven = [row for row in rows if row not in lacking]
    lines = [f"{name}：已证明 {len(proven)} / {len(rows)}  ·  proven {len(proven)} of {len(rows)}"]
    if where:
        lines += ["", *(_shown(row, found[row.id]) for row in proven)]
    if lacking:
        lines += ["", f"没有证明 / without proof（{len(lacking)}，docs/requirements-notes.md）:"]
        for row in lacking:
            lines.append(
                _shown(row, [f"→ {notes.get(row.id, '还没有说明缺什么 / not in the notes')}"])
            )
    known = {row.id for row in ledger()}
    unknown = sorted(set(found) - known)
    for one in unknown:
        lines.append(f"{one}: 台账里没有这个编号 / not in the ledger: {', '.join(found[one])}")
    return "\n".join(lines), not lacking and not unknown


def main(arguments: list[str]) -> int:
    """Print rows without proof; 1 if there are any."""
    parser = argparse.ArgumentParser(prog="./run requirements")
    parser.add_argument("--issue", default="main-job", help="列 issue 的值，默认 main-job")
    parser.add_argument("--class", dest="weight", default="CORE", help="CORE、SUPPORT …，默认 CORE")
    parser.add_argument("--all", action="store_true", help="所有等级")
    parser.add_argument("--where", action="store_true", help="也列出已证明的，连同测试")
    options = parser.parse_args(arguments)
    rows = [
        row
        for row in ledger()
        if row.issue == options.issue and (options.all or row.weight == options.weight)
    ]
    name = options.issue if options.all else f"{options.issue} · {options.weight}"
    found = proofs([ROOT / "zhengwu", ROOT / "tests"])
    text, whole = report(rows, found, missing_parts(), where=options.where, name=name)
    print(text)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
