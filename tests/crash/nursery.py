"""Where besieged processes are born: `python -m tests.crash.nursery`.

Loading the program takes seconds, a fork of it milliseconds: fifty lives fit in a run. A life
begins as a fresh start does: the nursery reads no row and opens no connection, so what a killed
process knew dies with it. One line of JSON asks for a birth, the pid answers it.
"""

from __future__ import annotations

import ctypes
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tools.supervise import Child
from tools.tree import ROOT

_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.005


class Life:
    """A process born here, asked after the way `subprocess.Popen` is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it lives."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -signal.SIGKILL
        return None

    def wait(self) -> None:
        """Until it is gone; the nursery leaves no dead behind."""
        while self.poll() is None:
            time.sleep(_LOOK_SECONDS)


class Nursery:
    """The loaded process and the way to ask it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def bear(self, module: str, arguments: list[str], log: Path) -> Life:
        """A new process that runs a module with these arguments, its output in `log`."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"module": module, "arguments": arguments, "log": str(log)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Life(int(self._process.stdout.readline()))

    def close(self) -> None:
        """No more births; whoever still lives goes with it."""
        self._process.kill()
        self._process.wait()


class Born(Child):
    """A child of the nursery; `command` is the module and its arguments."""

    nursery: Nursery

    def start(self) -> None:
        """Be born again."""
        assert self.log
        module, *arguments = self.command
        self.process = self.nursery.bear(module, arguments, self.log)  # type: ignore[assignment]
        self.started_at = time.monotonic()


def _live(asked: dict[str, Any]) -> None:
    """In the fork: a session and an output of its own, then the module as if started alone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sink = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (sink, 1), (sink, 2)):
        os.dup2(old, new)
    sys.argv = [asked["module"], *asked["arguments"]]
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


def main() -> None:
    """Load, then fork whenever asked."""
    import django

    django.setup()
    # A fork with threads would inherit locks that nobody opens again.
    assert threading.active_count() == 1
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _live(asked)
            return
        print(pid, flush=True)


if __name__ == "__main__":
    main()
