"""./run bench NAME [--json]: runs `bench/<name>.py` on a database of its own."""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tools import installation
from tools.cluster import ClusterFailed, cluster
from tools.tree import ROOT

# A bench wants what production has: durable commits. Only the size of the memory is a choice.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
NOT_BENCHES = {"__init__", "live", "million", "peer", "report", "year"}


def names() -> list[str]:
    """Benches there are."""
    found = {path.stem for path in (ROOT / "bench").glob("*.py")}
    return sorted(found - NOT_BENCHES)


def _environment(data: Path, url: str) -> None:
    for name in [name for name in os.environ if name.startswith(("ZHENGWU_", "DATABASE_"))]:
        del os.environ[name]
    os.environ["ZHENGWU_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["DATABASE_URL"] = url
    installation.make_secrets(data)


def _need(name: str) -> str:
    """What the bench says it needs, read before it is imported: models want settings first."""
    tree = ast.parse((ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NEEDS":
            return str(ast.literal_eval(node.value))
    return "sqlite"


def _measure(name: str, data: Path, stack: ExitStack, *, as_json: bool) -> int:
    needs = _need(name)
    if needs == "postgresql":
        url = stack.enter_context(cluster(DURABLE)).create_database("bench")
    else:
        url = f"sqlite:///{data}/bench.sqlite3"
    _environment(data, url)
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    module = importlib.import_module(f"bench.{name}")
    report = importlib.import_module("bench.report")
    if not as_json:
        print(f"{name}: {(module.__doc__ or '').strip().partition(chr(10))[0]}\n")
    try:
        return int(report.finish(module.run(), as_json=as_json, database=needs))
    finally:
        for connection in connections.all():
            connection.close()
            if close := getattr(connection, "close_pool", None):
                close()


def main(arguments: list[str]) -> int:
    """Run one bench; 1 if it missed a bound."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("name", choices=names(), metavar="NAME", help="、".join(names()))
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    parser.add_argument("--rows", type=int, help="so many rows where the bench makes many")
    options = parser.parse_args(arguments)
    if options.rows:
        os.environ["BENCH_ROWS"] = str(options.rows)
    data = Path(tempfile.mkdtemp(prefix="zhengwu-bench-"))
    try:
        with ExitStack() as stack:
            return _measure(options.name, data, stack, as_json=options.json)
    except ClusterFailed as reason:
        return installation.complain(reason)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
