"""The pages of the application form: one part a page, saved at every step and while typing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.cases import policy
from zhengwu.cases.models import Draft
from zhengwu.cases.web.citizen.views.attaching import attached, has_files
from zhengwu.cases.web.citizen.views.writing import (
    Submitted,
    Writing,
    keep,
    kept_before_it_changed,
    merged,
    writing,
)
from zhengwu.forms import queries as form_queries
from zhengwu.forms import rules as forms
from zhengwu.kernel.errors import Outdated
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, draft_id: UUID, part: int) -> HttpResponse:
    """One part of the form. Whatever is typed is kept, right or wrong."""
    changed = request.method == "POST" and _kept_first(request, draft_id, part)
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    if changed:
        return _told(request, made, part)
    if not 1 <= part <= len(made.parts):
        if part == 1:
            return redirect(made.steps("")[0].url)
        raise Http404
    if request.method != "POST":
        return _page(request, made, part, made.data)
    return _taken(request, made, part)


def _taken(request: HttpRequest, made: Writing, part: int) -> HttpResponse:
    """Keep what was typed on a page, right or wrong, and go where the button leads."""
    page = made.parts[part - 1]
    typed = forms.from_flat(page, dict(request.POST.lists()))  # type: ignore[arg-type]
    quiet = "X-Autosave" in request.headers
    typed, refused_files = attached(request, made, page, typed)
    try:
        made = keep(request, made, _edited(request, typed), at=now())
    except Outdated as refused:
        return _conflict(request, made, part, typed, refused, quiet=quiet)
    if quiet:
        return JsonResponse({"version": made.draft.version, "saved": _clock(made.draft)})
    if refused_files:
        return _page(request, made, part, made.data, refused_files)
    return _onward(request, made, part)


def _kept_first(request: HttpRequest, draft_id: UUID, part: int) -> bool:
    """What was typed on the page of a form that has changed meanwhile, kept as it was typed."""

    def typed(made: Writing) -> dict[str, Any]:
        if not 1 <= part <= len(made.parts):
            return {}
        page = made.parts[part - 1]
        given = forms.from_flat(page, dict(request.POST.lists()))  # type: ignore[arg-type]
        return _edited(request, attached(request, made, page, given)[0])

    try:
        return kept_before_it_changed(request, draft_id, typed)
    except Outdated:
        return False  # the other device's words stand; this page is shown with both below


def _told(request: HttpRequest, made: Writing, part: int) -> HttpResponse:
    """The page of the newer form, with what changed and everything that was typed."""
    number = max(1, min(part, len(made.parts)))
    url = made.url(f"form-{number}") if made.parts else made.steps("")[0].url
    if "X-Autosave" in request.headers:
        facts = {"version": made.draft.version, "saved": _clock(made.draft), "reload": url}
        return JsonResponse(facts)
    return redirect(url)


def _edited(request: HttpRequest, typed: dict[str, Any]) -> dict[str, Any]:
    add, remove = request.POST.get("_add", ""), request.POST.get("_remove", "")
    return forms.edit_rows(typed, add=add, remove=remove) if add or remove else typed


def _onward(request: HttpRequest, made: Writing, part: int) -> HttpResponse:
    post, key = request.POST, f"form-{part}"
    if any(name in post for name in ("_add", "_remove", "_redraw", "_upload", "_drop")):
        return _page(request, made, part, made.data)
    if "_later" in post:
        return redirect("cases_citizen:drafts")
    if "_back" in post:
        return redirect(made.before(key) or made.url(key))
    day = local_day(now())
    errors = forms.validate(made.parts[part - 1], made.data, today=day, whole=made.schema).errors
    if errors:
        return _page(request, made, part, made.data, errors)
    return redirect(made.url("review") if "_review" in post else made.after(key))


def _page(
    request: HttpRequest,
    made: Writing,
    part: int,
    data: dict[str, Any],
    errors: dict[str, str] | None = None,
    conflict: Draft | None = None,
) -> HttpResponse:
    key = f"form-{part}"
    context = {
        "made": made,
        "part": part,
        "uploads": has_files(made.schema),
        "fields": form_queries.render(made.parts[part - 1], data, errors, whole=made.schema),
        "steps": made.steps(key),
        "before": made.before(key),
        "from_review": "from" in request.GET or "_review" in request.POST,
        "conflict": conflict,
    }
    status = 422 if errors else 409 if conflict else 200
    return render(request, "cases/citizen/form.html", context, status=status)


def _conflict(
    request: HttpRequest,
    made: Writing,
    part: int,
    typed: dict[str, Any],
    refused: Outdated,
    *,
    quiet: bool,
) -> HttpResponse:
    """Another save in between: say so, lose nothing, let the writer choose.

    It may have been this page's own quiet save before it was loaded again: what is empty here
    and filled there stays filled.
    """
    if quiet:
        text = "这份申请刚才在另一台设备或者另一个页面上改过，这里的内容还没有保存。"
        return JsonResponse({"message": text}, status=refused.status)
    return _page(request, made, part, merged(made.data, _filled(typed)), conflict=made.draft)


def _filled(typed: dict[str, Any]) -> dict[str, Any]:
    """What says something of what was typed, groups looked into."""
    inner = {key: _filled(one) if isinstance(one, dict) else one for key, one in typed.items()}
    return {key: one for key, one in inner.items() if one not in ("", None, [], {})}


def _clock(draft: Draft) -> str:
    return f"{draft.saved_at.astimezone(now().tzinfo):%H:%M}"
