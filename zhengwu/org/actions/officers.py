"""The three officers (三员): appointing and dismissing."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import local_day

from .. import policy
from ..enums import OFFICER_DUTIES, Duty
from ..events import OfficerAppointed, OfficerDismissed
from ..models import Officer, Organ, Staff
from ..rules.refusals import OfficerConflict, OfficerUnidentified, SelfGrant, StaffLeft
from ..rules.words import required
from .writing import require


@action
def appoint_officer(
    staff: Staff, duty: Duty, *, organ: Organ, since: date, by: Actor, at: datetime
) -> Officer:
    """Make a member one of the three officers.

    Refuses a second office of the same person, whoever is not identified (he could hold another
    office under a second number), and oneself.
    """
    require(policy.may_grant(by))
    duty = Duty(duty)
    if duty not in OFFICER_DUTIES:
        raise InvalidInput(fields={"duty": ["请选择三员之一。"]})
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    current = staff.offices.filter(ended_at__isnull=True).first()
    if current and current.duty == duty.value and current.organ_id == organ.pk:
        return current
    if policy.is_self(by, staff):
        raise SelfGrant
    if current:
        raise OfficerConflict(name=staff.name, held=Duty(current.duty).label)
    if not staff.id_number_digest:
        raise OfficerUnidentified(name=staff.name)
    if staff.left_on is not None:
        raise StaffLeft(name=staff.name, on=staff.left_on.isoformat())
    officer = Officer.objects.create(staff=staff, duty=duty.value, organ=organ, since=since)
    event = OfficerAppointed(duty=duty.value, organ=organ.pk, since=since.isoformat())
    record(staff, event, by=by, at=at, changes={"office": (None, duty.label)})
    return officer


@action
def dismiss(officer: Officer, *, reason: str, by: Actor, at: datetime) -> Officer:
    """End an office at once."""
    require(policy.may_grant(by))
    staff = Staff.objects.select_for_update().get(pk=officer.staff_id)
    officer = Officer.objects.get(pk=officer.pk)
    if officer.ended_at is not None:
        return officer
    _check_not_last(officer, by, at)
    reason = required(reason, "reason", "理由", 200)
    officer.ended_at = at
    officer.save(update_fields=["ended_at"])
    event = OfficerDismissed(duty=officer.duty, organ=officer.organ_id)
    label = Duty(officer.duty).label
    record(staff, event, by=by, at=at, reason=reason, changes={"office": (label, None)})
    return officer


def _check_not_last(officer: Officer, by: Actor, at: datetime) -> None:
    """Without a security administrator nobody could ever be appointed again."""
    if officer.duty != Duty.SECURITY_ADMIN.value or policy.is_system(by):
        return
    others = Officer.objects.filter(
        duty=officer.duty, ended_at__isnull=True, since__lte=local_day(at)
    ).exclude(pk=officer.pk)
    if not others.exists():
        raise InvalidInput(fields={"officer": ["这是最后一位安全保密管理员，请先任命接任者。"]})
