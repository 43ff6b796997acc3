"""Invented data for the living style page. Shown nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style page's templates show."""
    return {}
