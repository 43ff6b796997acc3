"""Staff: list, page, posts and terms, leave."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import masked_number
from zhengwu.org import actions, policy, queries
from zhengwu.org.enums import Duty, RoleAB, StaffKind
from zhengwu.org.models import Holding, Leave, Organ, Post, Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

from ..forms import AppointForm, CloseForm, LeaveForm, PostForm, ReturnForm, StaffForm
from .forms import form_page, today


def _list() -> tuple[str, str]:
    return "人员", reverse("org_staff:staff")


def _address(staff: Staff) -> str:
    return reverse("org_staff:person", args=[staff.pk])


def _page(staff: Staff) -> tuple[str, str]:
    return staff.name, _address(staff)


def _posts(staff: Staff) -> str:
    return "、".join(
        f"{holding.post.name}{RoleAB.label_of(holding.role) if holding.role else ''}"
        for holding in getattr(staff, "held", [])
    )


@access(policy.may_see_organisation)
def staff(request: HttpRequest) -> HttpResponse:
    """Members in office, filtered; as a sheet on request."""
    chosen = {name: request.GET.get(name, "").strip() for name in ("organ", "kind", "text", "away")}
    rows = queries.staff_list(
        today(),
        organ=chosen["organ"],
        kind=chosen["kind"],
        text=chosen["text"],
        away=chosen["away"] == "1",
    )
    columns = [
        Column("number", "工号", kind="short", sort="number", url=_address),
        Column("name", "姓名", sort="name", url=_address),
        Column("organ", "单位", value=lambda row: row.organ.short_name),
        Column("kind", "类别", value=lambda row: StaffKind.label_of(row.kind), sort="kind"),
        Column("held", "岗位", value=_posts),
        Column("is_away", "今天", value=lambda row: "请假" if row.is_away else "在岗"),
    ]
    table = Table(
        request,
        rows,
        columns=columns,
        order="number",
        empty_title="没有符合条件的人员",
        empty_text="请放宽筛选条件，或者登记、导入人员。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("人员名册"))
    context = {
        "table": table,
        "chosen": chosen,
        "organs": Organ.objects.all(),
        "kinds": StaffKind.choices(),
        "roster": queries.roster(today()),
        "may_import": policy.may_import_staff(actor_of(request)),
    }
    return render(request, "org/staff/staff.html", context)


@access(policy.may_see_organisation)
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One member: posts, leave, duties of today."""
    row = get_object_or_404(Staff.objects.select_related("organ"), pk=pk)
    actor, day = actor_of(request), today()
    duties = sorted(queries.duties_of(row, day))
    names = dict(
        Organ.objects.filter(pk__in={o for _, o in duties}).values_list("pk", "short_name")
    )
    seen = policy.may_see_personal(actor, row)
    context = {
        "person": row,
        "holdings": row.holdings.select_related("post__organ", "post__window"),
        "leaves": row.leaves.prefetch_related("covers__staff", "covers__post")[:50],
        "stands_in": queries.covers_on(day).filter(staff=row),
        "offices": row.offices.filter(ended_at=None),
        "duties": [(Duty.label_of(duty), names.get(organ, organ)) for duty, organ in duties],
        "phone": row.phone if seen else "",
        "id_number": masked_number(row.id_number, 6, 4) if seen else "",
        "day": day,
        "may_import": policy.may_import_staff(actor),
        "may_grant": policy.may_grant(actor),
        "may_leave": policy.may_put_on_leave(actor, row),
        "may_return": policy.may_end_leave(actor, row),
        "own": policy.is_self(actor, row),
    }
    return render(request, "org/staff/person.html", context)


@access(policy.may_import_staff)
@once
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter a member."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        if Staff.objects.filter(number=data["number"]).exists():
            raise InvalidInput(fields={"number": [f"工号 {data['number']} 已经使用。"]})
        return _address(actions.found_staff(**data, by=by, at=at))

    form = StaffForm(request.POST or None)
    return form_page(request, form, act, title="登记人员", back=_list())


