"""Monthly and quarterly reports: handed in by the 2nd, reminded of, read by the county."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ
from zhengwu.township import policy, queries, registry, rules
from zhengwu.township.enums import ReportKind
from zhengwu.township.events import ReportHandedIn, ReportRead, ReportReminded
from zhengwu.township.models import TownReport


def _report(town: Organ, kind: ReportKind, first: date) -> TownReport:
    day = int(registry.value("report_day", rules.period_end(kind, first)))
    due = rules.due_day(kind, first, day)
    row = TownReport.objects.select_for_update().filter(town=town, kind=kind, first_day=first)
    return row.first() or TownReport(town=town, kind=kind, first_day=first, due_on=due)


@action
def hand_in(
    town: Organ, *, kind: ReportKind, first: date, practice: str = "", by: Actor, at: datetime
) -> TownReport:
    """Count the period and send it to the county's centre; once handed in it stands."""
    policy.require(policy.may_handle(by, town.pk))
    name = rules.period_name(kind, first)
    if rules.period_end(kind, first) > local_day(at):
        raise rules.NotOver(period=name)
    row = _report(town, kind, first)
    if row.handed_in_at is not None:
        raise rules.HandedInAlready(period=name)
    row.figures = queries.figures(town, first, rules.period_end(kind, first))
    row.practice, row.handed_in_by, row.handed_in_at = clean(practice), by.name, at
    row.save()
    record(row, ReportHandedIn(period=name, late=row.late), by=by, at=at)
    return row


@action
def read_report(row: TownReport, *, by: Actor, at: datetime) -> TownReport:
    """The county signs for a report; the town sees by whom and when. Again changes nothing."""
    row = TownReport.objects.select_for_update().select_related("town").get(pk=row.pk)
    policy.require(policy.may_read_reports(by))
    if row.handed_in_at is None:
        raise rules.NotHandedIn(town=row.town.short_name)
    if row.read_at is None:
        row.read_by, row.read_at = by.name, at
        row.save(update_fields=["read_by", "read_at"])
        name = rules.period_name(ReportKind(row.kind), row.first_day)
        record(row, ReportRead(period=name), by=by, at=at)
    return row


@action
def remind(town: Organ, *, kind: ReportKind, by: Actor, at: datetime) -> TownReport | None:
    """Remind a town of the report of the last period, once a day while it is owed."""
    today = local_day(at)
    first = rules.period_of(kind, today)
    row = _report(town, kind, first)
    if row.handed_in_at is not None or row.reminded_on == today:
        return None
    row.reminded_on = today
    row.save()
    name = rules.period_name(kind, first)
    record(row, ReportReminded(period=name), by=by, at=at)
    for staff in org.holders(Duty.TOWN_MANAGER, town.pk, today):
        notices.send(
            to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
            subject=f"请报送{name}{row.kind_name}",
            text=f"{town.short_name}的{name}{row.kind_name}应在{row.due_on}以前报送区政务服务中心。",
            link="/desk/town/reports/",
            dedupe=f"township.report/{row.pk}/{today}",
            by=by,
            at=at,
        )
    return row
