"""One form page for all acts of finance: a refusal stands in it, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhengwu.kernel.errors import Refusal

Run = Callable[[forms.Form], str]


def form_page(
    request: HttpRequest,
    form: forms.Form,
    run: Run,
    *,
    title: str,
    submit: str,
    back: str,
    done: str = "已保存",
    template: str = "fees/staff/form.html",
    **more: Any,
) -> HttpResponse:
    """Show the form, or run it and go to the address it gives."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = run(form)
            except Refusal as refusal:
                show(refusal, form)
                status = refusal.status
            else:
                messages.success(request, done)
                return redirect(address)
    context: Mapping[str, Any] = {
        "form": form, "title": title, "submit": submit, "back": back, **more,
    }  # fmt: skip
    return render(request, template, dict(context), status=status)


def show(refusal: Refusal, form: forms.Form) -> None:
    """A refusal beside its fields, or above the form with its article."""
    for name, problems in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(problems))
    if not refusal.fields:
        law = f"（依据：{refusal.article}）" if refusal.article else ""
        form.add_error(None, f"{refusal.message}{law}")
