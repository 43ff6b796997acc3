"""How long a sign-in lasts, and which way back is safe."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

# A row is written at most once a minute for "still here": a page view must not cost a write.
TOUCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Marks:
    """What a session knows of its sign-in. Instants are whole seconds since 1970 (UTC)."""

    face: str
    assurance: str
    started: int
    seen: int
    proved: int
    idle_seconds: int
    until: int
    behalf: str = ""

    def stored(self) -> dict[str, Any]:
        """As kept in the session."""
        return asdict(self)

    def alive(self, at: datetime) -> bool:
        """Neither idle for too long nor too old."""
        moment = int(at.timestamp())
        return moment < self.until and moment - self.seen < self.idle_seconds

    def touched(self, at: datetime) -> Marks | None:
        """The marks to store, or None while the stored ones are recent enough."""
        moment = int(at.timestamp())
        return replace(self, seen=moment) if moment - self.seen >= TOUCH_SECONDS else None

    def proved_within(self, seconds: int, at: datetime) -> bool:
        """Whether the person proved again, lately enough, to be who signed in."""
        return 0 <= int(at.timestamp()) - self.proved < seconds


def marks_of(stored: Any) -> Marks | None:
    """The marks of a session, None when they are missing or of an older shape."""
    if not isinstance(stored, dict):
        return None
    try:
        return Marks(**stored)
    except TypeError:
        return None
