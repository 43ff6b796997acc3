"""No route without a permission: every address says who may call it.

A page's view carries `.access` (zhengwu/web/access.py); an operation of the machine interface
carries its authentication, or says in so many words (`auth=None`) that it is public.
`python -m tools.routes --list` prints the routes with their rules, for the role × route matrix.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

# The description of the machine interface itself is public.
PUBLIC_DESCRIPTIONS = {"openapi_json", "openapi_view", "default_home"}


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its pattern, the view's name and the rule's name (empty: none)."""

    pattern: str
    view: str
    rule: str


def _plain(callback: Callable[..., Any]) -> Callable[..., Any]:
    while isinstance(callback, partial):
        callback = callback.func
    return callback


def _name(callback: Callable[..., Any]) -> str:
    plain = _plain(callback)
    return f"{plain.__module__}.{getattr(plain, '__qualname__', repr(plain))}"


def _operation_rule(operation: Any) -> str:
    if operation.auth_callbacks:
        return "+".join(sorted(type(found).__name__ for found in operation.auth_callbacks))
    return "public" if operation.auth_param is None else ""


def _machine(pattern: str, path_view: Any) -> Iterator[Route]:
    for operation in path_view.operations:
        methods = ",".join(sorted(operation.methods))
        name = f"{operation.view_func.__module__}.{operation.view_func.__qualname__}"
        yield Route(f"{methods} {pattern}", name, _operation_rule(operation))


def _route(pattern: str, callback: Callable[..., Any]) -> Iterator[Route]:
    plain = _plain(callback)
    if plain.__module__ == "ninja.operation":
        yield from _machine(pattern, inspect.getclosurevars(plain).nonlocals["self"])
    elif plain.__module__.startswith("ninja.") and plain.__name__ in PUBLIC_DESCRIPTIONS:
        yield Route(pattern, _name(callback), "public")
    else:
        rule = getattr(callback, "access", None)
        yield Route(pattern, _name(callback), _name(rule) if rule else "")


def routes() -> Iterator[Route]:
    """Every address of the program, in the order in which they are tried."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
        for entry in patterns:
            pattern = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield from _route(pattern, entry.callback)
            else:
                yield from walk(entry.url_patterns, pattern)

    yield from walk(get_resolver().url_patterns, "/")


def violations() -> Iterator[str]:
    """Every route that does not say who may call it."""
    for route in routes():
        if not route.rule:
            yield f"{route.pattern}: {route.view} carries no access rule"


def main(arguments: list[str]) -> int:
    """Print and count."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    if "--list" in arguments:
        for route in routes():
            print(f"{route.pattern}\t{route.rule}\t{route.view}")
        return 0
    found = list(violations())
    print("\n".join(found) or "routes: every address says who may call it")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
