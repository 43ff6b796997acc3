"""Whom it is about, who looks into it, and who was opened the sealed name."""

from __future__ import annotations

from datetime import datetime

from zhengwu.complaints import policy, queries
from zhengwu.complaints.actions.intake import bar
from zhengwu.complaints.actions.opening import (
    as_desk,
    check_free,
    hold,
    needed,
    page_of,
    tell_staff,
)
from zhengwu.complaints.enums import State
from zhengwu.complaints.events import (
    ComplaintPassedUp,
    IdentityOpened,
    InvestigatorNamed,
    PersonNamed,
)
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.rules.conflict import WHY_NAMES, Concern
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Staff


@action
def name_person(row: Complaint, *, staff: Staff, by: Actor, at: datetime) -> Complaint:
    """Whom it is about was found out. Where that concerns the desk, another desk has it now."""
    row = hold(row, at, State.RECEIVED, State.ACCEPTED).row
    policy.require(policy.may_handle(by, row))
    organ = Organ.objects.select_related("region__parent").get(pk=staff.organ_id)
    row.staff_id, row.staff_name = str(staff.pk), staff.name
    row.about_organ = organ.pk
    _to_desk(row, organ, staff, by, at, below=not row.passed_up)
    row.save()
    event = PersonNamed(organ=organ.pk, office=row.office, desk=row.desk)
    record(row.matter, event, by=by, at=at)
    return row


def _to_desk(
    row: Complaint, organ: Organ, staff: Staff | None, by: Actor, at: datetime, *, below: bool
) -> None:
    day = local_day(at)
    about = Concern(
        organ=organ.pk,
        office=row.office,
        person=queries.standing_of(staff, day) if staff else None,
        name=row.about_name,
        complainant=str(row.who.get("staff", "")),
    )
    desk, barred = queries.desk_for(organ, about, row.words, day, below=below)
    bar(row, barred)
    row.desk, row.office = desk.duty, desk.organ
    if row.investigator_id in barred:
        row.investigator_id = row.investigator = ""
    row.matter = matters.pass_on(row.matter, organ_code=desk.organ, by=by, at=at)


@action
def pass_up(row: Complaint, *, reason: str, by: Actor, at: datetime) -> Complaint:
    """A town hands a complaint up to the county's complaint office (CMP-06)."""
    row = hold(row, at, State.RECEIVED, State.ACCEPTED).row
    policy.require(policy.may_handle(by, row))
    if row.desk != Duty.TOWN_MANAGER:
        raise refusals.NotTheTown
    row.passed_up = needed(reason, "reason", "请写明报区里处理的理由")
    organ = Organ.objects.select_related("region__parent").get(pk=row.about_organ)
    staff = Staff.objects.filter(pk=row.staff_id).first() if row.staff_id else None
    _to_desk(row, organ, staff, by, at, below=False)
    row.save()
    event = ComplaintPassedUp(town=row.town, office=row.office)
    record(row.matter, event, by=by, at=at, reason=row.passed_up)
    return row


@action
def name_investigator(row: Complaint, *, staff: Staff, by: Actor, at: datetime) -> Complaint:
    """Somebody whom it does not concern looks into it; anybody else is refused, and that stands."""
    row = hold(row, at, State.ACCEPTED).row
    as_desk(row, by, at)
    day = local_day(at)
    why = queries.conflict_of(row, queries.standing_of(staff, day), day)
    if why is not None:
        raise refusals.Conflicted(name=staff.name, why=WHY_NAMES[why])
    row.investigator_id, row.investigator = str(staff.pk), staff.name
    row.save(update_fields=["investigator_id", "investigator"])
    event = InvestigatorNamed(investigator=row.investigator_id, name=staff.name)
    record(row.matter, event, by=by, at=at)
    if row.investigator_id != by.id:
        tell_staff(row, staff, "请您调查这件投诉。", page_of(row), at, by)
    return row


@action
def open_identity(row: Complaint, *, reason: str, by: Actor, at: datetime) -> dict[str, str]:
    """Who complains: for the desk alone, with a reason, and the opening is recorded."""
    row = hold(row, at).row
    policy.require(policy.may_open_identity(by, row))
    check_free(row, by, at)
    reason = needed(reason, "reason", "请写明为什么要看投诉人的姓名和电话")
    record(row.matter, IdentityOpened(), by=by, at=at, reason=reason)
    return {
        name: str(text) for name, text in row.who.items() if name in ("name", "phone", "address")
    }
