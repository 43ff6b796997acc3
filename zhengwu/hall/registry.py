"""Local choices of the hall, shipped as data with their sources; links that higher rooms add."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.hall.models import Queue, Ticket
from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_DATA = Path(__file__).resolve().parent / "data"


def _read(name: str) -> Any:
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def _uses(_: str) -> list[Use]:
    """Queues one may stand in: every number and appointment follows these figures."""
    rows = Queue.objects.filter(closed_on=None)
    return [Use("排队的业务队列", rows.count(), reverse("hall_staff:home"), "个")]


register_choices("hall", "大厅", _read("parameters"), uses=_uses, page="hall_staff:parameters")


def value(name: str, at: date | datetime) -> int:
    """The value of one local figure on the day of `at`."""
    return int(choice_value("hall", name, at))


@lru_cache(maxsize=1)
def pauses() -> dict[str, dict[str, Any]]:
    """Reasons of a pause by code, in their order."""
    return {row["code"]: row for row in _read("pauses")}


@lru_cache(maxsize=1)
def shipped_priorities() -> list[dict[str, Any]]:
    """The priority rules a hall starts with."""
    rows: list[dict[str, Any]] = _read("priorities")
    return rows


@lru_cache(maxsize=1)
def shipped_hours() -> list[dict[str, Any]]:
    """The hours a hall starts with."""
    rows: list[dict[str, Any]] = _read("hours")
    return rows


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a higher room puts on a ticket's page: what to do after the service."""

    label: str
    url: str


TicketLink = Callable[[Ticket], Link | None]
_links: list[TicketLink] = []


def register_ticket_link(link: TicketLink) -> TicketLink:
    """Let a higher room (evaluation by way of desks) offer something on served tickets' pages."""
    if link not in _links:
        _links.append(link)
    return link


def links_of(ticket: Ticket) -> list[Link]:
    """What may be done after this ticket was served."""
    return [found for one in _links if (found := one(ticket)) is not None]
