"""Payload types and feeds that rooms register in their feeds.py; the parameters of the road."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from django.urls import reverse

from zhengwu.journal.models import Entry
from zhengwu.kernel import yaml
from zhengwu.kernel.acting import domain_of
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a handler is given: the content, who sent it, under which number, stored when."""

    message_id: str
    node: str
    relays: bool
    channel: str
    sequence: int
    payload: dict[str, Any]
    at: datetime


Handler = Callable[[Arrived], None]


@dataclass(frozen=True, slots=True)
class PayloadType:
    """报文种类: its schema, and who acts on it, in the transaction that marks it done.

    A handler that raises a Refusal says: this content is not accepted; the sender is told.
    """

    code: str
    title: str
    version: int
    schema: Mapping[str, Any]
    handler: Handler | None
    domain: str

    @property
    def schema_id(self) -> str:
        """As it stands in the head of a message."""
        return f"{self.code}/{self.version}"

    def faults(self, payload: Any) -> str:
        """What does not fit the schema, in a few words; empty if all does."""
        checker = _checker(self.code, self.version)
        found = [
            f"{'/'.join(str(part) for part in one.instance_path) or '内容'}：{one.message}"
            for _, one in zip(range(3), checker.iter_errors(payload), strict=False)
        ]
        return "；".join(found)[:400]


@dataclass(frozen=True, slots=True)
class Feed:
    """数据源: numbered records of one schema, told again when they change.

    `key`, `kind` and `at` name fields of a record: what it is about, its sort, when it happened.
    Either `after(number, most)` reads own records, each with its `number`; or they are made from
    entries of the journal with `codes` by `contents(entries)`, and numbered here.
    """

    code: str
    title: str
    version: int
    record: Mapping[str, Any]
    key: str
    kind: str
    at: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    after: Callable[[int, int], list[Record]] | None = None
    codes: tuple[str, ...] = ()
    contents: Callable[[list[Entry]], Iterable[Record]] | None = None

    @property
    def words(self) -> dict[str, str]:
        """Field → what it is called, in the order of the schema."""
        return {
            name: str(one.get("description", name)).partition("；")[0]
            for name, one in self.record["properties"].items()
        }

    @property
    def batch(self) -> dict[str, Any]:
        """The schema of a message that carries records of one node in order."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["feed", "node", "first", "last", "records"],
            "properties": {
                "feed": {"const": self.code},
                "node": {"type": "string", "minLength": 1, "maxLength": 40},
                "first": {"type": "integer", "minimum": 1},
                "last": {"type": "integer", "minimum": 1},
                "records": {"type": "array", "minItems": 1, "items": dict(self.record)},
            },
        }


_types: dict[str, PayloadType] = {}
_feeds: dict[str, Feed] = {}


def payload_type(
    code: str, *, title: str, version: int, schema: Mapping[str, Any]
) -> Callable[[Handler], Handler]:
    """Register who acts on a sort of message: `@payload_type("office.letter", …)`."""

    def register(handler: Handler) -> Handler:
        _add(PayloadType(code, title, version, schema, handler, domain_of(handler.__module__)))
        return handler

    return register


def register_feed(feed: Feed) -> Feed:
    """Register a source of records; its messages are held by exchange itself."""
    _feeds[feed.code] = feed
    _add(PayloadType(feed.code, feed.title, feed.version, feed.batch, None, "exchange"))
    return feed


def _add(one: PayloadType) -> None:
    if one.code in _types:
        raise ValueError(f"two payload types named {one.code}")
    _types[one.code] = one


@lru_cache(maxsize=64)
def _checker(code: str, version: int) -> jsonschema_rs.Validator:
    one = _types[code]
    assert one.version == version
    return jsonschema_rs.Draft202012Validator(dict(one.schema), validate_formats=True)


def type_named(code: str) -> PayloadType | None:
    """The payload type of that code."""
    return _types.get(code)


def all_types() -> list[PayloadType]:
    """Every registered payload type."""
    return sorted(_types.values(), key=lambda one: one.code)


def feed_named(code: str) -> Feed | None:
    """The feed of that code."""
    return _feeds.get(code)


def all_feeds() -> list[Feed]:
    """Every registered feed."""
    return sorted(_feeds.values(), key=lambda one: one.code)


def _rows() -> dict[str, dict[str, Any]]:
    path = Path(__file__).resolve().parent / "data" / "parameters.yaml"
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _uses(_: str) -> list[Use]:
    """Nodes this one speaks with."""
    from zhengwu.exchange.models import Node

    return [Use("往来的节点", Node.objects.count(), reverse("exchange_staff:home"), "个")]


register_choices("exchange", "节点交换", _rows(), uses=_uses, page="exchange_staff:home")


def figure(name: str, at: date | datetime) -> int:
    """The value of one local figure on the day of `at`."""
    return int(choice_value("exchange", name, at))
