"""参数与模板: the home page, the list of one kind, one parameter with its history and users."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters import actions, policy, queries
from zhengwu.parameters.models import Change, Version
from zhengwu.parameters.registry import Kind, Subject, kind_named, kinds, uses_of
from zhengwu.parameters.rules.differences import compare
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_LATELY = 20


def _kind(code: str) -> Kind:
    found = kind_named(code)
    if found is None:
        raise NotThere
    return found


@access(policy.may_see)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for approval, what will hold, what was changed lately; the editors."""
    today, who = local_day(now()), actor_of(request)
    waiting = list(queries.pending())
    context = {
        "kinds": [{"kind": one, "open": _open_of(one, waiting)} for one in kinds()],
        "waiting": [_named(one, who.id) for one in waiting],
        "upcoming": [_named(one) for one in queries.upcoming(today)],
        "recent": [_named(one) for one in queries.recent(today)[:_LATELY]],
        "may_approve": policy.may_approve(who),
        "may_draft": policy.may_draft(who),
    }
    return render(request, "parameters/staff/home.html", context)


def _open_of(kind: Kind, waiting: list[Change]) -> int:
    return sum(one.kind == kind.code for one in waiting)


def _named(row: Change | Version, who: str = "") -> dict[str, Any]:
    kind = kind_named(row.kind)
    own = isinstance(row, Change) and who in row.hands
    return {"row": row, "kind": kind.title if kind else row.kind, "own": own}


@access(policy.may_see)
@require_safe
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything of one kind, by words or only what is not confirmed or being changed."""
    sort, today = _kind(kind), local_day(now())
    text, view = request.GET.get("q", "")[:60].strip(), request.GET.get("view", "")
    subjects = sort.subjects(today)
    open_now = {one.key: one for one in queries.pending() if one.kind == kind}
    groups = list(dict.fromkeys(one.group for one in subjects if one.group))
    group = request.GET.get("group", "")
    group = group if group in groups else ""
    found = [one for one in subjects if _matches(one, text) and group in ("", one.group)]
    views = {
        "": found,
        "warn": [one for one in found if one.warn],
        "open": [one for one in found if one.key in open_now],
    }
    context = {
        "kind": sort,
        "rows": [{"subject": one, "open": open_now.get(one.key)} for one in views.get(view, found)],
        "q": text,
        "groups": groups,
        "group": group,
        "view": view if view in views else "",
        "counts": {name: len(rows) for name, rows in views.items()},
        "all": len(found),
        "warned": len(views["warn"]),
        "opened": len(views["open"]),
    }
    return render(request, "parameters/staff/list.html", context)


def _matches(subject: Subject, text: str) -> bool:
    whole = f"{subject.key} {subject.group} {subject.title} {subject.note} {subject.now}".lower()
    return all(word in whole for word in text.lower().split())


@access(policy.may_see)
@require_safe
def subject(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One parameter: what is in force, who uses it, its versions and their differences."""
    return _show(request, _kind(kind), key)


def _show(
    request: HttpRequest, kind: Kind, key: str, refusal: Refusal | None = None
) -> HttpResponse:
    title, today = kind.title_of(key), local_day(now())
    if not title:
        raise NotThere
    versions = list(queries.history(kind.code, key))
    context = {
        "kind": kind,
        "key": key,
        "title": title,
        "facts": kind.words(key, kind.values(key, today)),
        "hint": kind.hint(key),
        "uses": uses_of(kind, key),
        "open": queries.open_change(kind.code, key),
        "history": _history(kind, key, versions),
        "current": queries.in_force(kind.code, key, today),
        "today": today,
        "variants": kind.variants(key),
        "related": kind.related(key),
        "pages": kind.pages(key),
        "may_draft": policy.may_draft(actor_of(request)),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "parameters/staff/subject.html", context, status=status)


def _history(kind: Kind, key: str, versions: list[Version]) -> list[dict[str, Any]]:
    """Versions, the newest first, each with its difference from the one before."""
    contents = [*(one.content for one in versions), kind.shipped(key)]
    rows = []
    for version, before in zip(versions, contents[1:], strict=True):
        old, new = (
            {fact.label: fact.text for fact in kind.words(key, values)}
            for values in (before, version.content)
        )
        lines = [line for line in compare(old, new) if line.changed]
        rows.append({"version": version, "lines": lines})
    return rows


@access(policy.may_draft)
@require_POST
@once
def begin(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Begin a change; of a paper, perhaps for one organ alone."""
    sort = _kind(kind)
    chosen = request.POST.get("variant", "") or key
    if chosen != key and chosen not in dict(sort.variants(key)):
        raise NotThere
    try:
        made = actions.begin(kind, chosen, by=actor_of(request), at=now())
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        standing = queries.open_change(kind, chosen)
        if standing is not None:
            messages.warning(request, refused.message)
            return redirect("parameters_staff:change", pk=standing.pk)
        return _show(request, sort, key, refused)
    return redirect("parameters_staff:change", pk=made.pk)
