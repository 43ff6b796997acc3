"""乡镇: what a town tells the county, and what is dealt with jointly (CMP-07)."""

from __future__ import annotations

from datetime import datetime

from zhengwu.complaints import policy, queries, registry
from zhengwu.complaints.actions.opening import check_free, hold, needed, page_of, tell_staff
from zhengwu.complaints.enums import FAULTED, State
from zhengwu.complaints.events import DealtJointly, ReportedToCounty
from zhengwu.complaints.models import Complaint
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty


@action
def report_to_county(row: Complaint, *, by: Actor, at: datetime) -> Complaint:
    """A town's complaint of inaction, slowness or abuse that was found true: once, by itself."""
    row = hold(row, at).row
    policy.require(policy.is_system(by) or policy.may_handle(by, row))
    three = bool(registry.faults().get(row.fault, {}).get("joint"))
    if not row.town or row.reported_at is not None or row.finding not in FAULTED or not three:
        return row
    row.reported_at, row.joint = at, True
    row.save(update_fields=["reported_at", "joint"])
    record(row.matter, ReportedToCounty(town=row.town, fault=row.fault), by=by, at=at)
    for organ in queries.organs_with(Duty.COMPLAINT_OFFICER):
        for staff in org.holders(Duty.COMPLAINT_OFFICER, organ, local_day(at)):
            tell_staff(
                row,
                staff,
                f"乡镇报告一件{row.fault_name}投诉，请会同优化办处理。",
                page_of(row),
                at,
                by,
            )
    return row


@action
def deal_jointly(row: Complaint, *, opinion: str, by: Actor, at: datetime) -> Complaint:
    """The county's complaint office and the optimisation office say together what follows."""
    row = hold(row, at, State.DECIDED, State.CLOSED, State.REVIEWING).row
    policy.require(row.joint and policy.may_join(by))
    check_free(row, by, at)
    row.joint_opinion = needed(opinion, "opinion", "请写明会同处理的意见")
    row.joint_by, row.joint_at = by.name, at
    row.save(update_fields=["joint_opinion", "joint_by", "joint_at"])
    event = DealtJointly(office=str(registry.value("optimisation_office", at)))
    record(row.matter, event, by=by, at=at, reason=row.joint_opinion)
    return row
