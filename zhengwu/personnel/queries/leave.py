"""Applications for leave: which meet, which somebody may decide."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty
from zhengwu.org.models import Leave, Staff
from zhengwu.personnel.enums import LeaveState
from zhengwu.personnel.models import LeaveApplication


def leave_meeting(staff: Staff, first: date, last: date) -> tuple[date, date] | None:
    """An open application or a leave of the member that shares a day with this period."""
    inside = Q(starts_on__lte=last, ends_on__gte=first)
    asked = LeaveApplication.objects.filter(inside, staff=staff, state=LeaveState.ASKED).first()
    if asked is not None:
        return asked.starts_on, asked.ends_on
    away = Q(returned_on__isnull=True) | Q(returned_on__gt=first)
    leave = Leave.objects.filter(inside & away, staff=staff).first()
    return (leave.starts_on, leave.ends_on) if leave else None


def leaves_to_decide(actor: Actor) -> QuerySet[LeaveApplication]:
    """Applications this person may see as who grants leave; own ones are left out."""
    rows = LeaveApplication.objects.select_related("staff__organ", "cover", "leave")
    rows = rows.exclude(staff_id=actor.id)
    if actor.has_anywhere(Duty.CENTRE_MANAGER):
        return rows
    return rows.filter(staff__organ_id__in=actor.organs_with(Duty.HEAD, Duty.GOVERNMENT_HEAD))
