"""Flows, their versions, and what runs on them."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db import models

from zhengwu.flow.enums import (
    PENDING,
    InstanceState,
    TaskRole,
    TaskState,
    TokenState,
    Verb,
)
from zhengwu.flow.rules.graph import Graph, Node
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class Definition(Recorded):
    """流程: a way of handling, known by its code; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """流程版本: one published diagram; nothing in it ever changes (a guard sees to it)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    compiled = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="flow_one_number")
        ]
        indexes = [models.Index(fields=["digest"], name="flow_by_digest")]

    def __str__(self) -> str:
        return f"{self.definition.name} 第{self.number}版"

    @property
    def graph(self) -> Graph:
        """The compiled diagram, parsed once per process."""
        return graph_of(self.pk)


@lru_cache(maxsize=256)
def graph_of(version_id: UUID) -> Graph:
    """The compiled diagram of a version. Versions never change, so this never goes stale."""
    return Graph.from_json(Version.objects.values_list("compiled", flat=True).get(pk=version_id))


class Instance(models.Model):
    """流程实例: one run of a version on a matter.

    `parent` is the token of the call activity that this run answers to, if any.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in InstanceState], default="running"
    )
    facts = models.JSONField(default=dict)
    visits = models.PositiveIntegerField(default=0)
    rounds = models.JSONField(default=dict)
    outcome = models.CharField(max_length=120, blank=True)
    parent = models.UUIDField(null=True, blank=True)
    parent_visit = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=models.Q(state=InstanceState.RUNNING),
                name="flow_one_run_a_matter",
            ),
            models.UniqueConstraint(
                fields=["parent", "parent_visit"],
                condition=models.Q(parent__isnull=False),
                name="flow_one_child_a_call",
            ),
        ]

    @property
    def graph(self) -> Graph:
        """The compiled diagram that this run follows."""
        return graph_of(self.version_id)


class Token(models.Model):
    """令牌: where a run stands. `trail` holds the visits that lie behind it.

    `timers` maps boundary timers to the clocks that drive them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="tokens")
    node = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in TokenState])
    edge = models.CharField(max_length=120, blank=True)
    visit = models.PositiveIntegerField(default=0)
    trail = models.JSONField(default=list)
    merged_into = models.UUIDField(null=True, blank=True)
    timers = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["instance", "state"], name="flow_tokens")]


class Task(models.Model):
    """待办: what one duty at one organ, or one person, has to do at a node.

    `desk` is where it lies: "duty@organ" while nobody holds it, "person:id" when somebody does;
    so "who waits where since when" is one index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="tasks")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+")
    token = models.ForeignKey(Token, models.PROTECT, related_name="+")
    node_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    role = models.CharField(
        max_length=8, choices=[(r.value, r.value) for r in TaskRole], default="main"
    )
    visit = models.PositiveIntegerField()
    # Place among the tasks opened together: ids of one instant do not keep an order.
    place = models.PositiveSmallIntegerField(default=0)
    trail = models.JSONField(default=list)
    duty = models.CharField(max_length=40)
    organ_code = models.CharField(max_length=40)
    desk = models.CharField(max_length=90)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.chinese) for s in TaskState], default="open"
    )
    assignee_id = models.CharField(max_length=64, blank=True)
    assignee_name = models.CharField(max_length=120, blank=True)
    delegator_id = models.CharField(max_length=64, blank=True)
    delegator_name = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.CharField(max_length=64, blank=True)
    done_by_name = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=80, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    clock = models.ForeignKey(
        "clock.Clock", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["desk", "opened_at", "id"],
                condition=models.Q(state__in=[s.value for s in PENDING]),
                include=["matter", "kind"],  # lists of cases ask for nothing else
                name="flow_waiting_where",
            ),
            models.Index(
                fields=["organ_code", "opened_at", "id"],
                condition=models.Q(state__in=[s.value for s in PENDING]),
                name="flow_waiting_organ",
            ),
            models.Index(
                fields=["opened_at", "id"],
                condition=models.Q(state__in=[s.value for s in PENDING]),
                name="flow_waiting_since",
            ),
            models.Index(fields=["instance", "visit"], name="flow_task_visit"),
            models.Index(fields=["matter", "opened_at"], name="flow_task_matter"),
            models.Index(fields=["done_by_id", "-done_at"], name="flow_task_done"),
            models.Index(fields=["opened_by"], name="flow_task_opened_by"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def node(self) -> Node:
        """The node of the diagram; needs `instance` loaded."""
        return self.instance.graph.nodes[self.node_id]

    @property
    def pending(self) -> bool:
        """Whether it still has to be done."""
        return self.state in PENDING

    def lie(self) -> None:
        """Set `desk` from who holds it."""
        self.desk = (
            f"person:{self.assignee_id}" if self.assignee_id else f"{self.duty}@{self.organ_code}"
        )


class JoinArrival(models.Model):
    """汇聚到达: a token reached a join; one for each incoming edge and round, ever."""

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="arrivals")
    node = models.CharField(max_length=120)
    edge = models.CharField(max_length=120)
    round = models.PositiveIntegerField()
    token = models.ForeignKey(Token, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "node", "edge", "round"], name="flow_one_arrival"
            )
        ]


class TaskOpinion(models.Model):
    """办理意见: what a person did with a task, and said. A key can be used once a task and verb."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="opinions")
    verb = models.CharField(max_length=16, choices=[(v.value, v.chinese) for v in Verb])
    opinion = models.TextField(blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    person_id = models.CharField(max_length=64)
    person_name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    organ_code = models.CharField(max_length=40, blank=True)
    to_name = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "verb", "key"],
                condition=~models.Q(key=""),
                name="flow_one_act_a_key",
            )
        ]


guards.append_only("flow_version")
guards.append_only("flow_taskopinion")
guards.append_only("flow_joinarrival")
