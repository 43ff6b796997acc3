"""进驻要求: which items were ordered into the centre, by which paper."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.org.models import Organ
from zhengwu.supervision import policy
from zhengwu.supervision.actions.cards import needed
from zhengwu.supervision.events import EntryOrdered
from zhengwu.supervision.models import EntryDuty
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
