"""What supervision offers to other nodes: its records, as docs/supervision-interface.md tells."""

from __future__ import annotations

import json
from pathlib import Path

from zhengwu.exchange.registry import Feed, Record, register_feed
from zhengwu.supervision import queries

_SCHEMA = Path(__file__).resolve().parent / "data" / "record.schema.json"
CODE = "supervision.records"
KINDS = {
    "1": "提示", "2": "预警", "3": "扣分", "4": "黄牌", "5": "红牌", "6": "督办", "9": "其他",
}  # fmt: skip


def _after(number: int, most: int) -> list[Record]:
    rows = queries.outgoing_after(number, most)
    return [{**one.content, "number": one.number} for one in rows]


RECORDS = register_feed(
    Feed(
        code=CODE,
        title="电子监察记录",
        version=1,
        record=json.loads(_SCHEMA.read_text(encoding="utf-8")),
        key="record_number",
        kind="alert_type",
        at="occurred_at",
        kinds=KINDS,
        after=_after,
    )
)
