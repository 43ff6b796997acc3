"""What an arrival is, which numbers are missing, what a key may sign; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zhengwu.exchange.enums import FaultKind


class Arrival(StrEnum):
    """What a message of a known number is to us."""

    NEXT = "next"
    AHEAD = "ahead"
    LATE = "late"
    DOUBLED = "doubled"
    CONFLICT = "conflict"
    TOO_FAR = "too_far"


def arrival_of(
    number: int, digest: str, *, up_to: int, highest: int, stored: str | None, window: int
) -> Arrival:
    """`stored` is the digest we hold under this number, None if none; `up_to` the last number
    without a hole before it, `highest` the largest we hold."""
    if stored is not None:
        return Arrival.DOUBLED if stored == digest else Arrival.CONFLICT
    if number > up_to + window:
        return Arrival.TOO_FAR
    if number == up_to + 1 and highest <= up_to:
        return Arrival.NEXT
    return Arrival.AHEAD if number > highest else Arrival.LATE


def missing_of(up_to: int, held: Iterable[int]) -> list[list[int]]:
    """Holes ([from, to]) after `up_to` and before the largest number held."""
    holes, expected = [], up_to + 1
    for number in sorted(set(held)):
        if number < expected:
            continue
        if number > expected:
            holes.append([expected, number - 1])
        expected = number + 1
    return holes


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A registered key; `valid_to` is an exclusive end."""

    confirmed: bool
    valid_from: datetime
    valid_to: datetime | None
    revoked: bool


def key_fault(
    key: KeyFacts | None, *, signed_at: datetime, at: datetime, ahead: timedelta, road: timedelta
) -> FaultKind | None:
    """Why a signature of this key does not count now. `ahead`: how far a clock may run before
    ours; `road`: how long something signed in time may be on its way after the key's end."""
    if key is None:
        return FaultKind.UNKNOWN_KEY
    if key.revoked:
        return FaultKind.KEY_REVOKED
    if not key.confirmed:
        return FaultKind.UNCONFIRMED_KEY
    if signed_at > at + ahead:
        return FaultKind.CLOCK
    if signed_at < key.valid_from - ahead:
        return FaultKind.KEY_NOT_YET
    if key.valid_to is not None and (signed_at >= key.valid_to or at >= key.valid_to + road):
        return FaultKind.KEY_EXPIRED
    return None
