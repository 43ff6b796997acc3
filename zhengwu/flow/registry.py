"""Services that service tasks may ask for, and who opens the sub-matters of call activities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from zhengwu.flow.models import Instance
from zhengwu.kernel.actors import Actor
from zhengwu.matters.models import Matter

# A service gets the run and returns facts; it runs in a worker, at least once.
Service = Callable[[Instance], Mapping[str, Any]]


class Opener(Protocol):
    """Opens the sub-matter of a call activity; called again, it returns the same matter."""

    def __call__(self, parent: Matter, *, key: str, name: str, by: Actor, at: datetime) -> Matter:
        """`key` names the call: token and visit."""


_services: dict[str, Service] = {}
_openers: dict[str, Opener] = {}


def service(name: str) -> Callable[[Service], Service]:
    """Register what a service task `zw:service="name"` does."""

    def register(function: Service) -> Service:
        if name in _services:
            raise ValueError(f"two services named {name}")
        _services[name] = function
        return function

    return register


def opener(kind: str) -> Callable[[Opener], Opener]:
    """Register who opens sub-matters for matters of a kind."""

    def register(function: Opener) -> Opener:
        _openers[kind] = function
        return function

    return register


def service_named(name: str) -> Service | None:
    """The registered service."""
    return _services.get(name)


def opener_for(kind: str) -> Opener | None:
    """Who opens sub-matters for this kind, if anyone has an own way."""
    return _openers.get(kind)


@dataclass(frozen=True, slots=True)
class Use:
    """Something that follows a flow: what it is called, where it is read, by which version."""

    name: str
    url: str
    digest: str
    note: str = ""


_users: list[Callable[[str], list[Use]]] = []


def user(function: Callable[[str], list[Use]]) -> Callable[[str], list[Use]]:
    """Register who can say what uses a flow, asked by its code."""
    _users.append(function)
    return function


def uses_of(code: str) -> list[Use]:
    """Everything that uses the flow, over all domains that registered."""
    return [use for ask in _users for use in ask(code)]
