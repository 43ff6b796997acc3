"""Service of papers: on which day a paper counts as served, and what proves it.

Licensing law says nothing of its own, so the civil procedure law's rules are borrowed; each way is
a row of `data/service_ways.yaml` with its article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day


class ServiceIncomplete(Refusal):
    """不能按{way}登记送达：缺少{missing}。"""

    status = 422
    recorded = False


class ServiceTooEarly(Refusal):
    """送达日期{on}早于文书制作日期{issued}。"""

    status = 422
    recorded = False


@dataclass(frozen=True, slots=True)
class Served:
    """The day that counts, by which article; `served_on` is None while proof is still awaited."""

    served_on: date | None
    basis: str


def served(
    ways: Mapping[str, Any],
    way: str,
    *,
    on: date,
    issued_on: date,
    facts: Mapping[str, Any],
    period: Callable[[str, date], date],
) -> Served:
    """When a paper given out `on` that day in this way counts as served.

    Raises `ServiceIncomplete` naming every fact the way needs, `ServiceTooEarly` for a day before
    the paper existed. A posted paper is served on the day on its receipt, so without one
    `served_on` is None; a public notice counts when its days have passed: `period(clock, day)`
    answers the last day of a period of the clocks' table that begins after `day`.
    """
    row = ways["ways"][way]
    if on < issued_on:
        raise ServiceTooEarly(on=on.isoformat(), issued=issued_on.isoformat())
    if missing := [*_missing(row, facts), *_missing_proof(row, facts)]:
        names = "、".join(ways["facts"][code] for code in missing)
        raise ServiceIncomplete(
            way=row["name"],
            missing=names,
            law=row["source"],
            fields={code: [f"请填写{ways['facts'][code]}"] for code in missing},
        )
    return _day(row, on, facts, period)


def judged_on(ways: Mapping[str, Any], way: str, served_on: date, facts: Mapping[str, Any]) -> date:
    """The day by which the organ is judged to have kept its limit: that of the service, but for a
    public notice that of its publication (`judged` of the way's row)."""
    fact = ways["ways"][way].get("judged")
    return _as_day(facts[fact]) if fact else served_on


def _missing(row: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    lacking = [code for code in row["needs"] if not facts.get(code)]
    for code, condition in row.get("conditional", {}).items():
        if facts.get(condition) and not facts.get(code):
            lacking.append(code)
    return lacking


def _missing_proof(row: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """A paper left behind needs witnesses (two different ones) or a recording (民诉法 89)."""
    proof = row.get("evidence")
    if not proof or facts.get(proof["or"]):
        return []
    witnesses = {str(name).strip() for name in facts.get("witnesses") or []} - {""}
    return [] if len(witnesses) >= proof["witnesses"] else ["witnesses"]


def _day(
    row: Mapping[str, Any], on: date, facts: Mapping[str, Any], period: Callable[[str, date], date]
) -> Served:
    match row["served"]:
        case "reached_on":
            return Served(_as_day(facts["reached_at"]), row["source"])
        case "receipt_on":
            receipt = facts.get("receipt_on")
            return Served(_as_day(receipt) if receipt else None, row["source"])
        case "after_notice":
            return Served(period(row["clock"], _as_day(facts["published_on"])), row["source"])
        case _:
            return Served(on, row["source"])


def _as_day(value: Any) -> date:
    if isinstance(value, datetime):
        return local_day(value)
    if isinstance(value, date):
        return value
    text = str(value)
    return local_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
