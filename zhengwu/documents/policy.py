"""Who may what with papers."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import Refusal

# Who works at the counter of an organ or above it may press its special seal for acceptance.
_ACCEPTANCE = ("window_clerk", "reviewer", "checker", "decider", "head")
_READERS = (*_ACCEPTANCE, "inspector", "archivist", "supervisor", "centre_manager", "auditor")


class SealNotPermitted(Refusal):
    """{who}没有使用{organ}{seal}的授权，不能出具《{title}》。"""

    status = 403


def may_use_acceptance_seal(actor: Actor, organ_code: str) -> bool:
    """The special seal (专用章, 许可法 32) goes with a duty at the organ."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(actor.has(duty, organ_code) for duty in _ACCEPTANCE)


def may_read_papers(actor: Actor) -> bool:
    """Staff whose duty brings papers before them, at any organ."""
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in _READERS)


def may_read_of(actor: Actor, organ_code: str) -> bool:
    """Papers of one organ: its own people; supervision and the centre see all organs."""
    if not actor.is_staff:
        return False
    if any(actor.has_anywhere(duty) for duty in ("supervisor", "centre_manager", "auditor")):
        return True
    return any(actor.has(duty, organ_code) for duty in _READERS)


def may_confirm_parameters(actor: Actor) -> bool:
    """Names of courts and governments are answered for by the centre's management."""
    return actor.is_staff and actor.has_anywhere("centre_manager")
