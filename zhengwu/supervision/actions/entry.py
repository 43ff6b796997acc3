"""进驻要求: which items were ordered into the centre, by which paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ
from zhengwu.supervision import policy, queries
from zhengwu.supervision.actions.cards import needed
from zhengwu.supervision.events import EntryOrdered
from zhengwu.supervision.models import EntryDuty
from zhengwu.supervision.queries import EntryLine, EntryWish
from zhengwu.supervision.rules import refusals


@action
def order_entry(
    code: str, *, name: str, organ_code: str, ordered: bool, basis: str, valid_from: date,
    by: Actor, at: datetime,
) -> EntryDuty:  # fmt: skip
    """Register one item of a unit, or change what was registered; the old stays in the journal."""
    policy.require(policy.oversees(by))
    code = needed(code, "item_code", "请填写事项编码")
    name = needed(name, "item_name", "请填写事项名称")
    if ordered:
        basis = needed(basis, "basis", "请写明要求进驻的文件")
    if not Organ.objects.filter(pk=organ_code).exists():
        raise refusals.Missing(fields={"organ": ["请选择单位"]})
    row = EntryDuty.objects.select_for_update().filter(item_code=code).first()
    row = row or EntryDuty(item_code=code)
    values = {"item_name": name, "organ_code": organ_code, "ordered": ordered, "basis": basis,
              "valid_from": valid_from}  # fmt: skip
    told = {key: str(value) for key, value in values.items()}
    changes = {
        key: (str(getattr(row, key)), told[key])
        for key in values
        if row.journal_seq and str(getattr(row, key)) != told[key]
    }
    for key, value in values.items():
        setattr(row, key, value)
    row.save()
    event = EntryOrdered(item=code, organ=organ_code, ordered=ordered)
    record(row, event, by=by, at=at, changes=changes)
    return row


@action
def take_over_entries(
    lines: Sequence[EntryLine], *, wish: EntryWish, by: Actor, at: datetime
) -> dict[str, int]:
    """Many items of one unit at once, as the catalogue has them, by the paper that orders it.

    All or none; an item that is registered like this already is left alone. An entry each. Counts
    by outcome.
    """
    policy.require(policy.oversees(by))
    if not lines:
        raise refusals.Missing(fields={"items": ["请至少选一项"]})
    counts = {"new": 0, "changed": 0, "same": 0}
    wish = replace(wish, basis=clean(wish.basis).strip())
    ordered = sorted(lines, key=lambda line: line.code)  # two at once wait in one order
    for line, outcome, _ in queries.entry_outcomes(ordered, wish):
        counts[outcome] += 1
        if outcome != "same":
            order_entry(
                line.code, name=line.name, organ_code=wish.organ, ordered=wish.ordered,
                basis=wish.basis, valid_from=wish.valid_from, by=by, at=at,
            )  # fmt: skip
    return counts