@access(policy.may_import_staff)
@once
def person_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revise a member."""
    row = get_object_or_404(Staff, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        return _address(actions.found_staff(**{**data, "number": row.number}, by=by, at=at))

    names = ("number", "name", "kind", "enforcement_certificate_no", "joined_on")
    initial = {name: getattr(row, name) for name in names} | {"organ": row.organ_id}
    form = StaffForm(request.POST or None, initial=initial, fixed=True)
    return form_page(request, form, act, title=f"修改：{row.name}", back=_page(row))


@access(policy.may_grant)
@once
def person_leave_office(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member leaves office."""
    row = get_object_or_404(Staff, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.let_go(row, **data, by=by, at=at)
        return _address(row)

    form = CloseForm(request.POST or None, initial={"on": today()})
    intro = "所任岗位同时终止，持有的授权委托书随之撤销。"
    return form_page(
        request,
        form,
        act,
        title=f"离岗：{row.name}",
        back=_page(row),
        intro=intro,
        submit="办理离岗",
        danger=True,
    )


@access(policy.may_grant)
@once
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a member a post."""
    row = get_object_or_404(Staff, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        role = RoleAB(data.pop("role") or "")
        actions.appoint(row, data.pop("post"), role=role, **data, by=by, at=at)
        return _address(row)

    form = AppointForm(request.POST or None, initial={"valid_from": today()})
    return form_page(request, form, act, title=f"任岗：{row.name}", back=_page(row), submit="任岗")


@access(policy.may_grant)
@once
def holding_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a term."""
    row = get_object_or_404(Holding.objects.select_related("staff", "post"), pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.end_holding(row, **data, by=by, at=at)
        return _address(row.staff)

    form = CloseForm(request.POST or None, initial={"on": today()})
    title = f"结束任岗：{row.staff.name}，{row.post.name}"
    return form_page(
        request, form, act, title=title, back=_page(row.staff), submit="结束任岗", danger=True
    )


@access(policy.may_see_organisation)
def posts(request: HttpRequest) -> HttpResponse:
    """Posts with their duties and who holds them."""
    organ = request.GET.get("organ", "")
    rows = queries.posts_with_holders(today(), organ)
    context = {
        "rows": rows,
        "organs": Organ.objects.all(),
        "chosen": organ,
        "may_grant": policy.may_grant(actor_of(request)),
    }
    return render(request, "org/staff/posts.html", context)


@access(policy.may_grant)
@once
def post_new(request: HttpRequest) -> HttpResponse:
    """Create a post."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        if Post.objects.filter(code=data["code"]).exists():
            raise InvalidInput(fields={"code": [f"岗位编号“{data['code']}”已经使用。"]})
        actions.found_post(**data, by=by, at=at)
        return reverse("org_staff:posts")

    form = PostForm(request.POST or None, initial={"organ": request.GET.get("organ", "")})
    back = ("岗位", reverse("org_staff:posts"))
    return form_page(request, form, act, title="设置岗位", back=back)


@access(policy.may_grant)
@once
def post_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revise a post and its duties."""
    row = get_object_or_404(Post.objects.prefetch_related("duties"), pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.found_post(**{**data, "code": row.code}, by=by, at=at)
        return reverse("org_staff:posts")

    initial = {
        "code": row.code,
        "name": row.name,
        "organ": row.organ_id,
        "duties": [duty.value for duty in row.duty_list],
        "window": row.window_id,
        "hall": row.hall_id,
        "leadership": row.leadership,
        "runs_daily": row.runs_daily,
    }
    form = PostForm(request.POST or None, initial=initial, fixed=True)
    back = ("岗位", reverse("org_staff:posts"))
    return form_page(request, form, act, title=f"修改岗位：{row.name}", back=back)


@access(policy.may_grant)
@once
def post_abolish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Abolish a post."""
    row = get_object_or_404(Post, pk=pk, abolished_on=None)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.abolish_post(row, **data, by=by, at=at)
        return reverse("org_staff:posts")

    form = CloseForm(request.POST or None, initial={"on": today()})
    back = ("岗位", reverse("org_staff:posts"))
    return form_page(
        request, form, act, title=f"撤销岗位：{row.name}", back=back, submit="撤销", danger=True
    )


@access(policy.may_see_organisation)
def leaves(request: HttpRequest) -> HttpResponse:
    """Who is away today, who comes next, who stands in."""
    day = today()
    rows = Leave.objects.select_related("staff__organ").prefetch_related(
        "covers__staff", "covers__post"
    )
    context = {
        "away": rows.filter(queries.away_on(day)).order_by("ends_on", "pk"),
        "coming": rows.filter(starts_on__gt=day, returned_on=None).order_by("starts_on", "pk")[
            :100
        ],
        "may_manage": policy.may_manage_leave(actor_of(request)),
    }
    return render(request, "org/staff/leaves.html", context)


@access(policy.may_manage_leave)
@once
def leave_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a member on leave."""
    row = get_object_or_404(Staff, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.put_on_leave(row, **data, by=by, at=at)
        return _address(row)

    form = LeaveForm(request.POST or None, initial={"starts_on": today()})
    return form_page(
        request, form, act, title=f"请假：{row.name}", back=_page(row), submit="登记请假"
    )


@access(policy.may_see_organisation)
@once
def leave_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Back at work; the member himself or who manages leave."""
    row = get_object_or_404(Leave.objects.select_related("staff"), pk=pk, returned_on=None)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.return_from_leave(row, **data, by=by, at=at)
        return _address(row.staff)

    form = ReturnForm(request.POST or None, initial={"on": today()})
    title = f"销假：{row.staff.name}"
    return form_page(request, form, act, title=title, back=_page(row.staff), submit="销假")
