"""The register of items ordered into the centre against what is to be written into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengwu.supervision.models import EntryDuty


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One item of a unit, as the catalogue has it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EntryWish:
    """What a paper says of many items of one unit: ordered in or not, from which day."""

    organ: str
    ordered: bool
    basis: str
    valid_from: date


def entry_outcomes(
    lines: Sequence[EntryLine], wish: EntryWish
) -> list[tuple[EntryLine, str, EntryDuty | None]]:
    """What taking these items over would do to each: new, changed, same; with what is registered.

    One statement.
    """
    codes = [line.code for line in lines]
    known = {row.item_code: row for row in EntryDuty.objects.filter(item_code__in=codes)}
    found = []
    for line in lines:
        row = known.get(line.code)
        outcome = "new" if row is None else ("same" if _says(row, line, wish) else "changed")
        found.append((line, outcome, row))
    return found


def _says(row: EntryDuty, line: EntryLine, wish: EntryWish) -> bool:
    return (row.item_name, row.organ_code, row.ordered, row.basis, row.valid_from) == (
        line.name, wish.organ, wish.ordered, wish.basis, wish.valid_from,
    )  # fmt: skip
