"""Whose bill a sub-matter's charges stand on. Rooms that join matters register the answer here."""

from __future__ import annotations

from collections.abc import Callable

from zhengwu.matters.models import Matter

Lead = Callable[[Matter], Matter | None]

_leads: list[Lead] = []


def register_lead(lead: Lead) -> None:
    """`lead(matter)` gives the matter that carries the one bill, or None where it does not know."""
    _leads.append(lead)


def lead_of(matter: Matter) -> Matter:
    """The matter whose bill the charges of this one stand on: itself, where nobody says else."""
    for lead in _leads:
        if found := lead(matter):
            return found
    return matter
