"""./run verify: the journal is whole – chains, seals, check points."""

from __future__ import annotations

import sys

from tools import manage

if __name__ == "__main__":
    sys.exit(manage.main(["verify", *sys.argv[1:]]))
