"""Readings of the flow with more than one caller; each a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery

from zhengwu.flow.enums import (
    PENDING,
    PRESENT,
    InstanceState,
    NodeKind,
    TaskRole,
    TaskState,
)
from zhengwu.flow.models import Definition, Instance, Task, TaskOpinion, Token, Version
from zhengwu.flow.rules import endings
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Staff
from zhengwu.org.queries import duties_of, holders


def dead_ends(version: Version) -> list[str]:
    """Why matters that are decided could not be brought to an end by this diagram, in Chinese;
    nothing is known of a version without its compiled diagram."""
    if not version.compiled:
        return []
    return [one.plain for one in endings.dead_ends(version.graph)]


def desks_of(actor: Actor) -> list[str]:
    """Where tasks for this person lie: their duties' desks and their own."""
    return [*sorted(actor.duties), *([f"person:{actor.id}"] if actor.id else [])]


def tasks_for(actor: Actor) -> QuerySet[Task]:
    """待办: what the person may take or has in hand, longest waiting first. One indexed query.

    Page it by (opened_at, id).
    """
    return (
        Task.objects.filter(desk__in=desks_of(actor), state__in=PENDING)
        .select_related("matter", "clock")
        .order_by("opened_at", "id")
    )


def waiting() -> QuerySet[Task]:
    """Who waits where since when, over the whole house; filter by `organ_code` or `desk`."""
    return Task.objects.filter(state__in=PENDING).order_by("opened_at", "id")


def done_by(actor: Actor) -> QuerySet[Task]:
    """已办: what the person finished, latest first."""
    return Task.objects.filter(done_by_id=actor.id).order_by("-done_at").select_related("matter")


def running_of(matter_id: UUID) -> Instance | None:
    """The matter's run: the running one, else the latest."""
    rows = Instance.objects.filter(matter_id=matter_id).select_related("version__definition")
    return (
        rows.order_by("ended_at", "-started_at").filter(ended_at__isnull=True).first()
        or rows.order_by("-started_at").first()
    )


def live_version(code: str) -> Version | None:
    """The latest published version of a flow."""
    rows = Version.objects.filter(definition__code=code).select_related("definition")
    return rows.order_by("-number").first()


def running_by_version(definition: Definition) -> dict[int, int]:
    """How many matters run under each version number; only versions with any. One statement."""
    rows = (
        Instance.objects.filter(version__definition=definition, state=InstanceState.RUNNING)
        .values_list("version__number")
        .annotate(number=Count("pk"))
        .order_by("version__number")
    )
    return dict(rows)


def shipped() -> dict[str, bytes]:
    """The diagrams that come with the program, by code."""
    folder = resources.files("zhengwu.flow").joinpath("data")
    return {
        file.name.removesuffix(".bpmn"): file.read_bytes()
        for file in folder.iterdir()
        if file.name.endswith(".bpmn")
    }


def flows() -> QuerySet[Definition]:
    """Every flow with the number and day of its latest version. One statement."""
    latest = Version.objects.filter(definition=OuterRef("pk")).order_by("-number")
    return Definition.objects.annotate(
        latest=Subquery(latest.values("number")[:1]),
        latest_at=Subquery(latest.values("published_at")[:1]),
        latest_by=Subquery(latest.values("published_by")[:1]),
    ).order_by("code")


