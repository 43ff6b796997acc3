"""Real processes under load, killed and restarted."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.crash.nursery import Born, Nursery
from tools.supervise import Child, web
from tools.tree import ROOT

# Fifty instants on each database in every run; more by hand for a longer siege.
KILLS = int(os.environ.get("CRASH_KILLS", "30"))
CASE_KILLS = int(os.environ.get("CRASH_CASE_KILLS", "20"))
SEED = int(os.environ.get("CRASH_SEED", "20261122"))
_READY_SECONDS = 30


def environment(**more: str) -> dict[str, str]:
    """What the processes get: the test's database and data folder, short leases."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        "PYTHONUNBUFFERED": "1",
        # Keys and files are there: a folder for each life would be another installation.
        "ZHENGWU_DATA": str(settings.DATA_DIR),
        **more,
    }


def process(name: str, *arguments: str) -> Child:
    """A module of ours as a process; its output is kept by name and life: `<name>-<falls>.out`."""
    return Born(name, list(arguments), {})


def server(port: int) -> Child:
    """The web server as production starts it."""
    return web("127.0.0.1", port, environment())


@dataclass
class Siege:
    """Children that are killed and come back."""

    children: list[Child]
    folder: Path
    seed: int = SEED
    spared: frozenset[str] = frozenset()
    kills: dict[str, int] = field(default_factory=dict)

    def _start(self, child: Child) -> None:
        child.log = self.folder / f"{child.name}-{child.falls}.out"
        child.start()

    def _kill(self, child: Child) -> None:
        """SIGKILL for the process and all it started: nobody gets to say goodbye."""
        child.sweep()
        if child.process:
            child.process.wait()
        child.falls += 1
        self.kills[child.name] = self.kills.get(child.name, 0) + 1

    def _await(self, child: Child, ready: Callable[[Child], bool]) -> None:
        until = time.monotonic() + _READY_SECONDS
        while not ready(child):
            if not child.running or time.monotonic() > until:
                raise AssertionError(f"{child.name} does not work:\n{child.last_words(40)}")
            time.sleep(0.02)

    def lay(self, kills: int, ready: Callable[[Child], bool]) -> None:
        """Kill so often, each time a random child at a random instant after it is at work."""
        chance = random.Random(self.seed)
        for child in self.children:
            self._start(child)
        for child in self.children:
            self._await(child, ready)
        for _ in range(kills):
            time.sleep(chance.uniform(0.0, 0.4))
            mortal = [child for child in self.children if child.name not in self.spared]
            child = chance.choice(mortal)
            self._await(child, ready)
            self._kill(child)
            self._start(child)
        for child in self.children:
            self._await(child, ready)

    def outputs(self, name: str) -> Iterator[str]:
        """Lines that all lives of a child printed whole."""
        for path in sorted(self.folder.glob(f"{name}-*.out")):
            content = path.read_text(errors="replace")
            # A life that was cut off may have been cut off within its last line.
            yield from content[: content.rfind("\n") + 1].splitlines()


@contextmanager
def siege(
    children: list[Child], folder: Path, spared: frozenset[str] = frozenset()
) -> Iterator[Siege]:
    """A siege whose processes are all gone afterwards; the `spared` ones are not killed in it."""
    laid = Siege(children, folder, spared=spared)
    Born.nursery = Nursery(environment())
    try:
        yield laid
    finally:
        for child in children:
            child.sweep()
            if child.process:
                child.process.wait()
        Born.nursery.close()


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end with the besieged processes' settings."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment()},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
