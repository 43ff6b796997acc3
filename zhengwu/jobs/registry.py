"""Handlers of long work and of recurring work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengwu.kernel.acting import domain_of

if TYPE_CHECKING:
    from zhengwu.jobs.actions import JobHandle

JobHandler = Callable[["JobHandle"], None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of long work."""

    name: str
    handler: JobHandler
    domain: str


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that recurs every so many seconds."""

    name: str
    seconds: int
    handler: Callable[[], object]
    domain: str


_kinds: dict[str, JobKind] = {}
_periodic: dict[str, Periodic] = {}


def job(name: str) -> Callable[[JobHandler], JobHandler]:
    """Register the handler of a kind of long work: `@job("catalogue.import")`."""

    def register(handler: JobHandler) -> JobHandler:
        _kinds[name] = JobKind(name, handler, domain_of(handler.__module__))
        return handler

    return register


def periodic(name: str, *, seconds: int) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register recurring work: one worker does it, `seconds` after the last time."""

    def register(handler: Callable[[], object]) -> Callable[[], object]:
        _periodic[name] = Periodic(name, seconds, handler, domain_of(handler.__module__))
        return handler

    return register


def kind_named(name: str) -> JobKind | None:
    """The kind of that name."""
    return _kinds.get(name)


def all_periodic() -> list[Periodic]:
    """All recurring work."""
    return list(_periodic.values())
