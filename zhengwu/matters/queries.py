"""Reading matters as such."""

from __future__ import annotations

from collections.abc import Sequence

from zhengwu.matters.models import Matter


def numbers_taken(numbers: Sequence[str]) -> Sequence[str]:
    """Which of these numbers some matter already has; at most three."""
    return list(Matter.objects.filter(number__in=numbers).values_list("number", flat=True)[:3])
