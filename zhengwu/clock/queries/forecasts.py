"""What a due day would become: a notice has to name the new day before the clock is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhengwu.clock.enums import Unit
from zhengwu.clock.models import Clock
from zhengwu.clock.queries.clocks import ledger
from zhengwu.clock.queries.known import known
from zhengwu.clock.rules.calendar import Calendar
from zhengwu.clock.rules.counting import last_day
from zhengwu.clock.rules.ledger import Due, Grant, Ledger, Span, derive


def due_if_paused(clock: Clock, started_on: date, planned: int, unit: str) -> date:
    """The last day if a procedure begun on this day takes as long as planned."""
    held = ledger(clock)
    span = Span(started_on, planned=planned, planned_unit=Unit(unit))
    return derive(replace(held, spans=[*held.spans, span]), _calendar(clock)).on


def due_if_extended(clock: Clock, amount: int) -> tuple[date, str]:
    """The last day with so much more time, and the unit the rule counts extensions in."""
    held = ledger(clock)
    rule = known().by_id[clock.rule_id]
    unit = rule.extend_unit or clock.unit
    grant = Grant(amount, Unit(unit))
    return derive(replace(held, grants=[*held.grants, grant]), _calendar(clock)).on, unit


def due_if_started(
    rule_code: str, on: date, *, amount: int | None = None, unit: str = "", region_code: str = ""
) -> Due:
    """When a clock begun on this day would end, by the rule or with the item's own amount."""
    held = known()
    terms = held.rule(rule_code, on).terms
    if amount is not None:
        terms = replace(terms, amount=amount, unit=Unit(unit or terms.unit))
    return derive(Ledger(start=on, terms=terms), held.calendar(region_code))


def end_of_period(rule_code: str, day: date) -> tuple[date, str]:
    """Last day of a period of the table that begins after `day`, and the rule's source."""
    held = known()
    rule = held.rule(rule_code, day)
    return last_day(held.calendar(), day, rule.terms), rule.source


def _calendar(clock: Clock) -> Calendar:
    return known().calendar(clock.region_code)
