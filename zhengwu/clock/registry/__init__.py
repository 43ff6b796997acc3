"""What an administrator changes of clocks: limits, and the ladder of warning and cards."""

from zhengwu.clock.registry.cards import Cards
from zhengwu.clock.registry.limits import Limits
from zhengwu.parameters.registry import register_kind

register_kind(Limits())
register_kind(Cards())

__all__ = ["Cards", "Limits"]
