"""Migrations of running matters: map, preview of each matter, approval, progress, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.flow import actions, policy, queries
from zhengwu.flow.enums import MigrationState, MovingState
from zhengwu.flow.models import Definition, Migration, Moving
from zhengwu.flow.rules.graph import Graph, Node
from zhengwu.flow.rules.migration import NodeMap
from zhengwu.jobs.models import Job
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

from ..forms import MigrationForm

_LEAVE = "-"


@access(policy.may_draft)
@once
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Choose two versions and say why; the preview follows."""
    definition = get_object_or_404(Definition, code=code)
    form = MigrationForm(request.POST or None)
    running = queries.running_by_version(definition)
    versions = {str(one.number): one for one in definition.versions.order_by("-number")}
    form.fields["source"].choices = [  # type: ignore[attr-defined]
        (str(n), f"第{n}版（{count} 件在办）") for n, count in running.items()
    ]
    form.fields["target"].choices = [(n, f"第{n}版") for n in versions]  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                migration = actions.plan_migration(
                    versions[data["source"]],
                    versions[data["target"]],
                    reason=data["reason"],
                    by=actor_of(request),
                    at=now(),
                )
            except Refusal as refusal:
                if refusal.status == 403:
                    raise
                form.add_error(None, refusal.message)
            else:
                return redirect("flow_staff:migration", pk=migration.pk)
    context = {"definition": definition, "form": form}
    return render(request, "flow/staff/plan.html", context, status=status)


def _migration(pk: UUID) -> Migration:
    rows = Migration.objects.select_related("definition", "source", "target", "origin")
    return get_object_or_404(rows, pk=pk)


@access(policy.may_see_flows)
@require_safe
def migration(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The map, what happens to matters by how they stand, and each matter by row."""
    return _show(request, _migration(pk))


def _show(
    request: HttpRequest, found: Migration, status: int = 200, problem: str = ""
) -> HttpResponse:
    who = actor_of(request)
    columns = [
        Column("number", "办件编号", value=lambda row: row.matter.number),
        Column("title", "事项", value=lambda row: row.matter.title),
        Column("effect__before", "现在", value=lambda row: row.effect.words["before"]),
        Column("effect__after", "迁移后", value=lambda row: row.effect.words["after"]),
        Column("word", "结果"),
        Column("note", "说明"),
    ]
    rows = Moving.objects.filter(migration=found).select_related("matter", "effect")
    wanted = request.GET.get("state", "")
    if wanted in list(MovingState):
        rows = rows.filter(state=wanted)
    table = Table(
        request,
        rows,
        columns=columns,
        order="id",
        empty_title="没有这样的办件",
        empty_text="预览时每件在办办件会列在这里。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("流程迁移明细"))
    planned = found.state == MigrationState.PLANNED
    counts = actions.outcome_of(found)
    context = {
        "migration": found,
        "table": table,
        "problem": problem,
        "pairs": _pairs(found),
        "targets": _targets(found.target.graph),
        "lint": NodeMap(found.source.graph, found.target.graph, found.mapping).lint(),
        "effects": found.effects.order_by("-count", "pk"),
        "counts": [(one, one.chinese, counts[one.value]) for one in MovingState if one in counts],
        "job": Job.objects.filter(pk=found.job).first() if found.job else None,
        "may_edit": planned and policy.may_draft(who),
        "may_approve": planned and policy.may_approve(who),
        "own": found.drafted_by_id == who.id,
        "may_go_on": found.state == MigrationState.RUNNING and policy.may_approve(who),
        "may_retry": found.state == MigrationState.DONE
        and counts.get("conflict")
        and policy.may_approve(who),
        "may_go_back": found.state == MigrationState.DONE
        and counts.get("moved")
        and policy.may_draft(who),
    }
    return render(request, "flow/staff/migration.html", context, status=status)


def _label(node: Node) -> str:
    return f"{node.name}（{node.kind.chinese}）" if node.name else f"{node.kind.chinese} {node.id}"


def _targets(graph: Graph) -> list[tuple[str, str]]:
    return [(node.id, _label(node)) for node in graph.nodes.values()]


def _pairs(found: Migration) -> list[dict[str, Any]]:
    """Each old node where a matter can stand or a join waits, with what it maps to."""
    joins = {one.join for one in NodeMap(found.source.graph, found.target.graph, {}).old.blocks}
    return [
        {
            "id": node.id,
            "label": _label(node),
            "chosen": _LEAVE
            if found.mapping.get(node.id) == ""
            else found.mapping.get(node.id, ""),
        }
        for node in found.source.graph.nodes.values()
        if node.kind.rests or node.id in joins
    ]


def _mapping(request: HttpRequest, found: Migration) -> dict[str, str]:
    """The posted map; what the page does not show keeps what it had."""
    shown = {one["id"] for one in _pairs(found)}
    mapping = {old: new for old, new in found.mapping.items() if old not in shown}
    for old in shown:
        new = request.POST.get(f"to_{old}", "")
        if new:
            mapping[old] = "" if new == _LEAVE else new
    return mapping


def _again(request: HttpRequest, found: Migration) -> Migration:
    mapping = _mapping(request, found)
    return actions.plan_again(found, mapping, by=actor_of(request), at=now())


def _retry(request: HttpRequest, found: Migration) -> Migration:
    number = actions.retry_conflicts(found, by=actor_of(request), at=now())
    messages.info(request, f"{number} 件可以按已批准的影响再次迁移。")
    return found


def _words(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


_VERBS: dict[str, Callable[[HttpRequest, Migration], Migration]] = {
    "again": _again,
    "approve": lambda r, m: actions.approve_migration(
        m, opinion=_words(r, "opinion"), by=actor_of(r), at=now()
    ),
    "go_on": lambda r, m: actions.resume_migration(m, by=actor_of(r), at=now()),
    "retry": _retry,
    "back": lambda r, m: actions.plan_back(m, reason=_words(r, "reason"), by=actor_of(r), at=now()),
    "discard": lambda r, m: actions.discard_migration(m, by=actor_of(r), at=now()),
}


@access(policy.may_draft)
@require_POST
@once
def migrate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another map, approval, going on, trying again, the way back, giving up."""
    found = _migration(pk)
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        found = verb(request, found)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        problem = next((w[0] for w in refusal.fields.values()), refusal.message)
        return _show(request, _migration(pk), refusal.status, problem)
    return redirect("flow_staff:migration", pk=found.pk)
