"""Halls and windows: who sits where today, opening, moving, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from zhengwu.kernel.errors import InvalidInput
from zhengwu.org import actions, policy, queries
from zhengwu.org.models import Hall, Window
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import CloseForm, HallForm, MoveForm, WindowForm
from .forms import form_page, today


def _halls() -> tuple[str, str]:
    return "大厅与窗口", reverse("org_staff:halls")


def _window(window: Window) -> tuple[str, str]:
    return window.name, reverse("org_staff:window", args=[window.pk])


@access(policy.may_see_organisation)
def halls(request: HttpRequest) -> HttpResponse:
    """Halls, their windows, and who sits there today."""
    day = today()
    leaders: dict[UUID | None, list[Any]] = {}
    for holding in queries.leaders_on(day):
        leaders.setdefault(holding.post.hall_id, []).append(holding)
    rows = [(hall, leaders.get(hall.pk, [])) for hall in queries.halls_with_people(day)]
    covers = {(cover.post_id, cover.leave.staff_id): cover for cover in queries.covers_on(day)}
    for hall, _ in rows:
        for window in getattr(hall, "open_windows", []):
            _mark_cover(window, covers)
    context = {
        "rows": rows,
        "day": day,
        "presence": queries.presence_counts(day),
        "may_arrange": policy.may_arrange_halls(actor_of(request)),
    }
    return render(request, "org/staff/halls.html", context)


def _mark_cover(window: Any, covers: dict[Any, Any]) -> None:
    """Beside an absent holder stands who covers."""
    for post in window.manned:
        for holding in post.seated:
            cover = covers.get((post.pk, holding.staff_id))
            holding.covered_by = cover.staff.name if cover else ""


@access(policy.may_arrange_halls)
@once
def hall_new(request: HttpRequest) -> HttpResponse:
    """Enter a hall."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.found_hall(**data, by=by, at=at)
        return reverse("org_staff:halls")

    form = HallForm(request.POST or None)
    return form_page(request, form, act, title="登记大厅", back=_halls())


@access(policy.may_arrange_halls)
@once
def hall_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revise a hall."""
    row = get_object_or_404(Hall, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.found_hall(**{**data, "code": row.code}, by=by, at=at)
        return reverse("org_staff:halls")

    keys = {"region": row.region_id, "organ": row.organ_id, "parent": row.parent_id}
    initial = {name: getattr(row, name) for name in HallForm.base_fields if name not in keys} | keys
    form = HallForm(request.POST or None, initial=initial, fixed=True)
    return form_page(request, form, act, title=f"修改：{row.name}", back=_halls())


@access(policy.may_see_organisation)
def window(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One window: where it stands and stood, for whom, with whom."""
    row = get_object_or_404(Window.objects.select_related("hall", "organ"), pk=pk)
    context = {
        "window": row,
        "placements": row.placements.select_related("hall", "organ"),
        "delegations": row.delegations.select_related("organ"),
        "posts": row.posts.prefetch_related("duties", "holdings__staff"),
        "may_arrange": policy.may_arrange_halls(actor_of(request)),
    }
    return render(request, "org/staff/window.html", context)


@access(policy.may_arrange_halls)
@once
def window_new(request: HttpRequest) -> HttpResponse:
    """Open a window."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        code = data["code"]
        if Window.objects.filter(code=code).exists():
            raise InvalidInput(fields={"code": [f"窗口编号“{code}”已经使用。"]})
        row = actions.found_window(**data, by=by, at=at)
        return reverse("org_staff:window", args=[row.pk])

    form = WindowForm(request.POST or None, initial={"opened_on": today()})
    return form_page(request, form, act, title="设置窗口", back=_halls())


@access(policy.may_arrange_halls)
@once
def window_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a window to another hall, form or organ."""
    row = get_object_or_404(Window, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.move_presence(row, **data, by=by, at=at)
        return reverse("org_staff:window", args=[row.pk])

    delegated = row.delegations.filter(valid_to=None).values_list("organ_id", flat=True)
    initial = {
        "hall": row.hall_id,
        "organ": row.organ_id,
        "kind": row.kind,
        "delegated_from": list(delegated),
        "on": today(),
    }
    form = MoveForm(request.POST or None, initial=initial)
    intro = "原来的设置自前一日止并保留；事项、岗位和办件不受影响。"
    return form_page(
        request, form, act, title=f"调整：{row.name}", back=_window(row), intro=intro, submit="调整"
    )


@access(policy.may_arrange_halls)
@once
def window_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a window."""
    row = get_object_or_404(Window, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.close_window(row, **data, by=by, at=at)
        return reverse("org_staff:window", args=[row.pk])

    form = CloseForm(request.POST or None, initial={"on": today()})
    return form_page(
        request, form, act, title=f"关闭：{row.name}", back=_window(row), submit="关闭", danger=True
    )
