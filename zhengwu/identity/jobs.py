"""Periodic work of identity."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from zhengwu.identity import actions
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.time import now


@periodic("identity.sweep", seconds=3600)
def sweep() -> None:
    """Forget counters that count nothing any more, and sessions that have run out."""
    actions.sweep(now())
    SessionStore.clear_expired()
