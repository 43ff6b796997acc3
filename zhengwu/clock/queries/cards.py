"""Ladders of warning, yellow and red: which one holds for a clock, and on which days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from zhengwu.clock.models import Clock
from zhengwu.clock.queries.known import ANY, Known, known
from zhengwu.clock.rules.cards import CardDays, Ladder, card_days, ladder_of
from zhengwu.kernel import yaml

_FILE = Path(__file__).parents[1] / "data" / "cards" / "ladders.yaml"


@cache
def shipped_ladders() -> Mapping[str, Any]:
    """The table of ladders: source, and rows by the sort of clock."""
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def ladder_for(rule_code: str, label: str, started_on: date, today: date) -> Ladder:
    """The ladder of a clock: its rule's own, else that of its sort, else that of all others."""
    return _ladder(known(), rule_code, label, started_on, today)


def _ladder(held: Known, rule_code: str, label: str, started_on: date, today: date) -> Ladder:
    version = held.card(rule_code, label, started_on, today)
    rows = shipped_ladders()["ladders"]
    ladder = ladder_of(version.content if version else rows.get(label, rows[ANY]))
    if ladder.warn is None:
        return Ladder(held.reminder(today).amount, ladder.yellow, ladder.red)
    return ladder


def card_days_of(clock: Clock, today: date) -> CardDays:
    """When a clock is warned about and gets a card as its ledger stands; supervision reads this."""
    held = known()
    ladder = _ladder(held, clock.rule_code, clock.label, clock.started_on, today)
    return card_days(held.calendar(clock.region_code), clock.due_on, ladder)
