"""What the flow announces, all on the matter's chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    """A version of a flow was published."""

    code: ClassVar[str] = "flow.version.published"
    definition: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FlowStarted(Event):
    """A matter began to follow a flow."""

    code: ClassVar[str] = "flow.instance.started"
    instance: str
    definition: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FlowEnded(Event):
    """A run came to its end; `outcome` is the name of the end event."""

    code: ClassVar[str] = "flow.instance.ended"
    instance: str
    outcome: str
    parent: str


@dataclass(frozen=True, kw_only=True)
class FlowCancelled(Event):
    """A run was broken off."""

    code: ClassVar[str] = "flow.instance.cancelled"
    instance: str


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """Something has to be done by this duty at this organ."""

    code: ClassVar[str] = "flow.task.opened"
    task: str
    instance: str
    node: str
    name: str
    kind: str
    role: str
    duty: str
    organ: str
    assignee: str
    assignee_name: str


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(Event):
    """签收: a person took a task."""

    code: ClassVar[str] = "flow.task.claimed"
    task: str
    node: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    """办结: a person finished a task with an opinion."""

    code: ClassVar[str] = "flow.task.completed"
    task: str
    instance: str
    node: str
    name: str
    kind: str
    role: str
    organ: str
    outcome: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class TaskGivenBack(Event):
    """A delegate answered; the task is again with the one who delegated it."""

    code: ClassVar[str] = "flow.task.given_back"
    task: str
    node: str
    name: str
    to: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class TaskHandedOver(Event):
    """转办: the task passed to a colleague."""

    code: ClassVar[str] = "flow.task.handed_over"
    task: str
    node: str
    name: str
    to: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class TaskRehoused(Event):
    """The task lies with another organ, which took the work over."""

    code: ClassVar[str] = "flow.task.rehoused"
    task: str
    node: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class TaskDelegated(Event):
    """委派: a colleague was asked to do the task and give it back."""

    code: ClassVar[str] = "flow.task.delegated"
    task: str
    node: str
    name: str
    to: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class CosignerDropped(Event):
    """减签: a co-signer need not answer any more."""

    code: ClassVar[str] = "flow.task.cosigner_dropped"
    task: str
    node: str
    name: str
    who: str


@dataclass(frozen=True, kw_only=True)
class TaskReturned(Event):
    """退回: the run went back to an earlier node; `cancelled` tasks ended by it."""

    code: ClassVar[str] = "flow.task.returned"
    task: str
    instance: str
    node: str
    name: str
    to_node: str
    to_name: str
    cancelled: list[str]


@dataclass(frozen=True, kw_only=True)
class TaskTakenBack(Event):
    """撤回: the one who finished a task took it up again before the next was opened."""

    code: ClassVar[str] = "flow.task.taken_back"
    task: str
    instance: str
    node: str
    name: str
    cancelled: list[str]


@dataclass(frozen=True, kw_only=True)
class TaskUrged(Event):
    """催办: somebody asked for haste."""

    code: ClassVar[str] = "flow.task.urged"
    task: str
    node: str
    name: str
    duty: str
    organ: str
    assignee: str


@dataclass(frozen=True, kw_only=True)
class TaskSuspended(Event):
    """挂起: the task rests. Its clock does not: that takes a served notice."""

    code: ClassVar[str] = "flow.task.suspended"
    task: str
    node: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TaskResumed(Event):
    """恢复: the task goes on."""

    code: ClassVar[str] = "flow.task.resumed"
    task: str
    node: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ServiceRequested(Event):
    """A service task was reached: a reaction does the work and gives the token back."""

    code: ClassVar[str] = "flow.service.requested"
    instance: str
    token: str
    visit: int
    node: str
    service: str


@dataclass(frozen=True, kw_only=True)
class SubflowRequested(Event):
    """A call activity was reached: a reaction opens the sub-matter."""

    code: ClassVar[str] = "flow.subflow.requested"
    instance: str
    token: str
    visit: int
    node: str
    name: str
    called: str


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(Event):
    """A message that a token was waiting for came in."""

    code: ClassVar[str] = "flow.message.delivered"
    instance: str
    node: str
    message: str


@dataclass(frozen=True, kw_only=True)
class TimerFired(Event):
    """A boundary timer ran out."""

    code: ClassVar[str] = "flow.timer.fired"
    instance: str
    node: str
    timer: str
    interrupting: bool


@dataclass(frozen=True, kw_only=True)
class ServiceFinished(Event):
    """A service task is done."""

    code: ClassVar[str] = "flow.service.finished"
    instance: str
    node: str
    service: str


@dataclass(frozen=True, kw_only=True)
class SubflowFinished(Event):
    """The sub-matter of a call activity came to its end."""

    code: ClassVar[str] = "flow.subflow.finished"
    instance: str
    node: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class SubflowAbandoned(Event):
    """The call of a sub-matter fell away (returned, terminated, cancelled)."""

    code: ClassVar[str] = "flow.subflow.abandoned"
    token: str
    visit: int


@dataclass(frozen=True, kw_only=True)
class FlowMigrated(Event):
    """流程迁移: a running matter goes on under another version of its flow."""

    code: ClassVar[str] = "flow.instance.migrated"
    migration: str
    instance: str
    definition: str
    source: int
    target: int
    back: bool


@dataclass(frozen=True, kw_only=True)
class MigrationPlanned(Event):
    """A migration was previewed: how many matters fit, stay, or cannot be moved."""

    code: ClassVar[str] = "flow.migration.planned"
    migration: str
    definition: str
    source: int
    target: int
    mapping: dict[str, str]
    fits: int
    stays: int
    unfit: int


@dataclass(frozen=True, kw_only=True)
class MigrationApproved(Event):
    """Another person agreed to a migration."""

    code: ClassVar[str] = "flow.migration.approved"
    migration: str


@dataclass(frozen=True, kw_only=True)
class MigrationFinished(Event):
    """A migration has dealt with every matter; counts by what became of them."""

    code: ClassVar[str] = "flow.migration.finished"
    migration: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class MigrationDiscarded(Event):
    """A planned migration was given up."""

    code: ClassVar[str] = "flow.migration.discarded"
    migration: str


@dataclass(frozen=True, kw_only=True)
class DraftBegun(Event):
    """A draft of a flow was begun."""

    code: ClassVar[str] = "flow.draft.begun"
    flow: str
    base: int


@dataclass(frozen=True, kw_only=True)
class DraftChanged(Event):
    """The drawing of a draft was changed."""

    code: ClassVar[str] = "flow.draft.changed"
    flow: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class DraftMoved(Event):
    """A draft was submitted, approved, returned, given up or took effect."""

    code: ClassVar[str] = "flow.draft.moved"
    flow: str
    state: str
