"""Issuing a report: from then on it stands; a correction is a new issue with its reason."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.files.models import StoredFile
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ
from zhengwu.statistics import policy
from zhengwu.statistics.events import ReportIssued
from zhengwu.statistics.models import Issue
from zhengwu.statistics.queries.reports import report
from zhengwu.statistics.rules import periods, refusals
from zhengwu.statistics.rules.periods import Period


@action
def issue(
    organ: Organ, *, period: Period, first: date, reason: str = "", by: Actor, at: datetime
) -> Issue:
    """Freeze the figures of a period that is over. Two clicks issue once; so do two people."""
    policy.require(policy.may_issue(by))
    name = periods.name_of(period, first)
    if periods.end_of(period, first) > local_day(at):
        raise refusals.PeriodNotOver(period=name)
    Organ.objects.select_for_update().get(pk=organ.pk)
    content = report(period, first, unit=organ.name, at=at)
    last = Issue.objects.filter(period=period, first_day=first).first()
    if last is not None and last.digest == content["digest"]:
        raise refusals.SameFigures(period=name, number=last.number)
    if last is not None and not reason.strip():
        raise refusals.IssuedAlready(
            period=name, number=last.number, fields={"reason": ["请写明为什么重新出具"]}
        )
    row = Issue(
        period=period,
        first_day=first,
        number=last.number + 1 if last else 1,
        content=content,
        digest=content["digest"],
        data_until=at,
        reason=clean(reason)[:300],
        issued_by=by.name,
        issued_at=at,
    )
    row.save(force_insert=True)
    event = ReportIssued(period=name, number=row.number, digest=row.digest)
    record(row, event, by=by, at=at, reason=row.reason)
    return row


@action
def keep_sheet(row: Issue, *, file: StoredFile, by: Actor, at: datetime) -> Issue:
    """Put the printed form beside the issue it was made of."""
    policy.require(policy.is_system(by))
    Issue.objects.filter(pk=row.pk, sheet__isnull=True).update(sheet=file)
    return row
