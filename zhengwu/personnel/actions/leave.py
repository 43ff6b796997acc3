"""Leave: applied for by the member himself, decided by another, taken back, come back from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.notices import actions as notices
from zhengwu.org import actions as org
from zhengwu.org import queries as people
from zhengwu.org.enums import Duty
from zhengwu.org.models import Leave, Staff
from zhengwu.personnel import policy, queries, registry
from zhengwu.personnel.enums import LeaveState
from zhengwu.personnel.events import LeaveAsked, LeaveDecided, LeaveWithdrawn
from zhengwu.personnel.models import LeaveApplication
from zhengwu.personnel.rules.refusals import (
    CoverNeeded,
    LeaveByAnother,
    LeaveMeets,
    LeaveNotOpen,
    Missing,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What leave is asked for: both days included, who could stand in."""

    kind: str
    starts_on: date
    ends_on: date
    reason: str
    cover: Staff | None = None


@action
def ask_leave(staff: Staff, *, wanted: Wanted, by: Actor, at: datetime) -> LeaveApplication:
    """A member applies for own leave; it counts when somebody else has agreed."""
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    policy.require(policy.is_self(by, staff))
    _check(staff, wanted, at)
    row = LeaveApplication(
        staff=staff, kind=wanted.kind, starts_on=wanted.starts_on, ends_on=wanted.ends_on,
        reason=clean(wanted.reason).strip()[:300], cover=wanted.cover, asked_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    event = LeaveAsked(
        staff=str(staff.pk), kind=row.kind, first_day=row.starts_on.isoformat(),
        last_day=row.ends_on.isoformat(), cover=str(wanted.cover.pk) if wanted.cover else "",
    )  # fmt: skip
    record(row, event, by=by, at=at, personal={"reason": row.reason},
           personal_subject=f"staff/{staff.pk}")  # fmt: skip
    for one in _deciders(staff, local_day(at)):
        text = f"{staff.name}申请{row.kind_name}，{row.starts_on} 至 {row.ends_on}，请审批。"
        _tell(row, one, "asked", f"请假申请：{staff.name}", text, by, at)
    return row


def _check(staff: Staff, wanted: Wanted, at: datetime) -> None:
    wrong: dict[str, list[str]] = {}
    if wanted.kind not in registry.leave_kinds():
        wrong["kind"] = ["请选择请假种类"]
    if not wanted.reason.strip():
        wrong["reason"] = ["请填写事由"]
    days = (wanted.ends_on - wanted.starts_on).days + 1
    if days < 1:
        wrong["ends_on"] = ["结束的日期不能早于开始的日期"]
    elif days > (longest := registry.value("longest_leave", at)):
        wrong["ends_on"] = [f"一次最多申请 {longest} 天，请检查年份"]
    if wanted.cover is not None and wanted.cover.pk == staff.pk:
        wrong["cover"] = ["代岗的人不能是自己"]
    if wrong:
        raise Missing(fields=wrong)
    meeting = queries.leave_meeting(staff, wanted.starts_on, wanted.ends_on)
    if meeting is not None:
        start, end = meeting
        told = LeaveMeets(start=start, end=end)
        raise LeaveMeets(start=start, end=end, fields={"starts_on": [told.message]})


def _deciders(staff: Staff, day: date) -> list[Staff]:
    """Heads of the unit who are there; the centre where there is none but the applicant."""
    heads = people.holders(Duty.HEAD, staff.organ_id, day).exclude(pk=staff.pk)
    if heads.exists():
        return list(heads)
    managers = Staff.objects.filter(holdings__post__duties__duty=Duty.CENTRE_MANAGER)
    return list(managers.exclude(pk=staff.pk).distinct())


def _tell(
    row: LeaveApplication, to: Staff, what: str, subject: str, text: str, by: Actor, at: datetime
) -> None:
    notices.send(
        to=notices.Address(kind="staff", key=str(to.pk), name=to.name),
        subject=subject,
        text=text,
        link=f"/desk/attendance/leaves/{row.pk}/",
        dedupe=f"personnel.leave/{row.pk}/{what}/{to.pk}",
        by=by,
        at=at,
    )


def _opened(row: LeaveApplication) -> LeaveApplication:
    rows = LeaveApplication.objects.select_for_update(of=("self",))
    row = rows.select_related("staff", "cover").get(pk=row.pk)
    if row.state != LeaveState.ASKED:
        raise LeaveNotOpen(state=row.state_name)
    return row


@action
def decide_leave(
    row: LeaveApplication, *, agreed: bool, answer: str = "", cover: Staff | None = None,
    by: Actor, at: datetime,
) -> LeaveApplication:  # fmt: skip
    """Agree, with who stands in, or not, with the reason. Agreed: the leave stands in duty and
    attendance at once."""
    staff = Staff.objects.select_for_update().get(pk=row.staff_id)
    row = _opened(row)
    policy.require(policy.grants_leave(by, staff))
    if policy.is_self(by, staff):
        raise LeaveByAnother
    if not agreed and not answer.strip():
        raise Missing(fields={"answer": ["不同意要写明理由"]})
    row.answer, row.decided_by, row.decider_id = clean(answer)[:300], by.name, by.id
    row.state, row.decided_at = LeaveState.DENIED, at
    if agreed:
        row.state, row.cover = LeaveState.AGREED, cover
        row.leave = _granted(row, staff, cover, by, at)
    row.save()
    event = LeaveDecided(
        staff=str(staff.pk), agreed=agreed, leave=str(row.leave_id or ""),
        cover=str(row.cover_id or "") if agreed else "",
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=row.answer)
    days = f"{row.starts_on} 至 {row.ends_on}"
    text = f"您申请的{row.kind_name}（{days}）：{row.state_name}。{row.answer}"
    _tell(row, staff, "decided", f"请假{row.state_name}", text, by, at)
    if agreed and cover is not None:
        told = f"{days} {staff.name}请假，由您代岗。"
        _tell(row, cover, "cover", f"代岗：{staff.name}", told, by, at)
    return row


def _granted(
    row: LeaveApplication, staff: Staff, cover: Staff | None, by: Actor, at: datetime
) -> Leave:
    posts = people.window_posts(staff, row.starts_on, row.ends_on)
    if posts and cover is None:
        names = "、".join(posts)
        told = CoverNeeded(posts=names)
        raise CoverNeeded(posts=names, fields={"cover": [told.message]})
    return org.put_on_leave(
        staff, starts_on=row.starts_on, ends_on=row.ends_on, reason=row.kind_name, cover=cover,
        by=by, at=at,
    )  # fmt: skip


@action
def withdraw_leave(row: LeaveApplication, *, by: Actor, at: datetime) -> LeaveApplication:
    """The member takes the application back while nobody has decided."""
    staff = Staff.objects.select_for_update().get(pk=row.staff_id)
    row = _opened(row)
    policy.require(policy.is_self(by, staff))
    row.state = LeaveState.WITHDRAWN
    row.save(update_fields=["state"])
    record(row, LeaveWithdrawn(staff=str(staff.pk)), by=by, at=at)
    return row


@action
def come_back(row: LeaveApplication, *, on: date, by: Actor, at: datetime) -> LeaveApplication:
    """销假: back at work on a day, before the leave has ended; cover ends the day before."""
    staff = Staff.objects.select_for_update().get(pk=row.staff_id)
    policy.require(policy.is_self(by, staff) or policy.grants_leave(by, staff))
    row = (
        LeaveApplication.objects.select_for_update(of=("self",))
        .select_related("leave")
        .get(pk=row.pk)
    )
    if row.leave is None:
        raise LeaveNotOpen(state=row.state_name)
    if on > local_day(at) + timedelta(days=1) and on != row.starts_on:
        raise Missing(fields={"on": ["销假只能写今天、明天，或者请假的第一天（不休了）"]})
    org.return_from_leave(row.leave, on=on, by=by, at=at)
    return row
