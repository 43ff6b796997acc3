"""Organs: tree, page, entering, section, admission; divisions; officers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from zhengwu.org import actions, policy, queries
from zhengwu.org.models import Officer, Organ, Region
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import AdmissionForm, OfficerForm, OrganForm, ReasonForm, SectionSetForm
from .forms import form_page, today

TREE = ("组织机构", "org_staff:tree")


def _tree() -> tuple[str, str]:
    return TREE[0], reverse(TREE[1])


def _organ(organ: Organ) -> tuple[str, str]:
    return organ.short_name, reverse("org_staff:organ", args=[organ.pk])


@access(policy.may_see_organisation)
def tree(request: HttpRequest) -> HttpResponse:
    """Every organ with its standing, the roster and the three officers."""
    day = today()
    context = {
        "rows": queries.organ_tree(day),
        "roster": queries.roster(day),
        "presence": queries.presence_counts(day),
        "may_keep": policy.may_keep_structure(actor_of(request)),
    }
    return render(request, "org/staff/tree.html", context)


@access(policy.may_see_organisation)
def organ(request: HttpRequest, code: str) -> HttpResponse:
    """One organ: particulars, section, admission, windows, posts, people."""
    row = get_object_or_404(Organ.objects.select_related("region", "parent"), pk=code)
    day, actor = today(), actor_of(request)
    context = {
        "organ": row,
        "admissions": row.admissions.all(),
        "section": queries.section_of(row, day),
        "sections": row.sections.exclude(valid_to=None).select_related("back_office_hall"),
        "windows": queries.open_windows(day).filter(organ=row).select_related("hall"),
        "posts": row.posts.filter(abolished_on=None).prefetch_related("duties"),
        "people": queries.staff_list(day, organ=row.pk),
        "may_keep": policy.may_keep_structure(actor),
        "may_arrange": policy.may_arrange_halls(actor),
    }
    return render(request, "org/staff/organ.html", context)


@access(policy.may_keep_structure)
@once
def organ_new(request: HttpRequest) -> HttpResponse:
    """Enter an organ."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        row = actions.found_organ(**data, by=by, at=at)
        return reverse("org_staff:organ", args=[row.pk])

    form = OrganForm(request.POST or None)
    return form_page(request, form, act, title="登记单位", back=_tree())


@access(policy.may_keep_structure)
@once
def organ_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Revise an organ."""
    row = get_object_or_404(Organ, pk=code)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        more = {"seal_name": row.seal_name, "position": row.position}
        actions.found_organ(**{**data, **more, "code": row.pk}, by=by, at=at)
        return reverse("org_staff:organ", args=[row.pk])

    names = [name for name in OrganForm.base_fields if name not in ("region", "parent")]
    initial = {name: getattr(row, name) for name in names}
    initial |= {"region": row.region_id, "parent": row.parent_id}
    form = OrganForm(request.POST or None, initial=initial, fixed=True)
    return form_page(request, form, act, title=f"修改：{row.name}", back=_organ(row))


@access(policy.may_keep_structure)
@once
def section_set(request: HttpRequest, code: str) -> HttpResponse:
    """Set an organ's approval section."""
    row = get_object_or_404(Organ, pk=code)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.set_section(row, **data, by=by, at=at)
        return reverse("org_staff:organ", args=[row.pk])

    form = SectionSetForm(request.POST or None, initial={"on": today()})
    intro = "部门的行政审批职能向一个科室集中；新科室生效后，原科室自前一日止，记录保留。"
    return form_page(
        request, form, act, title=f"行政审批科：{row.short_name}", back=_organ(row), intro=intro
    )


@access(policy.may_arrange_halls)
@once
def admission_set(request: HttpRequest, code: str) -> HttpResponse:
    """Admit, suspend or withdraw an organ."""
    row = get_object_or_404(Organ, pk=code)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.set_admission(row, **data, by=by, at=at)
        return reverse("org_staff:organ", args=[row.pk])

    form = AdmissionForm(request.POST or None, initial={"on": today()})
    return form_page(request, form, act, title=f"进驻情况：{row.short_name}", back=_organ(row))


@access(policy.may_see_organisation)
def regions(request: HttpRequest, code: str = "") -> HttpResponse:
    """Divisions, one level at a time."""
    above = get_object_or_404(Region, pk=code) if code else None
    rows = Region.objects.filter(parent=above).prefetch_related("names")
    trail: list[Region] = []
    step = above
    while step is not None:
        trail.insert(0, step)
        step = step.parent
    context = {"rows": rows, "above": above, "trail": trail}
    return render(request, "org/staff/regions.html", context)


@access(policy.may_see_organisation)
def officers(request: HttpRequest) -> HttpResponse:
    """The three officers in office, and how it came about."""
    context = {
        "rows": queries.officers(),
        "former": Officer.objects.filter(ended_at__isnull=False).select_related("staff")[:50],
        "may_grant": policy.may_grant(actor_of(request)),
    }
    return render(request, "org/staff/officers.html", context)


@access(policy.may_grant)
@once
def officer_new(request: HttpRequest) -> HttpResponse:
    """Appoint an officer."""

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.appoint_officer(data.pop("staff"), data.pop("duty"), **data, by=by, at=at)
        return reverse("org_staff:officers")

    form = OfficerForm(request.POST or None, initial={"since": today()})
    back = ("三员", reverse("org_staff:officers"))
    intro = "系统管理员、安全保密管理员、安全审计员不得由同一人兼任，任何人不得任命自己。"
    return form_page(request, form, act, title="任命三员", back=back, intro=intro, submit="任命")


@access(policy.may_grant)
@once
def officer_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss an officer."""
    rows = Officer.objects.filter(ended_at__isnull=True).select_related("staff")
    row = get_object_or_404(rows, pk=pk)

    def act(data: dict[str, Any], by: Any, at: Any) -> str:
        actions.dismiss(row, reason=data["reason"], by=by, at=at)
        return reverse("org_staff:officers")

    form = ReasonForm(request.POST or None)
    title = f"免去{row.staff.name}的{row.get_duty_display()}"
    back = ("三员", reverse("org_staff:officers"))
    return form_page(request, form, act, title=title, back=back, submit="免去", danger=True)
