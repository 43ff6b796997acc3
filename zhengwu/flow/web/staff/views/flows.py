"""Flows, their versions, and a new diagram with what stands against it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.flow import actions, policy, queries, registry
from zhengwu.flow.enums import OPEN_DRAFTS
from zhengwu.flow.models import Definition, Draft, Version
from zhengwu.flow.rules import Compiled, compile_diagram
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.enums import Duty
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

from ..forms import DiagramForm


def _address(definition: Definition) -> str:
    return reverse("flow_staff:definition", args=[definition.code])


def _version_address(version: Version) -> str:
    return reverse("flow_staff:version", args=[version.pk])


@access(policy.may_see_flows)
@require_safe
def flows(request: HttpRequest) -> HttpResponse:
    """Every flow with its latest version."""
    columns = [
        Column("name", "流程", url=_address, sort="name"),
        Column("code", "编码", sort="code"),
        Column("latest", "最新版本", kind="number"),
        Column("latest_at", "发布时间", kind="instant"),
        Column("latest_by", "发布人"),
    ]
    table = Table(
        request,
        queries.flows(),
        columns=columns,
        order="code",
        empty_title="还没有流程",
        empty_text="上传 BPMN 文件并发布后，会出现在这里。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("流程"))
    drafts = Draft.objects.filter(state__in=OPEN_DRAFTS).order_by("code")
    context = {
        "table": table,
        "drafts": drafts,
        "may_draft": policy.may_draft(actor_of(request)),
    }
    return render(request, "flow/staff/flows.html", context)


@access(policy.may_see_flows)
@require_safe
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """One flow: its versions, the latest first."""
    found = get_object_or_404(Definition, code=code)
    columns = [
        Column("number", "版本", kind="number", url=_version_address, sort="number"),
        Column("published_at", "发布时间", kind="instant", sort="published_at"),
        Column("published_by", "发布人"),
        Column("digest", "摘要", value=lambda row: row.digest[:16]),
    ]
    rows = Version.objects.filter(definition=found).defer("xml", "compiled")
    table = Table(request, rows, columns=columns, order="-number", exportable=False)
    running = queries.running_by_version(found)
    context = {
        "definition": found,
        "draft": Draft.objects.filter(code=code, state__in=OPEN_DRAFTS).first(),
        "uses": registry.uses_of(code),
        "running": running,
        "migrations": found.migrations.select_related("source", "target", "definition").order_by(
            "-planned_at"
        ),
        "may_migrate": len(running) > 0 and found.versions.count() > 1,
        "table": table,
        "may_draft": policy.may_draft(actor_of(request)),
    }
    return render(request, "flow/staff/definition.html", context)


@access(policy.may_see_flows)
@require_safe
def version(request: HttpRequest, pk: str) -> HttpResponse:
    """One version: the diagram, its steps, what the check said."""
    found = get_object_or_404(Version.objects.select_related("definition"), pk=pk)
    compiled = compile_diagram(found.xml)
    context = {
        "version": found,
        "steps": [node for node in found.graph.nodes.values() if node.kind.by_people],
        "findings": compiled.findings(),
        "duties": {one.value: one.label for one in Duty},
        "names": {node.id: node.name for node in found.graph.nodes.values()},
        "where": {"done": [], "current": [], "waiting": [], "notes": {}},
    }
    return render(request, "flow/staff/version.html", context)


@access(policy.may_draft)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: a copy of what stands, an uploaded diagram, or one step to begin with."""
    form = DiagramForm(
        request.POST or None,
        request.FILES or None,
        initial={"code": request.GET.get("code", "")},
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "flow/staff/new.html", {"form": form}, status=status)
    data = form.cleaned_data
    if data["file"]:
        compiled = compile_diagram(data["file"])
        if request.POST.get("what") == "check" or compiled.graph is None:
            return _checked(request, form, compiled)
    try:
        draft = actions.begin_draft(
            data["code"],
            name=data["name"],
            xml=data["file"].decode("utf-8", "replace"),
            by=actor_of(request),
            at=now(),
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error("code", refusal.message)
        return render(request, "flow/staff/new.html", {"form": form}, status=refusal.status)
    return redirect("flow_staff:draft", pk=draft.pk)


def _checked(request: HttpRequest, form: DiagramForm, compiled: Compiled) -> HttpResponse:
    """The form again with the list of findings, and the diagram where it could be read."""
    context: dict[str, Any] = {
        "form": form,
        "checked": True,
        "findings": compiled.findings(form.limit),
        "publishable": compiled.publishable(form.limit),
        "xml": form.cleaned_data["file"].decode("utf-8", "replace") if compiled.graph else "",
        "where": {"done": [], "current": [], "waiting": [], "notes": {}},
    }
    status = 200 if context["publishable"] else 422
    return render(request, "flow/staff/new.html", context, status=status)
