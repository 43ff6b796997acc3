"""Who may do what with a task: one-line predicates that combine."""

from __future__ import annotations

from zhengwu.flow.models import Task
from zhengwu.kernel.actors import Actor, ActorKind

_DRAFTERS = ("catalogue_editor", "centre_manager")
_URGERS = ("supervisor", "centre_manager", "head", "window_clerk", "complaint_officer",
            "town_manager")  # fmt: skip


def holds(actor: Actor, task: Task) -> bool:
    """The task is in this person's hands."""
    return bool(actor.id) and task.assignee_id == actor.id


def has_duty(actor: Actor, task: Task) -> bool:
    """The person has the duty that the step asks for, at the organ it lies with."""
    return actor.has(task.duty, task.organ_code)


def may_claim(actor: Actor, task: Task) -> bool:
    """签收: whoever it is assigned to, else everyone with the duty."""
    return holds(actor, task) if task.assignee_id else has_duty(actor, task)


def may_work(actor: Actor, task: Task) -> bool:
    """办结, 退回, 加签 …: in hand, or free to be taken in the same act."""
    return may_claim(actor, task)


def may_hand_over(actor: Actor, task: Task) -> bool:
    """转办: who holds it, a colleague with the same duty, or the head of the organ."""
    return holds(actor, task) or has_duty(actor, task) or actor.has("head", task.organ_code)


def may_delegate(actor: Actor, task: Task) -> bool:
    """委派: who works on it, unless it was delegated to them."""
    return may_work(actor, task) and not task.delegator_id


def may_take_back(actor: Actor, task: Task) -> bool:
    """撤回: only the person who finished it."""
    return bool(actor.id) and task.done_by_id == actor.id


def may_urge(actor: Actor, task: Task) -> bool:
    """催办: supervision and management, colleagues of the organ, who wait for it."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.CITIZEN):
        return True
    return has_duty(actor, task) or any(actor.has_anywhere(duty) for duty in _URGERS)


def may_draft(actor: Actor) -> bool:
    """Draw a flow, plan a migration: those who keep the catalogue, those who run the centre."""
    return actor.kind is ActorKind.SYSTEM or any(actor.has_anywhere(one) for one in _DRAFTERS)


def may_approve(actor: Actor) -> bool:
    """Let a draft become a version, or matters be migrated: who runs the centre."""
    return actor.kind is ActorKind.SYSTEM or actor.has_anywhere("centre_manager")


def may_see_flows(actor: Actor) -> bool:
    """Flows are no secret inside the house."""
    return actor.is_staff
