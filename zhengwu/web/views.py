"""The few pages web has of its own: the reader's mode and the living style page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zhengwu.kernel.actors import Actor
from zhengwu.web import sample
from zhengwu.web.access import access, anyone
from zhengwu.web.context import ELDER_COOKIE

_YEAR = 365 * 24 * 3600


def may_see_style(actor: Actor) -> bool:
    """The public of a demonstration, otherwise staff."""
    return settings.DEMO or settings.DEBUG or actor.is_staff


@access(anyone)
def elder(request: HttpRequest) -> HttpResponse:
    """Switches the elder mode (长者版) on or off and returns to where one was."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.GET.get("on") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response


@access(anyone)
def accessibility(request: HttpRequest) -> HttpResponse:
    """What helps people who read, see or use a page differently (无障碍说明)."""
    return render(request, "web/accessibility.html")


@access(may_see_style)
def style(request: HttpRequest) -> HttpResponse:
    """Every component with its states (设计规范)."""
    return render(request, "web/style/index.html", sample.context(request))


@access(may_see_style)
def style_face(request: HttpRequest, face: str) -> HttpResponse:
    """A whole page of one face with invented data: citizen, desk, list, wall or print."""
    return render(request, f"web/style/{face}.html", sample.context(request))
