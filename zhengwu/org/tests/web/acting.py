"""Signing in for page tests: whoever is put here is the actor of the next requests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from zhengwu.kernel.actors import ANONYMOUS, Actor

_who: list[Actor] = [ANONYMOUS]


class ActingMiddleware:
    """Stands behind the real one and replaces its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _who[0]  # type: ignore[attr-defined]
        return self.get_response(request)


@contextmanager
def acting(actor: Actor) -> Any:
    """Requests inside come from this actor."""
    mine = f"{__name__}.ActingMiddleware"
    middleware = list(settings.MIDDLEWARE)
    # Before the refusal page and everything that asks who acts.
    place = next(
        (at for at, name in enumerate(middleware) if name.endswith("ActorMiddleware")),
        middleware.index("django.contrib.messages.middleware.MessageMiddleware"),
    )
    middleware.insert(place + 1, mine)
    _who[0] = actor
    try:
        with override_settings(MIDDLEWARE=middleware):
            yield
    finally:
        _who[0] = ANONYMOUS
