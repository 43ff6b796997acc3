"""Which domain is acting right now: set by actions and reactions, read by the write check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_stack: ContextVar[tuple[str, ...]] = ContextVar("acting", default=())


def current() -> str | None:
    """The domain whose action runs innermost, or None outside of every action."""
    stack = _stack.get()
    return stack[-1] if stack else None


def domain_of(module: str) -> str:
    """`zhengwu.cases.actions.accept` → `cases`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "zhengwu" and len(parts) > 1 else parts[0]


@contextmanager
def entered(domain: str) -> Iterator[None]:
    """While inside, `domain` is the one that writes."""
    token = _stack.set((*_stack.get(), domain))
    try:
        yield
    finally:
        _stack.reset(token)
