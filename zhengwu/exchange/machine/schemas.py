"""Shapes of the interface between nodes."""

from __future__ import annotations

from ninja import Schema


class Problem(Schema):
    """Why not."""

    message: str
