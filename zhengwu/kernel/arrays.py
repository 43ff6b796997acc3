"""Array parameters of bulk statements on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def array(values: Iterable[UUID | int | str]) -> str:
    """The text `{a,b,…}` for a parameter cast to an array: uuids, whole numbers, hex digests.

    Only for values whose text needs no quotes. A list would be adapted element by element, in
    Python, which costs a bulk act more than the statement itself.
    """
    return f"{{{','.join(map(str, values))}}}"
