"""The investigation: records, the opinion of the one complained about, the running case urged."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from zhengwu.cases import actions as cases
from zhengwu.cases.models import Case
from zhengwu.clock import actions as clock
from zhengwu.complaints import policy
from zhengwu.complaints.actions.opening import (
    EXPLAIN,
    as_desk,
    check_free,
    hold,
    needed,
    rule,
    stop,
    tell_staff,
)
from zhengwu.complaints.enums import RecordKind, State
from zhengwu.complaints.events import CaseUrged, OpinionAsked, OpinionGiven, RecordAdded
from zhengwu.complaints.models import Complaint, Record
from zhengwu.complaints.rules import refusals
from zhengwu.files.models import StoredFile
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff


def write(row: Complaint, what: RecordKind, person: str, text: str, file: StoredFile | None,
          by: Actor, at: datetime) -> Record:  # fmt: skip
    """Put one record into the file."""
    made = Record(
        complaint=row, what=what, person=clean(person).strip()[:120], file=file,
        made_by_id=by.id, made_by=by.name, made_at=at,
    )  # fmt: skip
    made.text = text
    made.save(force_insert=True)
    return made


@action
def add_record(
    row: Complaint, *, what: RecordKind, person: str = "", text: str,
    file: StoredFile | None = None, by: Actor, at: datetime,
) -> Record:  # fmt: skip
    """A talk (with whom), evidence, or a note."""
    row = hold(row, at, State.ACCEPTED, State.REVIEWING).row
    policy.require(policy.may_read_words(by, row))
    check_free(row, by, at)
    text = needed(text, "text", "请写明内容")
    if what is RecordKind.TALK:
        needed(person, "person", "请写明与谁谈话")
    if what is RecordKind.OPINION:
        raise refusals.Missing(fields={"what": ["被投诉方的意见由其本人或者单位填写"]})
    made = write(row, what, person, text, file, by, at)
    record(row.matter, RecordAdded(what=what, record=str(made.pk)), by=by, at=at)
    return made


@action
def ask_opinion(row: Complaint, *, by: Actor, at: datetime) -> Complaint:
    """Ask the one complained about and the unit: they read the gist, never who complains."""
    row = hold(row, at, State.ACCEPTED).row
    policy.require(policy.may_investigate(by, row))
    check_free(row, by, at)
    if row.guarded:
        raise refusals.GuardedReport
    if row.opinion_asked_at is not None:
        raise refusals.NotOpen(state="已经请被投诉方说明过")
    row.opinion_asked_at = at
    row.save(update_fields=["opinion_asked_at"])
    due = clock.start(
        row.matter, rule("explain", at), label=EXPLAIN, on=local_day(at), by=by, at=at
    )
    event = OpinionAsked(organ=row.about_organ, due_on=due.due_on.isoformat())
    record(row.matter, event, by=by, at=at)
    day = local_day(at)
    heads = org.holders(Duty.HEAD, row.about_organ, day)
    towns = org.holders(Duty.TOWN_MANAGER, row.about_organ, day)
    person = Staff.objects.filter(pk=row.staff_id) if row.staff_id else Staff.objects.none()
    told = {one.pk: one for one in chain(heads, towns, person)}
    for staff in told.values():
        link = f"/desk/complaints/asked/{row.matter.number}/"
        tell_staff(
            row, staff, f"有一件投诉请您说明情况，请在 {due.due_on} 以前答复。", link, at, by
        )
    return row


@action
def give_opinion(row: Complaint, *, text: str, by: Actor, at: datetime) -> Record:
    """The one complained about or the unit explains."""
    held = hold(row, at, State.ACCEPTED)
    policy.require(policy.may_explain(by, held.row))
    text = needed(text, "text", "请写明情况")
    late = stop(held.clocks, EXPLAIN, by, at)
    made = write(held.row, RecordKind.OPINION, by.name, text, None, by, at)
    record(held.row.matter, OpinionGiven(late=late), by=by, at=at)
    return made


@action
def urge_case(row: Complaint, *, task: Task, reason: str, by: Actor, at: datetime) -> Complaint:
    """同步监督: urge the step at which the running case waits, through the case's own verb."""
    case = Case.objects.select_related("matter").filter(pk=row.about_matter_id).first()
    if case is None:
        raise NotThere
    # A case is locked before the complaint about it, wherever both are held.
    matters.lock(case.pk)
    row = hold(row, at, State.RECEIVED, State.ACCEPTED).row
    as_desk(row, by, at)
    reason = needed(reason, "reason", "请写明催办的理由")
    cases.urge_step(case, task=task, reason=f"效能投诉同步监督：{reason}", by=by, at=at)
    record(row.matter, CaseUrged(case=case.matter.number, task=str(task.pk)), by=by, at=at,
           reason=reason)  # fmt: skip
    return row
