"""All ratings for the quality office: look at the suspicious, publish words, write down calls."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, policy, queries
from zhengwu.evaluation.actions import Given, Source
from zhengwu.evaluation.enums import (
    SCENE_NAMES,
    STANDING_NAMES,
    Channel,
    Publication,
    Scene,
    Standing,
)
from zhengwu.evaluation.models import Rating
from zhengwu.evaluation.rules.masking import masked
from zhengwu.evaluation.web.staff.forms import CommentForm, PhoneForm, WeighForm
from zhengwu.evaluation.web.staff.views.followups import beside, units
from zhengwu.evaluation.web.staff.views.home import context_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Region
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _url(row: Rating) -> str:
    return reverse("evaluation_staff:rating", args=[row.pk])


def _evaluator(row: Rating) -> str:
    """评价人 of the data set: what sort, never who."""
    kind = row.service.evaluator_key.partition(":")[0]
    return {"person": "个人", "firm": "企业或单位"}.get(kind, "没有留名")


@access(policy.oversees)
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The whole data set of 好差评, exported as it is listed; who rated is not in it."""
    names, regions = units(), dict(Region.objects.values_list("pk", "name"))
    rows = Rating.objects.select_related("service")
    view = request.GET.get("view", "")
    if view == "aside":
        rows = rows.filter(standing=Standing.ASIDE)
    elif view == "comments":
        rows = queries.comments_waiting(now()).select_related("service")
        rows = rows.filter(publication=Publication.PENDING)
    elif view == "negative":
        rows = rows.filter(level__gte=4)
    rows = rows.exclude(organ_code__in=policy.lying_beyond(actor_of(request)))
    table = Table(
        request, rows,
        columns=[
            Column("number", "办件编号", kind="short", url=_url,
                   value=lambda row: row.service.number),
            Column("item", "事项", value=lambda row: row.service.item_name),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("level", "满意度", kind="short", value=lambda row: row.level_name),
            Column("text", "文字评价", value=lambda row: row.text[:40]),
            Column("channel", "渠道", kind="short", value=lambda row: row.channel_name),
            Column("scene", "方式", kind="short",
                   value=lambda row: SCENE_NAMES[Scene(row.service.scene)][:2]),
            Column("evaluator", "评价人", kind="short", value=_evaluator),
            Column("times", "次数", kind="short", value=lambda row: row.times),
            Column("region", "区划", kind="short",
                   value=lambda row: regions.get(row.region_code, "")),
            Column("standing", "统计", kind="short",
                   value=lambda row: STANDING_NAMES[Standing(row.standing)]),
            Column("given_at", "时间", kind="instant", sort="given_at"),
        ],
        order="-given_at",
        empty_title="没有评价",
        empty_text="群众的评价会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("评价数据"))
    context = {**context_of(actor_of(request)), "table": table, "view": view}
    return render(request, "evaluation/staff/ratings.html", context)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def rating(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One rating as it was given; weigh it, publish its words."""
    actor, at = actor_of(request), now()
    seen = Rating.objects.exclude(organ_code__in=policy.lying_beyond(actor))
    row = get_object_or_404(seen.select_related("service"), pk=pk)
    offered = []
    if policy.keeps_quality(actor) and not policy.is_concerned(actor, row):
        if row.standing == Standing.ASIDE:
            offered.append("weigh")
        if row.text and row.final(at):
            offered.append("comment")
    first = {"text": row.public_text or masked(row.text)}
    blank: dict[str, Any] = {
        "weigh": WeighForm, "comment": lambda data=None: CommentForm(data, initial=first),
    }  # fmt: skip
    labels = {"weigh": "复核异常", "comment": "文字评价的公开"}
    code, status, bound = request.POST.get("act", ""), 200, {}
    if request.method == "POST" and code in offered:
        form, status = blank[code](request.POST), 422
        bound[code] = form
        if form.is_valid():
            try:
                _done(row, code, form.cleaned_data, request)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{labels[code]}：已办理。")
                return redirect(_url(row))
    context = {
        **context_of(actor),
        "row": row,
        "service": row.service,
        "unit": units().get(row.organ_code, row.organ_code),
        "followup": getattr(row, "followup", None),
        "acts": [(one, labels[one], bound.get(one) or blank[one]()) for one in offered],
        "final": row.final(at),
    }
    return render(request, "evaluation/staff/rating.html", context, status=status)


def _done(row: Rating, code: str, data: dict[str, Any], request: HttpRequest) -> None:
    by, at = actor_of(request), now()
    if code == "weigh":
        actions.weigh(row, counts=data["counts"] == "yes", reason=data["reason"], by=by, at=at)
    else:
        publish = data["publish"] == "yes"
        actions.review_comment(row, publish=publish, text=data["text"], by=by, at=at)


@access(policy.keeps_quality)
@require_http_methods(["GET", "POST"])
@once
def phone(request: HttpRequest) -> HttpResponse:
    """Somebody called the centre and rates by telephone."""
    form = PhoneForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (row := _by_phone(request, form)):
            messages.success(request, "已登记电话评价。")
            return redirect(_url(row))
    context = {**context_of(actor_of(request)), "form": form}
    return render(request, "evaluation/staff/phone.html", context, status=status)


def _by_phone(request: HttpRequest, form: PhoneForm) -> Rating | None:
    data = form.cleaned_data
    service = queries.by_number(data["number"].strip())
    if service is None:
        form.add_error("number", "没有这个编号的服务，或者还没有办完")
        return None
    given = Given(
        level=data["level"], channel=Channel.PHONE, text=data["text"], phone=data["phone"]
    )
    try:
        return actions.rate(service, given, source=Source(), by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return None
