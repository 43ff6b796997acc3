"""Whose bill a sub-matter's charges stand on. Rooms that join matters register the answer here."""

from __future__ import annotations

from collections.abc import Callable

from zhengwu.matters.models import Matter

Lead = Callable[[Matter], Matter | None]

# Whether parts of the whole (first) other than this scope (second) still work out their charges.
Others = Callable[[Matter, Matter], bool]

_leads: list[Lead] = []
_others: list[Others] = []


def register_lead(lead: Lead) -> None:
    """`lead(matter)` gives the matter that carries the one bill, or None where it does not know."""
    _leads.append(lead)


def register_others(others: Others) -> None:
    """`others(lead, scope)` says whether the one notice has to wait for other parts."""
    _others.append(others)


def others_owe(lead: Matter, scope: Matter) -> bool:
    """Whether other parts on this bill still have to work out theirs."""
    return lead.pk != scope.pk and any(one(lead, scope) for one in _others)


def lead_of(matter: Matter) -> Matter:
    """The matter whose bill the charges of this one stand on: itself, where nobody says else."""
    for lead in _leads:
        if found := lead(matter):
            return found
    return matter
