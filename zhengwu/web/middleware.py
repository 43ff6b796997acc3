"""At the door: requests nobody can store are turned away, refusals become pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse

from zhengwu.kernel.errors import Refusal
from zhengwu.web import errors

GetResponse = Callable[[HttpRequest], HttpResponse]

# An escaped NUL in JSON: an odd number of backslashes before u0000.
_JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# An escaped half of a character beyond the first plane; most often its other half follows.
_JSON_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class CleanRequestMiddleware:
    """Answers 400 to NUL, to halves of characters and to text that is not UTF-8, before any view
    sees them.

    PostgreSQL cannot hold NUL at all, no database half a character: such a request would be a
    server error.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _unclean_address(request):
            return errors.page(request, 400)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The body is read after the cheaper checks of the address."""
        return errors.page(request, 400) if _unclean_body(request) else None


class RefusalMiddleware:
    """Turns a `Refusal` raised out of a view into its page or fragment, and the empty answer to
    an act's address opened by hand into a page with a way back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return errors.not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Anything but a refusal stays a server error."""
        return errors.refusal(request, exception) if isinstance(exception, Refusal) else None


def _unclean_address(request: HttpRequest) -> bool:
    if "\0" in request.path_info or "\0" in request.META.get("HTTP_COOKIE", ""):
        return True
    return _unclean_bytes(unquote_to_bytes(request.META.get("QUERY_STRING", "")))


def _unclean_bytes(raw: bytes) -> bool:
    if b"\0" in raw:
        return True
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def _halves(body: bytes) -> bool:
    """Whether a JSON text holds half a character without its other half."""
    if not _JSON_HALF.search(body):
        return False
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        return False  # no JSON at all: the view says so
    return False


def _unclean_body(request: HttpRequest) -> bool:
    if request.method not in {"POST", "PUT", "PATCH"}:
        return False
    if request.content_type == "application/json":
        body = request.body
        return bool(_JSON_NUL.search(body)) or _unclean_bytes(body) or _halves(body)
    if request.content_type == "application/x-www-form-urlencoded":
        # Parsing refuses what is declared in another encoding (Django's BadRequest).
        return _unclean_bytes(unquote_to_bytes(request.body)) or "\0" in request.POST
    if request.content_type == "multipart/form-data":
        names = (file.name or "" for _, files in request.FILES.lists() for file in files)
        texts = (text for name, values in request.POST.lists() for text in (name, *values))
        return any("\0" in text for text in (*names, *texts))
    return False
