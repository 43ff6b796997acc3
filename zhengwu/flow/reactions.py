"""What the flow does when something was announced: services, sub-matters, timers."""

from __future__ import annotations

from zhengwu.clock.events import ClockExpired
from zhengwu.flow import actions
from zhengwu.flow.enums import InstanceState, NodeKind
from zhengwu.flow.events import (
    FlowEnded,
    ServiceRequested,
    SubflowAbandoned,
    SubflowRequested,
)
from zhengwu.flow.models import Instance, Task, Token
from zhengwu.flow.queries import live_version
from zhengwu.flow.registry import opener_for, service_named
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter


@reaction(ServiceRequested, name="flow.serve")
def serve(entry: Entry) -> None:
    """Do what a service task asks for, then let its token go on."""
    asked = entry.payload
    work = service_named(asked["service"])
    if work is None:
        raise LookupError(f"没有名为“{asked['service']}”的服务")
    instance = Instance.objects.select_related("matter").get(pk=asked["instance"])
    facts = work(instance)
    actions.finish_service(
        asked["token"], asked["visit"], facts=facts, by=SYSTEM, at=entry.occurred_at
    )


@reaction(SubflowRequested, name="flow.call")
def call(entry: Entry) -> None:
    """Open the sub-matter of a call activity and start the called flow on it."""
    asked = entry.payload
    token = Token.objects.select_related("instance__matter").get(pk=asked["token"])
    if token.visit != asked["visit"]:
        return
    if Instance.objects.filter(parent=token.pk, parent_visit=token.visit).exists():
        return
    version = live_version(asked["called"])
    if version is None:
        raise LookupError(f"没有已发布的流程“{asked['called']}”")
    parent = token.instance.matter
    matter = _sub_matter(parent, f"{token.pk}/{token.visit}", asked["name"], entry)
    actions.start(
        matter,
        version,
        facts=token.instance.facts,
        by=SYSTEM,
        at=entry.occurred_at,
        parent=token.pk,
        parent_visit=token.visit,
    )


def _sub_matter(parent: Matter, key: str, name: str, entry: Entry) -> Matter:
    own = opener_for(parent.kind)
    if own is not None:
        return own(parent, key=key, name=name, by=SYSTEM, at=entry.occurred_at)
    number = f"{parent.number[:40]}-{entry.seq}"
    found = Matter.objects.filter(number=number).first()
    return found or open_matter(
        kind=parent.kind,
        number=number,
        title=f"{parent.title[:200]}·{name}",
        organ_code=parent.organ_code,
        region_code=parent.region_code,
        by=SYSTEM,
        at=entry.occurred_at,
    )


@reaction(FlowEnded, name="flow.return_from_call")
def return_from_call(entry: Entry) -> None:
    """A sub-matter ended: the calling run goes on."""
    if not entry.payload["parent"]:
        return
    child = Instance.objects.get(pk=entry.payload["instance"])
    actions.finish_subflow(
        entry.payload["parent"],
        child.parent_visit,
        outcome=child.outcome,
        by=SYSTEM,
        at=entry.occurred_at,
    )


@reaction(SubflowAbandoned, name="flow.cancel_call")
def cancel_call(entry: Entry) -> None:
    """The call fell away: the sub-matter's run is broken off too."""
    running = Instance.objects.filter(
        parent=entry.payload["token"],
        parent_visit=entry.payload["visit"],
        state=InstanceState.RUNNING,
    )
    for child in running.select_related("matter"):
        actions.cancel(child.matter, reason="上级流程已终止", by=SYSTEM, at=entry.occurred_at)


@reaction(ClockExpired, name="flow.timer")
def timer(entry: Entry) -> None:
    """A clock ran out: boundary timers that it drives fire."""
    label, subject = entry.payload["label"], entry.payload["subject"]
    if label == "timer":
        token, _, timer_id = subject.partition("/")
        actions.fire_timer(token, timer_id, by=SYSTEM, at=entry.occurred_at)
    elif label == "step":
        task = Task.objects.select_related("instance", "token").filter(pk=subject).first()
        if task is not None and task.pending:
            for node in task.instance.graph.timers(task.node_id):
                if node.kind is NodeKind.TIMER and node.days is None:
                    actions.fire_timer(
                        task.token_id, node.id, visit=task.visit, by=SYSTEM, at=entry.occurred_at
                    )
