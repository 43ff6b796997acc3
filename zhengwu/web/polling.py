"""Figures that move: the page asks again, and 304 answers while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from zhengwu.kernel.digests import canonical, digest

PRESENT = "X-Present"

View = TypeVar("View", bound=Callable[..., HttpResponse])


def polled(view: View) -> View:
    """A part of a page that asks by itself: asking is no sign that somebody is there.

    The session is kept by it only when the page says that keys or pointer were used meanwhile
    (`PRESENT`, set by js/polling.js). Walls are not marked: nobody is meant to touch them.
    """
    view.polled = True  # type: ignore[attr-defined]
    return view


def etagged(
    request: HttpRequest, fingerprint: object, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """304 when the client holds this `fingerprint` (any JSON value), else what `render` makes.

    The fingerprint must be cheaper to find than the page: a version, a last change, a few counts.
    """
    tag = f'"{digest(canonical(fingerprint))[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    fresh = tag in known or f"W/{tag}" in known
    response: HttpResponse = HttpResponseNotModified() if fresh else render()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
