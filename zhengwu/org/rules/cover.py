"""Who may stand in for an absent colleague."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .periods import Period


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as somebody holds it: role A, B or none."""

    post_id: str
    name: str
    organ_code: str
    role: str
    duties: frozenset[str]
    period: Period


def entitled(absent: HeldPost, candidate: Iterable[HeldPost], away: Period) -> bool:
    """B of the same post, or an equal post: same organ and every duty of the absent one.

    The candidate must hold it on every day of the absence that the absent holds the post.
    """
    needed = _common(absent.period, away)
    return needed is None or any(
        held.period.covers(needed) and (_is_b(held, absent) or _is_equal(held, absent))
        for held in candidate
    )


def not_entitled(
    absent: Iterable[HeldPost], candidate: Iterable[HeldPost], away: Period
) -> list[str]:
    """Names of the absent person's posts the candidate may not cover."""
    held = list(candidate)
    return [post.name for post in absent if not entitled(post, held, away)]


def _is_b(held: HeldPost, absent: HeldPost) -> bool:
    return held.post_id == absent.post_id and held.role == "B"


def _is_equal(held: HeldPost, absent: HeldPost) -> bool:
    return held.organ_code == absent.organ_code and held.duties >= absent.duties


def _common(left: Period, right: Period) -> Period | None:
    if not left.meets(right):
        return None
    lasts = [last for last in (left.last, right.last) if last is not None]
    return Period(max(left.first, right.first), min(lasts) if lasts else None)
