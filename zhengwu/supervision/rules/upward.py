"""Records for the level above: the fields of GB/T 39046 table 11, nothing personal; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_ALERTS = {"notice": "1", "warning": "2", "score": "3", "yellow": "4", "red": "5", "order": "6"}


def record_of(
    *, number: str, watched: str, kind: str, probe: str, level: str, occurred_at: str,
    order: tuple[str, str], organ: str, result: str, responsible: str, node: str,
) -> Mapping[str, Any]:  # fmt: skip
    """One record. `order` is (text, instant) of the supervision order or card; no name of a
    person and no applicant leaves the county."""
    return {
        "node": node,
        "matter_number": watched,
        "record_number": number,
        "probe_code": probe,
        "alert_type": _ALERTS.get(level, "9"),
        "occurred_at": occurred_at,
        "order_text": order[0],
        "order_issued_at": order[1],
        "organ_code": organ,
        "matter_kind": kind,
        "result": result,
        "responsible": responsible,
    }


def lines_of(header: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> bytes:
    """A bundle as text: the header, then a record a line; the same bytes whenever it is made."""
    rows = [header, *records]
    text = "".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        for row in rows
    )
    return text.encode()
