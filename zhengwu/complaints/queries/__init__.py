"""Reading of complaints with more than one caller."""

from zhengwu.complaints.queries.desks import (
    Desk,
    concern_of,
    conflict_of,
    desk_for,
    organs_with,
    standing_of,
    standing_of_actor,
)
from zhengwu.complaints.queries.figures import (
    Period,
    accountability,
    figures,
    upheld,
    years,
)
from zhengwu.complaints.queries.listing import (
    accounts_of,
    asked_of,
    complaints_of,
    digest_of,
    free_to_investigate,
    own,
    similar,
)

__all__ = [
    "Desk",
    "Period",
    "accountability",
    "accounts_of",
    "asked_of",
    "complaints_of",
    "concern_of",
    "conflict_of",
    "desk_for",
    "digest_of",
    "figures",
    "free_to_investigate",
    "organs_with",
    "own",
    "similar",
    "standing_of",
    "standing_of_actor",
    "upheld",
    "years",
]
