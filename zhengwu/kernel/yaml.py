"""Data files as they are read: libyaml's reader, eight times as fast as the one in Python."""

from __future__ import annotations

from typing import IO, Any

import yaml
from yaml import YAMLError, safe_dump

__all__ = ["YAMLError", "safe_dump", "safe_load"]

# Wheels for Linux carry it; where it is missing the result is the same, only later.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def safe_load(text: str | bytes | IO[str] | IO[bytes]) -> Any:
    """The content of one document: plain values, lists, mappings; YAMLError if it is none."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
