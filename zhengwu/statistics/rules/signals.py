"""Whether a figure is as it should be: said in a word, for a leader who has ten seconds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Signal(StrEnum):
    """正常, 注意, 要处理; none where there is nothing to judge."""

    GOOD = "good"
    WATCH = "watch"
    ACT = "act"
    NONE = "none"


WORDS = {Signal.GOOD: "正常", Signal.WATCH: "注意", Signal.ACT: "要处理", Signal.NONE: "暂无数据"}
# The shapes of the house: each signal has its own beside its colour.
STAGES = {
    Signal.GOOD: "normal", Signal.WATCH: "warning", Signal.ACT: "overdue", Signal.NONE: "none",
}  # fmt: skip
_ORDER = (Signal.ACT, Signal.WATCH, Signal.GOOD, Signal.NONE)


def signal(value: float | None, lines: Mapping[str, Any]) -> Signal:
    """Where a value stands between the lines of data/signals.yaml."""
    if value is None:
        return Signal.NONE
    for side, beyond in (("above", float.__ge__), ("below", float.__lt__)):
        for name in (Signal.ACT, Signal.WATCH):
            line = lines.get(side, {}).get(name.value)
            if line is not None and beyond(float(value), float(line)):
                return name
    return Signal.GOOD


def worst(signals: list[Signal]) -> Signal:
    """The gravest of several."""
    return next((one for one in _ORDER if one in signals), Signal.NONE)
