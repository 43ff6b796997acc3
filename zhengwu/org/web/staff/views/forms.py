"""A page with one form: keeps what was typed, shows refusals beside the fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import actor_of

Act = Callable[[dict[str, Any], Actor, datetime], str]


def today() -> date:
    """The civil day of this request."""
    return local_day(now())


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    back: tuple[str, str],
    submit: str = "保存",
    done: str = "已保存。",
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form; on POST call `act(data, by, at)`, which returns where to go next.

    A refusal is shown in the form with its article, and nothing typed is lost.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                target = act(form.cleaned_data, actor_of(request), now())
            except Refusal as refusal:
                show(refusal, form)
                status = refusal.status
            else:
                messages.success(request, done)
                return redirect(target)
    context = {
        "form": form,
        "title": title,
        "back_label": back[0],
        "back_url": back[1],
        "submit": submit,
        "intro": intro,
        "danger": danger,
    }
    return render(request, "org/staff/form.html", context, status=status)


def show(refusal: Refusal, form: forms.Form) -> None:
    """Put a refusal's words beside the fields they concern, else on top."""
    for name, problems in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(problems))
    if not refusal.fields:
        law = f"（依据：{refusal.article}）" if refusal.article else ""
        form.add_error(None, f"{refusal.message}{law}")
