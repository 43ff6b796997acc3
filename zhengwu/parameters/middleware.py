"""All figures of one page are those of one moment, asked for once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhengwu.parameters.queries.known import page_begins, page_ends


class OneMomentMiddleware:
    """Keeps what a page asked of parameters until it is answered; acts ask for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page_begins()
        try:
            return self.get_response(request)
        finally:
            page_ends()
