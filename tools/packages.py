"""Debian packages the whole test run needs: installed when missing and permitted, else named."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.bootstrap import say

# Package → how one sees that it is there.
NEEDED = {
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "chromium": "/usr/bin/chromium*",
    "fonts-noto-cjk": "/usr/share/fonts/**/NotoSansCJK*",
    "poppler-utils": "/usr/bin/pdftotext",
}
# The same engine without its windows: half the processor time. Where Debian does not give it, the
# whole browser does (tests/browser.py takes the lighter one where it is).
LIGHTER = {"chromium": "chromium-headless-shell"}
_OPTIONS = ("install", "-y", "-qq", "--no-install-recommends", "--no-remove")
_LONGEST_SECONDS = 900


def missing() -> list[str]:
    """Names of Debian packages that are not there."""
    return [name for name, sign in NEEDED.items() if not any(Path("/").glob(sign.lstrip("/")))]


def _apt(*arguments: str) -> str:
    """Run it; empty if it went well, else the end of what it said."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            ["apt-get", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=_LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"apt-get {arguments[0]}: no end after {_LONGEST_SECONDS} s"
    said = done.stdout.decode(errors="replace")[-1500:]
    return (said or "apt-get failed") if done.returncode else ""


def _own_cluster_only() -> None:
    """Debian would start a PostgreSQL of its own on installation; ours is private."""
    configuration = Path("/etc/postgresql-common/createcluster.conf")
    if not configuration.exists():
        configuration.parent.mkdir(parents=True, exist_ok=True)
        configuration.write_text("create_main_cluster = false\n")


def _get(lacking: list[str]) -> None:
    say(f"安装 Debian 软件包 {' '.join(lacking)} … / installing Debian packages")
    if "postgresql" in lacking:
        _own_cluster_only()
    lighter = [LIGHTER.get(name, name) for name in lacking]
    if not _apt(*_OPTIONS, *lighter):
        return
    _apt("update", "-qq")
    if _apt(*_OPTIONS, *lighter):
        print(_apt(*_OPTIONS, *lacking), end="")


def install() -> list[str]:
    """Install what is missing if we may; returns what is still missing."""
    lacking = missing()
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return lacking
    if lacking:
        _get(lacking)
    for name in LIGHTER.values():
        # Only a gain of time: without it, or without a network, all the same tests run.
        if not shutil.which(name):
            _apt("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10", *_OPTIONS, name)
    return missing()


def sentence(lacking: list[str]) -> str:
    """What to tell whoever may not install them."""
    names = " ".join(lacking)
    return f"缺少 Debian 软件包，请以管理员身份安装：apt-get install {names} / missing: {names}"
