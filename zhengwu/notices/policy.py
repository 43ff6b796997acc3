"""Who may read which inbox, and who watches over what did not go out."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor, ActorKind


def inboxes_of(actor: Actor) -> frozenset[str]:
    """Recipient keys this actor reads: the own one, and the firm's when acting for it."""
    if actor.kind is ActorKind.STAFF:
        return frozenset({f"staff:{actor.id}"})
    if actor.kind is ActorKind.CITIZEN:
        keys = {f"person:{actor.id}"}
        if actor.behalf.startswith("firm:"):
            keys.add(actor.behalf)
        return frozenset(keys)
    return frozenset()


def may_watch_dispatches(actor: Actor) -> bool:
    """What could not be sent concerns those who run the system and the centre."""
    return actor.is_staff and (
        actor.has_anywhere("system_admin") or actor.has_anywhere("centre_manager")
    )
