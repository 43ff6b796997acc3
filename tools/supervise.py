"""Keeps a few child processes running: restarts the fallen with growing pauses, ends all cleanly.

A child that dies is started again after 1, 2, 4 … 30 seconds; one that ran a minute has its pause
forgiven. SIGTERM or Ctrl-C ends every child and what it started. Should this process itself be
killed, the kernel tells the children (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from tools.bootstrap import CannotStart
from tools.tree import ROOT

PYTHON = str(ROOT / ".venv" / "bin" / "python")
_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE = 30.0
_FORGIVEN_AFTER = 60.0
_GRACE = 15.0
_TURN = 0.2


@dataclass
class Child:
    """One process to be kept running. `log` None: it speaks where we speak."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    started_at: float = 0.0
    due_at: float = 0.0
    falls: int = 0
    left_over: list[int] = field(default_factory=list)

    @property
    def running(self) -> bool:
        """Whether the process is there now."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start in a group of its own, so that all it starts can be ended with it."""
        parent = os.getpid()

        def prepare() -> None:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # the parent went between fork and here
                os._exit(1)

        sink: IO[bytes] | None = None
        if self.log:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            sink = self.log.open("ab")
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT if sink else None,
            preexec_fn=prepare,  # noqa: PLW1509 - no threads here
            start_new_session=True,
        )
        if sink:
            sink.close()
        self.started_at = time.monotonic()

    def signal(self, sign: signal.Signals) -> None:
        """Signal the process itself; its own children are its business until it is gone."""
        if self.running and self.process:
            self.process.send_signal(sign)

    def sweep(self) -> None:
        """Kill what a fallen process left behind in its group."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        if not self.log or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").rstrip().splitlines()[-lines:])


class Supervisor:
    """Runs children until told to stop."""

    def __init__(self, children: list[Child], tell: Callable[[str], None]) -> None:
        self.children = children
        self.tell = tell
        self.stopping = False

    def _stop(self, sign: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self) -> None:
        """Start all; from now on SIGTERM, SIGINT and SIGHUP end the run."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._stop)
        for child in self.children:
            child.start()

    def run(self) -> int:
        """Watch until stopped; 0 after a clean end."""
        try:
            while not self.stopping:
                self.look()
                time.sleep(_TURN)
        finally:
            self.end()
        return 0

    def look(self) -> None:
        """Notice the fallen, restart those whose pause is over."""
        now = time.monotonic()
        for child in self.children:
            if child.running:
                continue
            if child.due_at == 0.0:
                self._fallen(child, now)
            elif now >= child.due_at:
                child.due_at = 0.0
                child.start()

    def _fallen(self, child: Child, now: float) -> None:
        child.sweep()
        child.falls += 1
        if now - child.started_at > _FORGIVEN_AFTER:
            child.pause = 1.0
        child.due_at = now + child.pause
        code = child.process.returncode if child.process else "?"
        self.tell(
            f"{child.name} 已退出（{code}），{child.pause:.0f} 秒后重新启动。"
            f" / {child.name} ended with {code}, starting again.\n{child.last_words()}"
        )
        child.pause = min(child.pause * 2, _LONGEST_PAUSE)

    def end(self) -> None:
        """Ask all to end, wait a while, then make sure."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        while time.monotonic() < until and any(child.running for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.sweep()
            if child.process:
                child.process.wait()


def web(host: str, port: int, environment: dict[str, str], *, workers: int = 1) -> Child:
    """The web server: WSGI with four blocking threads a worker."""
    command = [
        str(ROOT / ".venv" / "bin" / "granian"), "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws",
        "--log-level", "warning", "config.wsgi:application",
    ]  # fmt: skip
    return Child("web", command, environment)


def worker(number: int, environment: dict[str, str]) -> Child:
    """A worker: reactions, jobs, recurring work, sealing."""
    return Child(f"worker-{number}", [PYTHON, "manage.py", "work"], environment)


def require_free(host: str, port: int) -> None:
    """One sentence when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = (
                    f"端口 {port} 已被占用，请用 --port 换一个。 / Port {port} is in use: --port N"
                )
            else:
                reason = f"不能在 {host}:{port} 上监听（{error.strerror}）。 / Cannot listen there."
            raise CannotStart(reason) from error


def hold(data: Path) -> IO[str]:
    """Claim a data folder for as long as the returned file is open; one run at a time."""
    handle = (data / "run.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise CannotStart(
            f"数据文件夹 {data} 正在被另一个 ./run 使用。 / {data} is in use by another ./run."
        ) from error
    return handle


def answers(host: str, port: int) -> bool:
    """Whether the web server answers a request, with whatever status but an error of its own."""
    import http.client

    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    """A line of the supervisor's own."""
    print(text, file=sys.stderr, flush=True)
