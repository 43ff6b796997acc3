"""The nodes around the demonstration county: the city above, a town below, both by ferry.

They are programs of their own (tools/neighbour.py) that run beside the demonstration and really
confirm; nothing here writes a receipt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from tools.neighbour import CITY, TOWN, Neighbour
from zhengwu.exchange import actions, queries
from zhengwu.exchange.enums import Standing, Way
from zhengwu.exchange.models import Node
from zhengwu.kernel.actors import SYSTEM

CHANNEL = "records"
FEEDS = ["cases.records", "supervision.records"]
_NODES: tuple[tuple[str, str, Standing, list[str], list[str]], ...] = (
    (CITY, "广安市政务服务平台（演示）", Standing.UPPER, FEEDS, []),
    (TOWN, "乡镇监察节点（演示）", Standing.LOWER, [], ["supervision.records"]),
)
_TOLD = (("4", "逾期没有办结，发出，待说明"), ("4", "审议：成立"), ("1", "已提示"))


def establish(*, at: datetime) -> None:
    """Both nodes know us and we them; the town has something to tell."""
    actions.signing(at)
    own = queries.self_key()
    assert own is not None
    for code, name, standing, sends, takes in _NODES:
        one = Neighbour(code, Path(settings.DATA_DIR) / "neighbour" / code)
        one.meet(settings.NODE_CODE, own.public)
        node = actions.register_node(
            code, name=name, standing=standing, way=Way.FERRY, by=SYSTEM, at=at
        )
        key = actions.register_key(node, one.public, valid_from=at, by=SYSTEM, at=at)
        actions.confirm_key(key, one.fingerprint, by=SYSTEM, at=at)
        channel = actions.set_channel(node, CHANNEL, sends=sends, takes=takes, by=SYSTEM, at=at)
        for feed in sends:
            actions.subscribe(channel, feed, relays=False, by=SYSTEM, at=at)
        if takes:
            _tell(one, node, at)


def _tell(town: Neighbour, node: Node, at: datetime) -> None:
    records = [
        {
            "number": place, "node": town.code, "matter_number": f"演示{place:04d}",
            "record_number": f"XZ{at:%Y}-{1 if level == '4' else 2:03d}", "probe_code": "overdue",
            "alert_type": level, "occurred_at": (at - timedelta(hours=9 - place)).isoformat(),
            "order_text": "超过承诺期限", "order_issued_at": at.isoformat(),
            "organ_code": "", "matter_kind": "case", "result": result,
            "responsible": "便民服务中心（演示）",
        }
        for place, (level, result) in enumerate(_TOLD, start=1)
    ]  # fmt: skip
    payload = {
        "feed": "supervision.records", "node": town.code, "first": 1, "last": len(records),
        "records": records,
    }  # fmt: skip
    message = town.message(CHANNEL, "supervision.records", 1, 1, payload)
    town.lay(Path(settings.EXCHANGE_DIR), f"{town.code}-00000001.zwb", town.bundle([message]))
    actions.read_folder(node, at=at)
    actions.act_due(at=at)
