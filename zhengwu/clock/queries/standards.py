"""By what a changed limit is measured: the version that brought in the source cited now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from zhengwu.clock.enums import CONFIRMED, Confidence, Origin, Unit
from zhengwu.clock.models import Rule
from zhengwu.clock.queries.known import REMINDER, known
from zhengwu.clock.rules.tightening import Standard

# Sources that are no law: figures of this program and examples from elsewhere.
_NO_LAW = ("本平台设定", "地方参数", "外地做法", "本地参数")

# The office acts within a limit unless the row names a citizen; 复议 calls the office respondent.
_OFFICE = "respondent"


def reference_of(rule: Rule) -> Rule:
    """The version a change is measured by: the shipped one of this source, else its first."""
    same = [
        one
        for one in known().rules.get(rule.code, [rule])
        if one.source == rule.source and one.version <= rule.version
    ]
    shipped = [one for one in same if one.origin == Origin.SHIPPED]
    return (shipped or same[:1] or [rule])[-1]


def is_statutory(rule: Rule) -> bool:
    """Whether a row states checked law, not a local figure or an example."""
    confirmed = Confidence(rule.confidence) in CONFIRMED and "scope" not in rule.extras
    return confirmed and not rule.source.startswith(_NO_LAW)


def is_given(rule: Rule) -> bool:
    """Whether its figure is given elsewhere: by the item, by the flow, by the ladder of cards."""
    return bool(rule.extras.get("given")) or rule.code == REMINDER


def standard_of(rule: Rule, values: Mapping[str, Any] | None = None) -> Standard:
    """A row, with these values put in, as it is compared."""
    given = {**_figures(rule), **(values or {})}
    terms = replace(
        rule.terms,
        amount=int(given["amount"]),
        unit=Unit(given["unit"]),
        month_day=str(given["month_day"]),
    )
    return Standard(
        terms=terms,
        party=rule.extras.get("actor", _OFFICE) != _OFFICE,
        extend=int(given["extend_amount"] or 0),
        times=int(given["extend_times"]),
        procedures=frozenset(given["suspendable_by"]),
    )


def _figures(rule: Rule) -> dict[str, Any]:
    names = ("amount", "unit", "month_day", "extend_amount", "extend_times", "suspendable_by")
    return {name: getattr(rule, name) for name in names}


def nature_of(rule: Rule, day: date) -> str:
    """What a limit is, in words: law, a promise below it, a local figure and who answers for it."""
    law = reference_of(rule)
    figures = (rule.amount, rule.unit) == (law.amount, law.unit)
    if is_statutory(law) and figures:
        return "法定期限" if law.origin == Origin.SHIPPED else "新依据规定的期限"
    if is_statutory(law):
        return f"本地承诺（法定{law.limit_words}）"
    if rule.to_be_confirmed:
        return "地方参数，待确认"
    return "地方参数，已经确认"
