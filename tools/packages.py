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
    "chromium": "/usr/bin/chromium",
    "fonts-noto-cjk": "/usr/share/fonts/**/NotoSansCJK*",
    "poppler-utils": "/usr/bin/pdftotext",
}


def missing() -> list[str]:
    """Names of Debian packages that are not there."""
    return [name for name, sign in NEEDED.items() if not any(Path("/").glob(sign.lstrip("/")))]


def _apt(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ["apt-get", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def install() -> list[str]:
    """Install what is missing if we may; returns what is still missing."""
    lacking = missing()
    if not lacking or os.getuid() != 0 or not shutil.which("apt-get"):
        return lacking
    say(f"安装 Debian 软件包 {' '.join(lacking)} … / installing Debian packages")
    # Debian starts a PostgreSQL of its own on installation; ours is private, that one is unwanted.
    # Its own cluster is not created either.
    configuration = Path("/etc/postgresql-common/createcluster.conf")
    if "postgresql" in lacking and not configuration.exists():
        configuration.parent.mkdir(parents=True, exist_ok=True)
        configuration.write_text("create_main_cluster = false\n")
    options = ("install", "-y", "-qq", "--no-install-recommends")
    if _apt(*options, *lacking).returncode:
        _apt("update", "-qq")
        done = _apt(*options, *lacking)
        if done.returncode:
            print(done.stdout.decode(errors="replace")[-1500:])
    return missing()


def sentence(lacking: list[str]) -> str:
    """What to tell whoever may not install them."""
    names = " ".join(lacking)
    return f"缺少 Debian 软件包，请以管理员身份安装：apt-get install {names} / missing: {names}"
