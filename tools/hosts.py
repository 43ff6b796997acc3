"""No committed file names a package registry's host or a path of the machine it was made on.

Lock files carry names, versions and digests; where the bytes come from is the business of whoever
installs (a mirror, a folder of wheels), and the digests make it safe.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import ROOT, committed, shown

# Written in halves: this file is read by its own check.
_HOSTS = (
    "pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs\.", "registry\\.yarnpkg",
    "npmmirror" + r"\.com", r"pypi\.[a-z.]*tuna", "mirrors" + r"\.(?:aliyun|ustc|tuna|cloud)",
    "deb" + r"\.debian\.org",
)  # fmt: skip
_PATHS = (r"/(?:root|home/[a-z][\w-]*|Users/\w+)/[\w.]", r"/work/(?:main|shared)\b")
_HOST = re.compile("|".join(_HOSTS))
_PATH = re.compile("|".join(f"(?<![\\w.}}>]){pattern}" for pattern in _PATHS))
_LARGEST = 5_000_000


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """(line, what) for every host or path of this machine in a text."""
    own = re.compile(re.escape(str(ROOT)) + r"\b") if len(ROOT.parts) > 2 else None
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in (_HOST, _PATH, own):
            if pattern and (match := pattern.search(line)):
                yield number, match.group()


def _text(path: Path) -> str:
    content = path.read_bytes()[:_LARGEST]
    return "" if b"\0" in content[:8192] else content.decode("utf-8", "replace")


def violations() -> Iterator[str]:
    """Every committed line that names one."""
    for path in committed():
        for line, what in found_in(_text(path)):
            yield f"{shown(path)}:{line}: {what}"


def main() -> int:
    """Print and count."""
    found = list(violations())
    print("\n".join(found) or "hosts: no registry and no machine is named")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
