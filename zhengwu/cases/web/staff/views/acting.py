"""One act on one case: its form, its refusal beside what was typed, its way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhengwu.cases import policy
from zhengwu.cases.web.staff.tables import Days
from zhengwu.cases.web.staff.views import (
    acts_banning,
    acts_charges,
    acts_deciding,
    acts_flow,
    acts_handling,
    acts_serving,
    acts_tray,
    acts_upward,
)
from zhengwu.cases.web.staff.views.bars import running
from zhengwu.cases.web.staff.views.scene import Act, Form, Offer, Scene, scene_of, task_of
from zhengwu.flow.models import Task
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.web.access import access
from zhengwu.web.once import key_of, once

ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        *acts_tray.ACTS,
        *acts_upward.ACTS,
        *acts_deciding.ACTS,
        *acts_flow.ACTS,
        *acts_handling.ACTS,
        *acts_banning.ACTS,
        *acts_serving.ACTS,
        *acts_charges.ACTS,
    )
}


def offers(scene: Scene, view: str = "") -> list[Offer]:
    """The buttons this person may press now; those that wait for something say for what."""
    return [
        Offer(
            act,
            act.label(scene, task),
            address(scene, act, task, view),
            act.withheld(scene, task),
            act.main,
            act.kind,
        )
        for act in ACTS.values()
        for task in act.targets(scene)
    ]


def address(scene: Scene, act: Act, task: Task | None, view: str) -> str:
    """The page of an act."""
    url = reverse("cases_staff:act", args=[scene.case.matter.number, act.code])
    more = {"task": str(task.pk) if task else "", "view": view}
    query = urlencode({name: value for name, value in more.items() if value})
    return f"{url}?{query}" if query else url


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for what the act needs, and do it. A refusal keeps everything that was typed."""
    scene = scene_of(request, number)
    wanted = ACTS.get(code)
    if wanted is None:
        raise NotThere
    task = task_of(scene, request.GET.get("task", ""))
    posted = request.method == "POST"
    if not posted and task not in wanted.targets(scene):
        return _gone(request, scene)
    data, files = (request.POST, request.FILES) if posted else (None, None)
    form = wanted.form(scene, task, data, files)
    refusal, status = None, 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                wanted.run(scene, task, form, key_of(request))
            except Refusal as refused:
                refusal, status = refused, refused.status
                _beside(form, refused)
            else:
                messages.success(request, wanted.done)
                return redirect(_back(request, scene))
    return _page(request, scene, wanted, task, form, refusal, status)


def _page(
    request: HttpRequest,
    scene: Scene,
    wanted: Act,
    task: Task | None,
    form: Form,
    refusal: Refusal | None,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        "scene": scene,
        "case": scene.case,
        "act": wanted,
        "task": task,
        "title": wanted.label(scene, task),
        "intro": wanted.intro(scene, task),
        "withheld": wanted.withheld(scene, task) if request.method == "GET" else "",
        "form": form,
        "refusal": refusal,
        "back": _back(request, scene),
        "stage": Days(scene.at).stage(scene.case),
        "limits": running(scene.case, scene.at),
    }
    return render(request, wanted.template, context, status=status)


def _back(request: HttpRequest, scene: Scene) -> str:
    url = reverse("cases_staff:case", args=[scene.case.matter.number])
    view = request.GET.get("view", "")
    return f"{url}?{urlencode({'view': view})}" if view else url


def _gone(request: HttpRequest, scene: Scene) -> HttpResponse:
    messages.info(request, "这项操作现在不能办理：此件的状态已经变化，或者不属于您的职责。")
    return redirect(_back(request, scene))


def _beside(form: Form, refused: Refusal) -> None:
    """Errors beside the fields that the refusal names."""
    known = getattr(form, "fields", {})
    for name, texts in refused.fields.items():
        form.add_error(name if name in known else None, texts)
