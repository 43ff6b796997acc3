"""What an administrator changes of clocks: limits, and the ladder of warning and cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from zhengwu.clock.queries.known import known
from zhengwu.clock.registry.cards import Cards
from zhengwu.clock.registry.limits import Limits
from zhengwu.parameters.registry import Sort, register_kind, register_options


def _rules(day: date) -> Mapping[str, str]:
    """Rules a local choice may name: those with a length of their own, in words."""
    now_known = known()
    found = (now_known.find(code, day) for code in sorted(now_known.rules))
    return {
        rule.code: f"{rule.name_zh}（{rule.limit_words}）"
        for rule in found
        if rule is not None and rule.amount is not None
    }


register_kind(Limits())
register_kind(Cards())
register_options(Sort.RULE, _rules)
register_options(Sort.RULES, _rules)

__all__ = ["Cards", "Limits"]
