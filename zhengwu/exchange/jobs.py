"""Recurring work of exchange."""

from __future__ import annotations

from zhengwu.exchange import actions
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


@periodic("exchange.tell", seconds=20)
def tell() -> None:
    """New records go into the channels that subscribe to them."""
    actions.tell(at=now())


@periodic("exchange.move", seconds=15)
def move() -> None:
    """Bundles out and in."""
    actions.exchange(at=now())


@periodic("exchange.act", seconds=10)
def act() -> None:
    """What was stored is done, in order."""
    actions.act_due(at=now())


@periodic("exchange.clear", seconds=86400)
def clear() -> None:
    """What the other side has held for long."""
    actions.clear_old(by=SYSTEM, at=now())
