"""Addresses of the pages the tests of web use; the error handlers are the real ones."""

from __future__ import annotations

import threading

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path
from django.views.decorators.http import require_POST

from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.web.access import access, anyone, citizen, signed_in, staff
from zhengwu.web.once import once
from zhengwu.web.polling import etagged
from zhengwu.web.tests.markup import rendered

_FORM = """{% extends "web/citizen.html" %}
{% block content %}<h1>测试</h1>
<c-form>
<c-field label="名称" name="name" /><c-button kind="primary">提交</c-button></c-form>
{% endblock %}"""

_UPLOAD = """{% extends "web/citizen.html" %}
{% block content %}<h1>上传</h1>
<c-form upload="1"><c-upload name="licence" label="营业执照" /><c-button>上传</c-button></c-form>
{% endblock %}"""
_PROGRESS = """<c-progress label="导入" done="12" total="878" :state="state" poll="/job/progress/">
{% if state == "done" %}已完成 878 行{% else %}正在进行{% endif %}</c-progress>"""
_JOB = """{% extends "web/citizen.html" %}
{% block content %}<h1>导入</h1>
<c-progress label="导入" poll="/job/progress/" every="0.2">准备中</c-progress>{% endblock %}"""

# The statuses with which the progress was answered.
polls: list[int] = []
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
def hoard(request: HttpRequest) -> HttpResponse:
    """Fills the table of sessions."""
    if request.method == "POST":
        request.session["hoard"] = request.POST["name"] * 300_000
    return HttpResponse("kept")


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
@once
def upload(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse(rendered(_UPLOAD, request))
    file = request.FILES["licence"]
    acts.append(f"{file.name} {file.size}")
    return HttpResponseRedirect("/done/")


@access(anyone)
def job(request: HttpRequest) -> HttpResponse:
    return HttpResponse(rendered(_JOB, request))


@access(anyone)
def job_progress(request: HttpRequest) -> HttpResponse:
    state = "done" if len(polls) > 3 else "running"
    answer = etagged(
        request, state, lambda: HttpResponse(rendered(_PROGRESS, request, state=state))
    )
    polls.append(answer.status_code)
    return answer


@access(anyone)
def refuse(request: HttpRequest) -> HttpResponse:
    raise NotYetServed(number="2026-0183")


@access(anyone)
def refuse_input(request: HttpRequest) -> HttpResponse:
    raise InvalidInput(fields={"phone": ["请填写联系电话"]})


@access(anyone)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a programming error")


handler400 = "zhengwu.web.errors.bad_request"
handler403 = "zhengwu.web.errors.forbidden"
handler404 = "zhengwu.web.errors.not_found"
handler500 = "zhengwu.web.errors.server_error"

urlpatterns = [
    path("hoard/", hoard),
    path("", include("zhengwu.web.urls")),
    path("open/act/", access(anyone)(require_POST(_page))),
    path("open/", access(anyone)(_page)),
    path("own/", access(signed_in)(_page)),
    path("citizen/", access(citizen)(_page)),
    path("desk/staff/", access(staff)(_page)),
    path("desk/decide/", access(decider)(_page)),
    path("desk/known/", access(decider, hidden=False)(_page)),
    path("done/", access(anyone)(_page)),
    path("act/", act),
    path("upload/", upload),
    path("job/", job),
    path("job/progress/", job_progress),
    path("refuse/", refuse),
    path("refuse-input/", refuse_input),
    path("broken/", broken),
]
