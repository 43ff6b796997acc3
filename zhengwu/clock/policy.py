"""Who may change what limits are counted with. Everybody may read them: they are public."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor, ActorKind

_KEEPERS = ("centre_manager", "system_admin")


def may_change_rules(actor: Actor) -> bool:
    """The manager of the service centre: local limits are a decision of the office."""
    return actor.kind == ActorKind.SYSTEM or actor.has_anywhere("centre_manager")


def may_load_notices(actor: Actor) -> bool:
    """The manager of the centre or the system administrator."""
    return actor.kind == ActorKind.SYSTEM or any(actor.has_anywhere(duty) for duty in _KEEPERS)


def may_see_rules(actor: Actor) -> bool:
    """Every member of staff."""
    return actor.kind == ActorKind.SYSTEM or actor.is_staff
