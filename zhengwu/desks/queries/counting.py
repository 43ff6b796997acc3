"""Counting of many heaps at once, no further than a desk needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

CAP = 999


def capped(rows: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, int]:
    """Sizes of many querysets in one statement; counting stops one past the cap."""
    parts: list[str] = []
    params: list[Any] = []
    for one in rows.values():
        limited = one.order_by().values("pk")[: cap + 1]
        try:
            sql, given = limited.query.sql_with_params()
        except EmptyResultSet:  # a condition nobody can meet, such as no organ at all
            sql, given = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - sql of the ORM
        params.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(rows, cursor.fetchone(), strict=True))


def shown(count: int) -> str:
    """37, or 999+ past the cap."""
    return f"{CAP}+" if count > CAP else str(count)
