"""Reading parameters: what is in force on a day, what waits, what was changed."""

from zhengwu.parameters.queries.changes import (
    history,
    open_change,
    pending,
    recent,
    sample_of,
    upcoming,
    waiting,
)
from zhengwu.parameters.queries.choices import Standing, choice_value, standing
from zhengwu.parameters.queries.known import (
    in_force,
    known,
    newest,
    state_seen,
    version_added,
    versions_of,
)
from zhengwu.parameters.queries.numbers import write_number

__all__ = [
    "Standing",
    "choice_value",
    "history",
    "in_force",
    "known",
    "newest",
    "open_change",
    "pending",
    "recent",
    "sample_of",
    "standing",
    "state_seen",
    "upcoming",
    "version_added",
    "versions_of",
    "waiting",
    "write_number",
]
