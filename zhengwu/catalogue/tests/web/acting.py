"""Requests in somebody's name: what the identity middleware does, without signing in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhengwu.kernel.actors import ANONYMOUS, Actor

_who: list[Actor] = [ANONYMOUS]


def become(actor: Actor) -> None:
    """From now on requests come from `actor`."""
    _who[0] = actor


class ActingMiddleware:
    """Last in the list, so that it has the last word on `request.actor`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _who[0]  # type: ignore[attr-defined]
        return self.get_response(request)
