"""Several nodes in one process: each its own database, keys and folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.test import override_settings

from zhengwu.exchange import actions
from zhengwu.exchange.enums import Standing, Way
from zhengwu.exchange.models import Channel, Node, OwnKey
from zhengwu.exchange.registry import Arrived, payload_type, type_named
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

TYPE = "exchange.test"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["n"],
    "properties": {"n": {"type": "integer", "minimum": 1}, "how": {"type": "string"}},
}


class TestRefused(Refusal):
    """这样的内容不收。"""

    __test__ = False


if type_named(TYPE) is None:

    @payload_type(TYPE, title="测试报文", version=1, schema=SCHEMA)
    def done(arrived: Arrived) -> None:
        """Acting twice on one number breaks a constraint of the database."""
        from zhengwu.exchange.models import Offer

        how = arrived.payload.get("how", "")
        if how == "refuse":
            raise TestRefused
        feed = f"{arrived.node}/{arrived.channel}"
        Offer.objects.create(feed=feed, number=arrived.payload["n"], content={})
        if how == "break":
            raise RuntimeError("broken handler")


@dataclass
class Site:
    """One node."""

    code: str
    folder: Path
    connection: BaseDatabaseWrapper
    clock: timedelta = timedelta()
    settings: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def here(self) -> Iterator[None]:
        """Inside, the program is this node."""
        before = connections["default"]
        connections["default"] = self.connection
        try:
            with override_settings(
                NODE_CODE=self.code, KEYS_DIR=self.folder / "keys",
                EXCHANGE_DIR=self.folder / "exchange", **self.settings,
            ):  # fmt: skip
                yield
        finally:
            connections["default"] = before

    def at(self, later: timedelta = timedelta()) -> datetime:
        """The time as this node's clock tells it."""
        return now() + later + self.clock

    def knows(self, other: Site, *, standing: Standing = Standing.OTHER, **more: Any) -> None:
        """Register the other with the key it has now, compared by telephone."""
        at = self.at() - timedelta(hours=1)
        with other.here():
            actions.signing(at)
            key = OwnKey.objects.get()
        with self.here():
            node = actions.register_node(
                other.code, name=f"节点{other.code}", standing=standing,
                way=more.pop("way", Way.FERRY), **more, by=SYSTEM, at=at,
            )  # fmt: skip
            row = actions.register_key(node, key.public, valid_from=at, by=SYSTEM, at=at)
            actions.confirm_key(row, key.grouped, by=SYSTEM, at=at)

    def channel(self, other: Site, code: str = "test", **more: Any) -> Channel:
        """A channel to the other for these types, both ways."""
        kinds = more.pop("kinds", [TYPE])
        with self.here():
            node = Node.objects.get(code=other.code)
            return actions.set_channel(
                node, code, sends=kinds, takes=kinds, by=SYSTEM, at=self.at(), **more
            )

    def node(self, other: Site) -> Node:
        """The other, as it stands in our register."""
        return Node.objects.get(code=other.code)

    def say(self, channel: Channel, *numbers: int, **more: Any) -> None:
        """Post one message a number."""
        with self.here():
            for number in numbers:
                actions.post(
                    channel, TYPE, {"n": number, **more}, key=str(number), by=SYSTEM, at=self.at()
                )

    def packed(self, other: Site, later: timedelta = timedelta(), **more: Any) -> bytes | None:
        """What is due for the other, as bytes."""
        with self.here():
            found = actions.pack(self.node(other), way=Way.FERRY, at=self.at(later), **more)
            return found.content if found else None

    def take(self, content: bytes, later: timedelta = timedelta()) -> actions.Taken:
        """Store a bundle and act on what can be acted on."""
        with self.here():
            taken = actions.take(content, way=Way.FERRY, at=self.at(later))
            actions.act_due(at=self.at(later))
            return taken

    def done(self, other: Site, channel: str = "test") -> list[int]:
        """Which messages of the other were acted on, in that order."""
        from zhengwu.exchange.models import Offer

        with self.here():
            rows = Offer.objects.filter(feed=f"{other.code}/{channel}").order_by("pk")
            return list(rows.values_list("number", flat=True))


@contextmanager
def sites(copies: Any, folder: Path, *codes: str) -> Iterator[list[Site]]:
    """Nodes with empty databases of their own, strangers to each other."""
    backend = load_backend("django.db.backends.sqlite3")
    found = []
    with ExitStack() as stack:
        for code in codes:
            place = folder / code
            place.mkdir()
            copies.spare(place / "node.sqlite3")
            settings = deepcopy(connections["default"].settings_dict)
            settings["NAME"] = str(place / "node.sqlite3")
            connection = backend.DatabaseWrapper(settings, "default")
            stack.callback(connection.close)
            found.append(Site(code, place, connection))
        yield found
