"""Whether a complaint is taken: accepted, not accepted, handed on, merged; each with its paper."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.complaints import registry
from zhengwu.complaints.actions import papers
from zhengwu.complaints.actions.opening import (
    DECIDE,
    FINISH,
    Held,
    as_desk,
    harmless,
    hold,
    needed,
    rule,
    stop,
    tell_sender,
)
from zhengwu.complaints.enums import State
from zhengwu.complaints.events import (
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintHandedOn,
    ComplaintMerged,
)
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


def _settled(held: Held, state: State, reason: str, by: Actor, at: datetime) -> Complaint:
    row = held.row
    stop(held.clocks, DECIDE, by, at)
    row.state, row.reason, row.settled_at = state, reason, at
    row.settled_by_id, row.settled_by = by.id, by.name
    return row


@action
def accept(
    row: Complaint, *, gist: str, fault: str = "", complicated: bool = False, by: Actor,
    at: datetime,
) -> Complaint:  # fmt: skip
    """Take it; the time to finish begins. `gist` is what the unit and the file's covers may say."""
    held = hold(row, at, State.RECEIVED)
    as_desk(held.row, by, at)
    gist = harmless(held.row, needed(gist, "gist", "请写明投诉事项概要（不写投诉人）"), "gist")
    row = _settled(held, State.ACCEPTED, "", by, at)
    row.gist, row.complicated = gist, complicated
    row.fault = fault if fault in registry.faults() else ""
    kind = registry.kinds()[row.kind]
    code = rule("complex", at) if complicated and kind["inquiry"] else str(kind["clock"])
    due = clock.start(row.matter, code, label=FINISH, on=local_day(at), by=by, at=at).due_on
    row.save()
    papers.to_sender(
        row, "complaint_accepted",
        {"received_on": local_day(row.received_at), "gist": gist, "finish_by": due,
         "kind": row.kind_name},
        by, at,
    )  # fmt: skip
    event = ComplaintAccepted(
        number=row.matter.number, kind=row.kind, organ=row.about_organ, complicated=complicated,
        due_on=due.isoformat(),
    )  # fmt: skip
    record(row.matter, event, by=by, at=at)
    tell_sender(row, f"已经受理，{due} 以前答复您。", by, at)
    return row


@action
def decline(row: Complaint, *, reason: str, way: str = "", by: Actor, at: datetime) -> Complaint:
    """Not taken, in writing: why, and where it belongs. The complainant goes there himself."""
    held = hold(row, at, State.RECEIVED)
    as_desk(held.row, by, at)
    reason = needed(reason, "reason", "请写明不予受理的理由")
    if way and way not in registry.ways():
        raise refusals.Missing(fields={"way": ["请选择正确的渠道"]})
    row = _settled(held, State.DECLINED, reason, by, at)
    row.way = way
    row.save()
    _turned_away(row, "complaint_declined", way, reason, by, at)
    event = ComplaintDeclined(number=row.matter.number, way=way)
    record(row.matter, event, by=by, at=at, reason=reason)
    tell_sender(row, f"没有受理：{reason}", by, at)
    matters.close(row.matter, by=by, at=at)
    return row


@action
def hand_on(row: Complaint, *, way: str, reason: str, by: Actor, at: datetime) -> Complaint:
    """Pass it to who has the power, and tell the complainant whom to ask from now on."""
    held = hold(row, at, State.RECEIVED)
    as_desk(held.row, by, at)
    reason = needed(reason, "reason", "请写明转办的理由")
    if not registry.ways().get(way, {}).get("hands_on"):
        raise refusals.Missing(fields={"way": ["请选择可以转送的机关；其余的告知投诉人自行提出"]})
    row = _settled(held, State.HANDED_ON, reason, by, at)
    row.way = way
    row.save()
    _turned_away(row, "complaint_handed_on", way, reason, by, at)
    to = str(registry.ways()[way]["to"])
    event = ComplaintHandedOn(number=row.matter.number, way=way, to=to)
    record(row.matter, event, by=by, at=at, reason=reason)
    tell_sender(row, f"已经转交{to}办理。", by, at)
    matters.close(row.matter, by=by, at=at)
    return row


def _turned_away(row: Complaint, template: str, way: str, reason: str, by: Actor,
                 at: datetime) -> None:  # fmt: skip
    known = registry.ways().get(way, {})
    papers.to_sender(
        row, template,
        {"received_on": local_day(row.received_at), "reason": reason,
         "to": str(known.get("to", "")), "how": str(known.get("how", "")),
         "law": str(known.get("law", ""))},
        by, at,
    )  # fmt: skip


@action
def merge(row: Complaint, *, into: Complaint, reason: str, by: Actor, at: datetime) -> Complaint:
    """Deal with it together with an earlier one about the same fact; both numbers go on telling."""
    # Two locks are always taken in the order of the ids: no two officers wait for each other.
    for key in sorted([row.pk, into.pk], key=str):
        matters.lock(key)
    held = hold(row, at, State.RECEIVED, State.ACCEPTED)
    as_desk(held.row, by, at)
    into = Complaint.objects.select_related("matter").get(pk=into.pk)
    fits = into.state in (State.RECEIVED, State.ACCEPTED, State.DECIDED)
    if into.pk == row.pk or into.about_organ != held.row.about_organ or not fits:
        raise refusals.MergeNotFitting(fields={"into": ["请选择同一单位、还没有并案的投诉"]})
    reason = needed(reason, "reason", "请写明为什么是同一件事")
    stop(held.clocks, FINISH, by, at, met=False)
    row = _settled(held, State.MERGED, reason, by, at)
    row.merged_into = into
    row.save()
    papers.to_sender(
        row, "complaint_merged",
        {"received_on": local_day(row.received_at), "into": into.matter.number, "reason": reason},
        by, at,
    )  # fmt: skip
    event = ComplaintMerged(number=row.matter.number, into=into.matter.number)
    record(row.matter, event, by=by, at=at, reason=reason)
    tell_sender(row, f"与 {into.matter.number} 是同一件事，合并办理。", by, at)
    matters.close(row.matter, by=by, at=at)
    return row
