"""Supervision: the fallen come back, all end with the run, and with a killed supervisor too."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.bootstrap import CannotStart
from tools.supervise import Child, Supervisor, hold, require_free
from tools.tree import ROOT

# A process that starts another one, says who both are, and sleeps.
PAIR = (
    "import os, subprocess, sys, time;"
    "inner = subprocess.Popen(['sleep', '300']);"
    "print(os.getpid(), inner.pid, flush=True); time.sleep(300)"
)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _until(condition: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def _pids(log: Path) -> list[list[int]]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [[int(word) for word in line.split()] for line in lines if line[:1].isdigit()]


def test_fallen_child_comes_back_and_all_end(tmp_path: Path) -> None:
    told: list[str] = []
    child = Child("pair", [sys.executable, "-c", PAIR], {}, log=tmp_path / "log")
    run = Supervisor([child], told.append)
    child.start()
    try:
        _until(lambda: _pids(tmp_path / "log"))
        first = _pids(tmp_path / "log")[0]
        os.kill(first[0], signal.SIGKILL)

        def second_life() -> bool:
            run.look()
            return len(_pids(tmp_path / "log")) == 2

        _until(second_life)
        _until(lambda: not _alive(first[1]))  # what the fallen had started went with it
        assert len(told) == 1
        assert child.pause == 2.0
    finally:
        run.end()
    _until(lambda: not any(_alive(pid) for life in _pids(tmp_path / "log") for pid in life))


def test_children_follow_a_killed_supervisor(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from tools.supervise import Child, Supervisor;"
        f"log = Path({str(tmp_path / 'log')!r});"
        "child = Child('c', ['sh', '-c', 'echo $$; exec sleep 300'], {}, log=log);"
        "run = Supervisor([child], print); run.start(); run.run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    _until(lambda: _pids(tmp_path / "log"))
    child = _pids(tmp_path / "log")[0][0]
    supervisor.kill()
    supervisor.wait()
    _until(lambda: not _alive(child))


def test_port_in_use_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"端口 {port} 已被占用"):
            require_free("127.0.0.1", port)


def test_data_folder_belongs_to_one_run(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(CannotStart, match="正在被另一个"):
        hold(tmp_path)
    hold(tmp_path).close()
