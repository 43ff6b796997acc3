"""The table of clocks as text: each row read strictly, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from zhengwu.clock.enums import CONFIRMED, Confidence, Consequence, Direction, Unit
from zhengwu.clock.rules.counting import Terms
from zhengwu.kernel import yaml
from zhengwu.kernel.digests import canonical, digest

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# Phrases of the table's `on_expiry` column, in the order in which they are looked for.
_CONSEQUENCES = (
    ("deemed accepted", Consequence.DEEMED_ACCEPTED),
    ("deemed renewed", Consequence.DEEMED_RENEWED),
    ("deemed to agree", Consequence.DEEMED_AGREED),
    ("deemed abandoned", Consequence.DEEMED_ABANDONED),
    ("deemed served", Consequence.DEEMED_SERVED),
    ("lapses automatically", Consequence.LAPSED),
)


class BadRow(ValueError):
    """A row of the table that cannot be read; its text names row and column."""


@dataclass(frozen=True, slots=True)
class Extendable:
    """How a clock may be extended: by how much, how often, who approves."""

    amount: int
    unit: Unit
    times: int
    approver: str
    must_tell_reason: bool = True


@dataclass(frozen=True, slots=True)
class RuleText:
    """One row of the table."""

    code: str
    name_zh: str
    name_en: str
    terms: Terms
    starts_on: str
    source: str
    confidence: Confidence
    evidence: str = ""
    note: str = ""
    on_expiry: str = ""
    extendable: Extendable | None = None
    suspendable_by: tuple[str, ...] = ()
    follows: bool = False
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def consequence(self) -> Consequence:
        """What follows on expiry. A row nobody has confirmed never does more than a card."""
        if self.confidence in CONFIRMED:
            for phrase, consequence in _CONSEQUENCES:
                if phrase in self.on_expiry:
                    return consequence
        return Consequence.CARD

    @property
    def digest(self) -> str:
        """Changes whenever anything in the row changes."""
        return digest(canonical(asdict(self)))


_COLUMNS = frozenset(
    {
        *("id", "name_zh", "name_en", "amount", "unit", "starts_on", "source", "confidence"),
        *("evidence", "note", "on_expiry", "extendable", "suspendable_by", "follows"),
        *("direction", "roll", "minimum", "first_day"),
    }
)


def parse_table(text: str) -> tuple[date, list[RuleText]]:
    """Day of compilation and all rows; raises BadRow on the first one that cannot be read."""
    document = yaml.safe_load(text)
    defaults = document["meta"]["defaults"]
    rows = [parse_row({**defaults, **row}) for row in document["clocks"]]
    codes = [row.code for row in rows]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise BadRow(f"doubled: {sorted(doubled)}")
    return document["meta"]["compiled_on"], rows


def parse_row(row: Mapping[str, Any]) -> RuleText:
    """One row with the defaults filled in; columns it does not know are kept in `extras`."""
    code = str(row.get("id", "?"))
    try:
        return RuleText(
            code=code,
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            terms=_terms(row),
            starts_on=row["starts_on"],
            source=str(row["source"]),
            confidence=Confidence(row["confidence"]),
            evidence=str(row.get("evidence") or ""),
            note=str(row.get("note") or ""),
            on_expiry=str(row.get("on_expiry") or ""),
            extendable=_extendable(row.get("extendable")),
            suspendable_by=tuple(row.get("suspendable_by") or ()),
            follows=bool(row.get("follows", False)),
            extras={name: row[name] for name in sorted(row) if name not in _COLUMNS},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadRow(f"{code}: {error!r}") from error


def _terms(row: Mapping[str, Any]) -> Terms:
    unit, month_day = Unit(row["unit"]), ""
    amount: Any = row["amount"]
    if unit == Unit.FIXED_DATE and isinstance(amount, str):
        if not _MONTH_DAY.fullmatch(amount):
            raise ValueError(f"amount {amount!r} is no MM-DD")
        amount, month_day = 0, amount
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise ValueError(f"amount {amount!r} is no count")
    if not amount and unit not in (Unit.FIXED_DATE, Unit.IMMEDIATE):
        raise ValueError("amount is zero")
    first_day = row.get("first_day", "next_day")
    if first_day not in ("next_day", "same_day"):
        raise ValueError(f"first_day {first_day!r}")
    return Terms(
        amount=amount,
        unit=unit,
        direction=Direction(row.get("direction", "forward")),
        roll=bool(row.get("roll", True)),
        minimum=bool(row.get("minimum", False)),
        month_day=month_day,
        next_day=first_day == "next_day",
    )


def _extendable(value: Mapping[str, Any] | None) -> Extendable | None:
    if not value:
        return None
    known = {item.name for item in fields(Extendable)}
    if unknown := set(value) - known:
        raise ValueError(f"extendable: {sorted(unknown)}")
    return Extendable(**{**value, "unit": Unit(value["unit"])})
