"""./run test and ./run check: every section runs, red ones too, and one summary ends it.

`./run test [SECTION …]` runs the named sections only; `./run check` the static ones.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools import packages
from tools.cluster import ClusterFailed, cluster
from tools.tree import ROOT

BIN = ROOT / ".venv" / "bin"
CACHE = ROOT / "var" / "cache"
# Deterministic: fixed order, fixed hash seed, a clock that is neither ours nor the county's.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings_test",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "MYPY_CACHE_DIR": str(CACHE / "mypy"),
    "RUFF_CACHE_DIR": str(CACHE / "ruff"),
}
# Settings of the caller's shell that must not leak into a test run. Bytecode is kept: compiling
# the program and its tests anew in some forty processes took a minute of processor time.
FOREIGN = (
    "ZHENGWU_", "DATABASE_URL", "PYTEST_", "DJANGO_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip
_TAIL = 60
# What pytest ends with: a section that finds nothing to do proves nothing.
_NOTHING_COLLECTED = 5


@dataclass
class Outcome:
    """How a section ended."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    output: str = ""
    note: str = ""

    def line(self) -> str:
        """One line of the summary."""
        verdict = "FAILED" if self.failed else "ok" if self.passed else "not run"
        counts = f"{self.passed:>5} passed {self.failed:>4} failed"
        counts += f" {self.skipped:>3} skipped" if self.skipped else ""
        note = f"  ({self.note})" if self.note else ""
        return f"  {self.name:<16}{verdict:<8}{counts}  {self.seconds:7.1f} s{note}"


@dataclass(frozen=True)
class Section:
    """A part of the run. `command` for static ones; `pytest` arguments for tests."""

    name: str
    command: tuple[str, ...] = ()
    pytest: tuple[str, ...] = ()
    folder: str = ""
    database: str = ""


def _python(*arguments: str) -> tuple[str, ...]:
    return (str(BIN / "python"), *arguments)


def _workers() -> str:
    return str(max(2, min(os.cpu_count() or 2, 8)))


