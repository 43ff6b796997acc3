"""A shared library for demonstrations: rows in a file, and sources that are down or silent.

The file lies in the data directory and is written by whoever builds the demonstration; without it
nothing is connected. A row says what a real source would: whose, until when, whether it stands.
"""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

from django.conf import settings

from zhengwu.cases.registry.library import Library, Look, NotConnected, Wanted, dataset
from zhengwu.cases.rules.looks import LookOutcome

FILE = "demonstration_library.json"
_STATES = {
    "valid": LookOutcome.FOUND, "revoked": LookOutcome.REVOKED, "expired": LookOutcome.EXPIRED,
}  # fmt: skip


class DemonstrationLibrary(Library):
    """演示共享库: answers, denies, is down, or does not answer in time – as its file says."""

    def ask(self, wanted: Wanted, *, seconds: float) -> Look:
        """What the file says of this number in this data set."""
        rows = _read()
        mode = rows.get("modes", {}).get(wanted.free_code, "answering")
        known = dataset(wanted.free_code)
        if mode == "down" or known is None:
            raise NotConnected
        if mode == "silent":
            threading.Event().wait(seconds * 2)
            raise TimeoutError
        source = f"共享库（演示）·{known.name}·{known.owner}"
        found: dict[str, Any] | None = rows.get(wanted.free_code, {}).get(wanted.number)
        if found is None:
            return Look(LookOutcome.NONE, source, content={"asked": wanted.free_code})
        until = date.fromisoformat(found["valid_to"]) if found.get("valid_to") else None
        outcome = _STATES.get(found.get("state", "valid"), LookOutcome.NONE)
        if outcome is LookOutcome.FOUND and until and until < wanted.day:
            outcome = LookOutcome.EXPIRED
        return Look(
            outcome, source, found["title"], found["number"], found["holder"], until, content=found
        )


def _read() -> dict[str, Any]:
    path = settings.DATA_DIR / FILE
    if not settings.DEMO or not path.exists():
        raise NotConnected
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
