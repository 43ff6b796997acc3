"""The list of cases: the desk's own views, filters, saved views, export."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import ROUTE_NAMES
from zhengwu.cases.models import Case, SavedView
from zhengwu.cases.web.staff.forms.filters import FilterForm
from zhengwu.cases.web.staff.tables import Days, columns, with_step
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Table

TITLES = {
    "mine": "我的待办", "received": "待受理", "supplementing": "待补正", "handling": "审查中",
    "decide": "待我决定", "paused": "中止计时", "deliver": "待送达", "today": "今日办结",
    "late": "已超期", "soon": "将到期", "open": "全部在办", "all": "办件查询",
}  # fmt: skip
EMPTY = {
    "mine": "流程走到您的岗位时，会出现在这里。",
    "received": "网上、村级代办和窗口收到的申请会出现在这里。",
    "decide": "审查、审核完成，轮到您决定的办件会出现在这里。",
    "deliver": "作出决定、还没有送达的办件会出现在这里。",
}
_CLASSES_OF = 2000  # not law: how many cases are looked at to count the classes
# What has ended is read from the newest on; what runs, by its due day.
_BY_NUMBER = ("all", "today")
_KEPT = ("q", "state", "route", "stage", "organ", "channel", "item", "due_from", "due_to", "sort")


def view_of(request: HttpRequest) -> str:
    """The desk's view that the address names; unknown ones are the list of what runs."""
    view = request.GET.get("view", "")
    if view in TITLES:
        return view
    return "all" if any(request.GET.get(name) for name in _KEPT) else "open"


def organs_seen(actor: Actor) -> dict[str, str]:
    """Short names of the organs whose cases this person sees."""
    organs = Organ.objects.order_by("short_name")
    if not policy.oversees(actor):
        organs = organs.filter(pk__in=policy.seen_organs(actor))
    return {organ.pk: organ.short_name or organ.name for organ in organs}


def chosen(request: HttpRequest, view: str, form: FilterForm) -> QuerySet[Case]:
    """The cases of a view, narrowed by the filter; an unreadable filter finds nothing."""
    at = now()
    cases = queries.desk_view(actor_of(request), view, at)
    return cases.filter(form.conditions(at)) if form.is_valid() else cases.none()


@access(policy.may_use_desk)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """One page of cases: a fixed number of statements, however many there are."""
    actor, view = actor_of(request), view_of(request)
    organs, days = organs_seen(actor), Days(now())
    form = FilterForm(request.GET, organs=organs)
    rows = with_step(chosen(request, view, form)).defer("form")
    table = Table(
        request,
        rows,
        columns=columns(days, view, organs),
        order="-pk" if view in _BY_NUMBER else "due_on",
        empty_title="没有符合条件的办件" if form.data.get("q") or form.narrows else "现在没有办件",
        empty_text=EMPTY.get(view, "可以换一个条件再找。"),
    )
    if table.exports:
        return cast("HttpResponse", table.export(TITLES[view]))
    for row in table.page.rows:
        row.stage = days.stage(row)  # type: ignore[attr-defined]
    context = {
        "table": table,
        "form": form,
        "view": view,
        "title": TITLES[view],
        "saved": SavedView.objects.filter(owner=actor.id).order_by("name"),
        "query": _query(request.GET),
        "classes": _classes(request, view),
    }
    return render(request, "cases/staff/list.html", context, status=200 if form.is_valid() else 422)


def _classes(request: HttpRequest, view: str) -> list[dict[str, Any]]:
    """How many of each class the view holds: one reading, never of more than the cap."""
    if view == "all":
        return []
    rows = queries.desk_view(actor_of(request), view, now()).order_by()
    counts = Counter(rows.values_list("route", flat=True)[:_CLASSES_OF])
    more = "+" if counts.total() >= _CLASSES_OF else ""
    base, chosen_now = reverse("cases_staff:list"), request.GET.get("route", "")
    return [
        {
            "name": name,
            "count": f"{counts[route]}{more}",
            "url": f"{base}?{urlencode({'view': view, 'route': route.value})}",
            "current": route == chosen_now,
        }
        for route, name in ROUTE_NAMES.items()
        if counts[route]
    ]


def _query(given: QueryDict) -> str:
    kept: dict[str, Any] = {
        name: given[name] for name in ("view", *_KEPT) if given.get(name, "").strip()
    }
    return urlencode(kept)


@access(policy.may_use_desk)
@once
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filter now in use under a name of one's own."""
    query = request.POST.get("query", "")
    name = request.POST.get("name", "")
    try:
        view = actions.keep_view(name=name, query=query, by=actor_of(request), at=now())
        messages.success(request, f"已保存为“{view.name}”")
    except Refusal as refused:
        told = "；".join(text for texts in refused.fields.values() for text in texts)
        messages.error(request, told or refused.message)
    return redirect(f"{reverse('cases_staff:list')}?{_query(QueryDict(query))}")


@access(policy.may_use_desk)
@once
@require_POST
def drop_view(request: HttpRequest) -> HttpResponse:
    """Forget a saved filter."""
    wanted = SavedView.objects.filter(owner=actor_of(request).id, name=request.POST.get("name", ""))
    if view := wanted.first():
        actions.drop_view(view_id=str(view.pk), by=actor_of(request), at=now())
        messages.success(request, f"已删除“{view.name}”")
    return redirect("cases_staff:list")
