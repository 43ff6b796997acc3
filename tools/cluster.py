"""A private PostgreSQL: a cluster of its own in a temporary folder on a free port, gone afterwards.

Debian's binaries run it. As root they run as the OS user `postgres`, for a server refuses to run as
root; nothing of ours is executed as that user, so an interpreter below root's home does not matter.
`python -m tools.cluster` starts one, prints its address and waits for Ctrl-C.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARIES = Path("/usr/lib/postgresql")
OLDEST = 15
_START_SECONDS = 60
_PR_SET_PDEATHSIG = 1
# A test cluster may be lost: speed before safety.
_SETTINGS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "max_connections": "120", "shared_buffers": "256MB", "work_mem": "16MB",
    "max_wal_size": "2GB", "autovacuum": "on",
    "timezone": "UTC", "log_min_messages": "warning", "deadlock_timeout": "200ms",
}  # fmt: skip


class ClusterFailed(Exception):
    """The private PostgreSQL could not be started; the message says why."""


def binaries() -> Path:
    """Folder with initdb and postgres of the newest installed version (at least 15)."""
    found = [path for path in BINARIES.glob("*/bin") if (path / "initdb").exists()]
    fitting = [path for path in found if int(re.sub(r"\D.*", "", path.parent.name)) >= OLDEST]
    if not fitting:
        raise ClusterFailed(
            f"没有找到 PostgreSQL {OLDEST} 或更高版本（Debian 软件包 postgresql）。"
            f" / PostgreSQL >= {OLDEST} not found: install Debian's package `postgresql`."
        )
    return max(fitting, key=lambda path: int(re.sub(r"\D.*", "", path.parent.name)))


def free_port() -> int:
    """A TCP port on 127.0.0.1 nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """Linux: a fast shutdown (SIGINT) when whoever started us is gone, however it went."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _identity() -> dict[str, Any]:
    """Arguments that make a child run as `postgres` when we are root."""
    if os.getuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as missing:
        raise ClusterFailed("there is no OS user `postgres`") from missing
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _plain_environment() -> dict[str, str]:
    kept = {"PATH", "LANG", "TMPDIR"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    return {**environment, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Cluster:
    """One private server. Use `cluster()`."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self._bin = binaries()
        self._settings = {**_SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            cwd=self.folder,
            env=_plain_environment(),
            capture_output=True,
            check=False,
            **_identity(),
        )
        if done.returncode:
            raise ClusterFailed(f"{program}: {done.stderr.decode(errors='replace')[-800:]}")

    def create(self) -> None:
        """initdb with a random password; nobody else on this machine gets in."""
        who = _identity()
        if who:
            os.chown(self.folder, who["user"], who["group"])
        word = self.folder / "password"
        word.write_text(self.password)
        if who:
            os.chown(word, who["user"], who["group"])
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync", "-A", "scram-sha-256", f"--pwfile={word}",
        )  # fmt: skip
        word.unlink()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {
            **self._settings,
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [
                str(self._bin / "postgres"), "-D", str(self.folder / "data"),
                *[part for key, value in options.items() for part in ("-c", f"{key}={value}")],
            ],
            cwd=self.folder, env=_plain_environment(), stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, preexec_fn=_die_with_parent, start_new_session=True, **_identity(),  # noqa: PLW1509
        )  # fmt: skip
        log.close()
        self._wait()

    def _wait(self) -> None:
        assert self._process
        until = time.monotonic() + _START_SECONDS
        ready = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while time.monotonic() < until and self._process.poll() is None:
            if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        log = (self.folder / "log").read_text(errors="replace")[-800:]
        raise ClusterFailed(f"PostgreSQL did not start: {log}")

    def kill(self) -> None:
        """As a power cut would: no shutdown, no check point."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop fast; connections are cut."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def url(self, name: str = "postgres") -> str:
        """DATABASE_URL of a database of this cluster."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def create_database(self, name: str) -> str:
        """Make an empty database; returns its DATABASE_URL."""
        self._run_sql(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def _run_sql(self, statement: str) -> None:
        done = subprocess.run(
            [str(self._bin / "psql"), "-X", "-q", "-d", self.url(), "-c", statement],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise ClusterFailed(done.stderr.decode(errors="replace"))


def _sweep() -> None:
    """Remove folders of clusters whose owner was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob("zhengwu-pg-*-*"):
        owner = folder.name.split("-")[2]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster(settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """A started private cluster; stopped and removed afterwards, also on Ctrl-C."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"zhengwu-pg-{os.getpid()}-"))
    own = Cluster.__new__(Cluster)
    try:
        own = Cluster(folder, settings)
        own.create()
        own.start()
        yield own
    finally:
        if hasattr(own, "_process"):
            own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Start one by hand, for running single tests against PostgreSQL."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with cluster() as own:
            print(f"DATABASE_URL={own.url()}", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except ClusterFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
