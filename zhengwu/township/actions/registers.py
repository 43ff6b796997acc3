"""四登记: appointments by telephone, completion signed for, results of agency, home visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengwu.cases.models import Case
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ, Region
from zhengwu.township import policy, rules
from zhengwu.township.enums import Register
from zhengwu.township.events import LineClosed, LineWritten
from zhengwu.township.models import RegisterRow


@dataclass(frozen=True, slots=True)
class Line:
    """What is written into a line."""

    town: Organ
    register: Register
    name: str
    text: str
    phone: str = ""
    village: Region | None = None
    case: Case | None = None
    planned_at: datetime | None = None


@action
def write_line(line: Line, *, by: Actor, at: datetime) -> RegisterRow:
    """Write a line; each register has its own necessary fields."""
    policy.require(policy.may_write(by, line.town.pk))
    given = {"name": line.name.strip(), "phone": line.phone.strip(), "text": line.text.strip()}
    rules.check_line(line.register, {**given, "planned_at": line.planned_at})
    row = RegisterRow(
        register=line.register,
        town=line.town,
        village=line.village,
        case=line.case,
        text=clean(line.text)[:500],
        planned_at=line.planned_at,
        written_by=by.name,
        written_at=at,
    )
    row.who = {"name": clean(line.name)[:60], "phone": clean(line.phone)[:30]}
    row.save(force_insert=True)
    number = line.case.matter.number if line.case else ""
    record(row, LineWritten(register=line.register, case=number), by=by, at=at)
    return row


@action
def close_line(
    row: RegisterRow, *, result: str, signed_by: str, by: Actor, at: datetime
) -> RegisterRow:
    """Write the result, and who signed for it; a closed line is not written over."""
    row = RegisterRow.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.may_write(by, row.town_id))
    if row.closed_at is not None:
        raise rules.ClosedAlready
    fields = {}
    if not result.strip():
        fields["result"] = ["请填写结果"]
    if row.register != Register.APPOINTMENT and not signed_by.strip():
        fields["signed_by"] = ["请填写签收人"]
    if fields:
        raise rules.Missing(fields=fields)
    row.result, row.signed_by = clean(result)[:500], clean(signed_by)[:120]
    row.closed_by, row.closed_at = by.name, at
    row.save(update_fields=["result", "signed_by", "closed_by", "closed_at"])
    record(row, LineClosed(register=row.register), by=by, at=at)
    return row
