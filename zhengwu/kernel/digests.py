"""Digests and canonical text: what is signed must not depend on a database's idea of JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Made once: `json.dumps` with options of its own makes a new encoder at every call.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, Chinese kept as it is."""
    return _ENCODER.encode(value)


def digest(content: str | bytes) -> str:
    """SHA-256 in hex of a text (UTF-8) or bytes."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
