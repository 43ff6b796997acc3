"""The supervision of the demonstration county: rules in force from its first day."""

from __future__ import annotations

from datetime import datetime

from zhengwu.kernel.actors import Actor
from zhengwu.supervision.actions import load_shipped


def watch(*, by: Actor, at: datetime) -> None:
    """Rules that judge whatever is recorded from `at` on."""
    load_shipped(by=by, at=at)
