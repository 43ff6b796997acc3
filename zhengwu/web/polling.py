"""Figures that move: the page asks again, and 304 answers while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from zhengwu.kernel.digests import canonical, digest


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