STATIC = (
    Section("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Section("ruff", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Section("mypy", (str(BIN / "mypy"), "--no-error-summary")),
    Section("imports", (str(BIN / "lint-imports"), "--no-cache", "--no-logo")),
    Section("anatomy", _python("-m", "tools.anatomy")),
    Section("doors", _python("-m", "tools.doors")),
    Section("relations", _python("-m", "tools.relations")),
    Section("routes", _python("-m", "tools.routes")),
    Section("literals", _python("-m", "tools.literals")),
    Section("hosts", _python("-m", "tools.hosts")),
    Section("migrations", _python("manage.py", "makemigrations", "--check", "--dry-run")),
    Section("django", _python("manage.py", "check", "--fail-level", "WARNING")),
)
_PARALLEL = ("-n", _workers(), "--dist", "worksteal")
# One journey at a time, the longest first (tests/journeys/conftest.py).
_BROWSERS = ("-n", "2", "--dist", "load", "--maxschedchunk", "1")
TESTS = (
    Section("sqlite", pytest=("-m", "not pg_only and not browser", *_PARALLEL)),
    Section("postgresql", pytest=("-m", "pg or pg_only", *_PARALLEL), database="postgresql"),
    Section(
        "journeys", pytest=("-m", "browser", *_BROWSERS, "tests/journeys"), folder="tests/journeys"
    ),
    Section(
        "accessibility",
        pytest=("-m", "browser", *_BROWSERS, "tests/accessibility"),
        folder="tests/accessibility",
    ),
)


def environment(database: str = "") -> dict[str, str]:
    """A clean environment for a section."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    return {**kept, **ENVIRONMENT, **({"DATABASE_URL": database} if database else {})}


class Children:
    """Every process we started, each in a group of its own, so that none outlives the run."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def run(self, command: tuple[str, ...], env: dict[str, str], log: Path) -> int:
        """Run to the end with everything it says in `log`."""
        with log.open("wb") as sink:
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        with self._lock:
            self._running.add(child)
        # Not in a `finally`: interrupted while waiting, the child is still there and to be ended.
        code = child.wait()
        with self._lock:
            self._running.discard(child)
        return code

    def end(self) -> None:
        """Interrupt all that still run, then kill."""
        with self._lock:
            running = list(self._running)
        for sign in (signal.SIGINT, signal.SIGKILL):
            for child in running:
                if child.poll() is None:
                    with_group(child.pid, sign)
            until = time.monotonic() + 10
            while time.monotonic() < until and any(child.poll() is None for child in running):
                time.sleep(0.1)


def with_group(pid: int, sign: signal.Signals) -> None:
    """Signal a whole process group; gone already is fine."""
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        return


def _count(report: Path, outcome: Outcome, code: int) -> None:
    """Numbers out of pytest's own report; a run that broke off counts as a failure."""
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - ours
            total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            outcome.skipped += skipped
            outcome.failed += failed
            outcome.passed += max(0, total - skipped - failed)
    if not code and not outcome.passed:
        code = _NOTHING_COLLECTED
    if code == _NOTHING_COLLECTED:
        outcome.failed, outcome.note = 1, "no test was found"
    elif code and not outcome.failed:
        outcome.failed, outcome.note = 1, f"pytest ended with {code}"


class Run:
    """One run of some sections."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children = Children()
        self.outcomes: list[Outcome] = []
        self._print = threading.Lock()

    def static(self, section: Section) -> Outcome:
        """A check that passes or does not."""
        return self._timed(section, section.command, environment(), lambda _log, code, outcome: (
            setattr(outcome, "failed" if code else "passed", 1)
        ))  # fmt: skip

    def tests(self, section: Section, database: str) -> Outcome:
        """A run of pytest."""
        report = self.folder / f"{section.name}.xml"
        scratch = self.folder / f"pytest-{section.name}"
        command = _python(
            "-m", "pytest", "-p", "no:randomly", "--color=no", "--tb=short", "--durations=10",
            f"--junitxml={report}", f"--basetemp={scratch}", *section.pytest,
        )  # fmt: skip
        return self._timed(
            section,
            command,
            environment(database),
            lambda _log, code, outcome: _count(report, outcome, code),
        )

    def _timed(
        self,
        section: Section,
        command: tuple[str, ...],
        env: dict[str, str],
        judge: Callable[[Path, int, Outcome], None],
    ) -> Outcome:
        log = self.folder / f"{section.name}.log"
        outcome = Outcome(section.name)
        begun = time.monotonic()
        code = self.children.run(command, env, log)
        outcome.seconds = time.monotonic() - begun
        outcome.output = log.read_text(errors="replace")
        judge(log, code, outcome)
        self.report(outcome)
        return outcome

    def report(self, outcome: Outcome) -> None:
        """Say how a section went; what went wrong, with its last lines."""
        with self._print:
            self.outcomes.append(outcome)
            print(outcome.line(), flush=True)
            if outcome.failed:
                lines = outcome.output.rstrip().splitlines()
                print("\n".join(f"      {line}" for line in lines[-_TAIL:]), flush=True)

    def all_static(self, sections: list[Section]) -> None:
        """Static sections, two at a time; mypy first, for it takes longest."""
        order = sorted(sections, key=lambda section: section.name != "mypy")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.static, order))

    def on_database(self, section: Section, stack: ExitStack, lacking: list[str]) -> None:
        """Tests of a section, with a private cluster if it needs one."""
        if section.folder and not (ROOT / section.folder).is_dir():
            self.report(Outcome(section.name, note=f"no {section.folder} yet"))
            return
        needs = {"postgresql": "postgresql", "journeys": "chromium", "accessibility": "chromium"}
        if needs.get(section.name) in lacking:
            self.report(Outcome(section.name, failed=1, output=packages.sentence(lacking)))
            return
        database = ""
        if section.database:
            try:
                database = stack.enter_context(cluster()).url()
            except ClusterFailed as reason:
                self.report(Outcome(section.name, failed=1, output=str(reason)))
                return
        self.tests(section, database)
        stack.close()

    def summary(self, seconds: float) -> int:
        """The one summary at the end; 1 if anything failed."""
        passed = sum(outcome.passed for outcome in self.outcomes)
        failed = sum(outcome.failed for outcome in self.outcomes)
        print(f"\n== summary {'=' * 58}")
        for outcome in self.outcomes:
            print(outcome.line())
        print(f"  total {seconds:.0f} s")
        for outcome in self.outcomes:
            for line in re.findall(r"^(?:FAILED|ERROR) .*", outcome.output, re.MULTILINE)[:20]:
                print(f"  {line[:160]}")
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


def _chosen(names: list[str], static_only: bool) -> tuple[list[Section], list[Section]]:
    known = {section.name: section for section in (*STATIC, *TESTS)}
    for name in names:
        if name not in known:
            sys.exit(f"没有 “{name}” 这一部分。 / no such section; there are: {' '.join(known)}")
    static = [section for section in STATIC if not names or section.name in names]
    tests = [section for section in TESTS if not names or section.name in names]
    return static, [] if static_only else tests


def _execute(run: Run, static: list[Section], tests: list[Section]) -> None:
    lacking = packages.install() if tests else []
    if lacking:
        print(packages.sentence(lacking), flush=True)
    run.all_static(static)
    with ExitStack() as stack:
        for section in tests:
            run.on_database(section, stack, lacking)


def main(arguments: list[str]) -> int:
    """Run, summarise, clean up."""
    parser = argparse.ArgumentParser(prog="./run test")
    parser.add_argument("sections", nargs="*")
    parser.add_argument("--static", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    static, tests = _chosen(options.sections, options.static)
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="zhengwu-run-"))
    folder.chmod(0o755)
    run = Run(folder)
    begun = time.monotonic()
    try:
        _execute(run, static, tests)
        return run.summary(time.monotonic() - begun)
    except KeyboardInterrupt:
        print("\n已中断。 / interrupted", file=sys.stderr)
        return 130
    finally:
        run.children.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
