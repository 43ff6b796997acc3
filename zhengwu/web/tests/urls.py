"""Addresses of the pages the tests of web use; the error handlers are the real ones."""

from __future__ import annotations

import threading

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.web.access import access, anyone, citizen, signed_in, staff
from zhengwu.web.once import once
from zhengwu.web.tests.markup import rendered

_FORM = """{% extends "web/citizen.html" %}{% block content %}<h1>测试</h1>
<c-form>
<c-field label="名称" name="name" /><c-button kind="primary">提交</c-button></c-form>{% endblock %}"""

# How often the guarded act really happened, by the name given in the form.
acts: list[str] = []
gate = threading.Event()
gate.set()


class NotYetServed(Refusal):
    """不予许可前，须先送达告知书 {number}。"""

    law = "《行政许可法》第三十六条"


def decider(actor: Actor) -> bool:
    """A predicate such as a policy has."""
    return actor.has("decider", "G1")


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@access(anyone)
@once
def act(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse(rendered(_FORM, request))
    gate.wait(5)
    if request.POST.get("name") == "faulty":
        return HttpResponse("填写有误", status=422)
    acts.append(request.POST.get("name", ""))
    return HttpResponseRedirect(f"/done/?act={len(acts)}")


@access(anyone)
def refuse(request: HttpRequest) -> HttpResponse:
    raise NotYetServed(number="2026-0183")


@access(anyone)
def refuse_input(request: HttpRequest) -> HttpResponse:
    raise InvalidInput(fields={"phone": ["请填写联系电话"]})


@access(anyone)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a programming error")


urlpatterns = [
    path("", include("zhengwu.web.urls")),
    path("open/", access(anyone)(_page)),
    path("own/", access(signed_in)(_page)),
    path("citizen/", access(citizen)(_page)),
    path("desk/staff/", access(staff)(_page)),
    path("desk/decide/", access(decider)(_page)),
    path("desk/known/", access(decider, hidden=False)(_page)),
    path("done/", access(anyone)(_page)),
    path("act/", act),
    path("refuse/", refuse),
    path("refuse-input/", refuse_input),
    path("broken/", broken),
]
