"""Every address of the program: the domains' faces, mounted by convention."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def _module(name: str) -> str | None:
    """The module's name if it exists; a parent that is missing counts as missing."""
    try:
        return name if find_spec(name) else None
    except ModuleNotFoundError:
        return None


def _faces() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for domain in settings.DOMAINS:
        for face, prefix in (("citizen", ""), ("wall", "wall/"), ("staff", "desk/")):
            if module := _module(f"zhengwu.{domain}.web.{face}.urls"):
                found.append(path(prefix, include(module)))
    return found


def _machine() -> list[URLPattern | URLResolver]:
    """One description for all machines; rooms bring their own addresses (`router`, `prefix`)."""
    if not (module := _module("zhengwu.desks.machine.api")):
        return []
    api = import_module(module).api
    for domain in settings.DOMAINS:
        if domain != "desks" and (own := _module(f"zhengwu.{domain}.machine.api")):
            part = import_module(own)
            api.add_router(part.prefix, part.router)
    return [path("api/", api.urls)]


urlpatterns = [*_machine(), path("", include("zhengwu.web.urls")), *_faces()]

handler400 = "zhengwu.web.errors.bad_request"
handler403 = "zhengwu.web.errors.forbidden"
handler404 = "zhengwu.web.errors.not_found"
handler500 = "zhengwu.web.errors.server_error"