def earlier_nodes(task: Task) -> list[Task]:
    """Where this task can be returned to: the last doing of each earlier node, latest first."""
    rows = Task.objects.filter(
        instance_id=task.instance_id,
        visit__in=task.trail,
        role=TaskRole.MAIN,
        state=TaskState.DONE,
    ).order_by("-visit", "place", "id")
    found: dict[str, Task] = {}
    known = task.instance.graph.nodes
    for row in rows:
        if row.node_id in known:  # a migration may have left a step behind
            found.setdefault(row.node_id, row)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Doing:
    """One task on the way: who, in which organ, since when, until when, with what opinion."""

    task: Task
    who: str
    organ_code: str
    opened_at: datetime
    done_at: datetime | None
    outcome: str
    opinions: tuple[TaskOpinion, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A node as the viewer colours it: done, current, waiting or next."""

    node: str
    name: str
    public_name: str
    state: str
    doings: tuple[Doing, ...]

    @property
    def note(self) -> str:
        """Names and day for the diagram."""
        last = self.doings[-1] if self.doings else None
        if last is None:
            return ""
        names = "、".join(dict.fromkeys(one.who for one in self.doings if one.who))
        day = local_day(last.done_at or last.opened_at)
        return f"{names} {day.month}月{day.day}日".strip()


def progress(instance: Instance) -> list[Stage]:
    """Every step of the run in the order of the diagram with its state and doings. 3 statements."""
    graph = instance.graph
    tasks = (
        Task.objects.filter(instance=instance)
        .select_related("clock")
        .order_by("visit", "place", "id")
    )
    said: dict[Any, list[TaskOpinion]] = defaultdict(list)
    for opinion in TaskOpinion.objects.filter(task__instance=instance).order_by("at", "id"):
        said[opinion.task_id].append(opinion)
    doings: dict[str, list[Doing]] = defaultdict(list)
    for task in tasks:
        doings[task.node_id].append(_doing(task, tuple(said[task.pk])))
    present = Token.objects.filter(instance=instance, state__in=PRESENT)
    here = dict(present.values_list("node", "state"))
    return [
        Stage(
            node.id,
            node.name,
            node.public_name or node.name,
            _state(here.get(node.id, ""), doings.get(node.id, [])),
            tuple(doings.get(node.id, ())),
        )
        for node in graph.nodes.values()
    ]


def _doing(task: Task, opinions: tuple[TaskOpinion, ...]) -> Doing:
    return Doing(
        task,
        task.done_by_name or task.assignee_name,
        task.organ_code,
        task.opened_at,
        task.done_at,
        task.outcome,
        opinions,
    )


def _state(token: str, doings: list[Doing]) -> str:
    if token == "live":  # noqa: S105 - a state of the vocabulary
        return "current"
    if token:
        return "waiting"
    return "done" if any(one.task.state == TaskState.DONE for one in doings) else "next"


def public_line(instance: Instance) -> list[dict[str, str]]:
    """The applicant's step line: public names only, no persons; steps never reached are left out

    once the run is over. Shape: `{title, note, state}` as the flow-line component takes it.
    """
    over = instance.ended_at is not None
    return [
        {"title": stage.public_name, "note": _day(stage), "state": stage.state}
        for stage in progress(instance)
        if instance.graph.nodes[stage.node].kind.by_people and not (over and stage.state == "next")
    ]


def _day(stage: Stage) -> str:
    days = [one.done_at for one in stage.doings if one.done_at]
    return f"{max(days).astimezone():%m月%d日}" if days and stage.state == "done" else ""


def viewer(instance: Instance) -> dict[str, Any]:
    """What the coloured diagram takes: the XML and where the run stands."""
    where: dict[str, Any] = {"done": [], "current": [], "waiting": [], "notes": {}}
    for stage in progress(instance):
        if stage.state in where:
            where[stage.state].append(stage.node)
        if stage.note:
            where["notes"][stage.node] = stage.note
    for node in instance.graph.of_kind(NodeKind.START):
        where["done"].append(node.id)
    return {"xml": instance.version.xml, "where": where}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as somebody to pass a task to."""

    id: str
    name: str
    organ_code: str
    suits: bool


def colleague_with(staff_id: str, duty: str, organ_code: str, day: date) -> Colleague:
    """The member of staff, and whether the duty is theirs on the day. Two statements."""
    try:
        row = Staff.objects.filter(pk=staff_id).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        return Colleague(staff_id, "", "", suits=False)
    suits = (duty, organ_code) in duties_of(row.pk, day)
    return Colleague(str(row.pk), row.name, row.organ_id or "", suits)


def colleagues(task: Task, day: date) -> QuerySet[Staff]:
    """Whom a task may be handed over or delegated to."""
    return holders(task.duty, task.organ_code, day)
