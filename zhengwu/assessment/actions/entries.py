"""Facts entered by hand: a named person with evidence writes, another one confirms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from zhengwu.assessment import policy, queries, registry
from zhengwu.assessment.enums import SHOWN, EntryState, PeriodKind, PeriodState
from zhengwu.assessment.events import EntryMoved
from zhengwu.assessment.models import Entry, Period, Scheme
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.rules.model import ENTERED, Criterion
from zhengwu.files import actions as files
from zhengwu.files.actions import Received
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

_FIXED = (*SHOWN, PeriodState.REVIEWED)


def _moved(row: Entry, by: Actor, at: datetime, reason: str = "") -> None:
    event = EntryMoved(
        scheme=row.scheme_id, criterion=row.criterion, subject=row.name,
        day=row.day.isoformat(), value=f"{row.value:.2f}", state=row.state,
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=reason)


@action
def enter(
    scheme: Scheme, *, criterion: str, subject: str, day: date, value: Decimal, text: str,
    evidence: str, file: Received | None = None, by: Actor, at: datetime,
) -> Entry:  # fmt: skip
    """Write a fact down for a criterion that no room records."""
    policy.require(policy.may_enter(by))
    version = queries.version_on(scheme, day)
    known = {one.code: one for one in version.model.criteria} if version else {}
    if criterion not in known or known[criterion].source != ENTERED:
        raise refusals.NotToBeEntered(fields={"criterion": ["请选择人工登记的计分项"]})
    policy.require(policy.oversees(by) or known[criterion].cross)
    span = registry.Span(day, day, at)
    subjects = {one.key: one for one in registry.groups()[scheme.group].read(span).subjects}
    text, evidence = clean(text).strip(), clean(evidence).strip()
    wrong = {
        "subject": subject not in subjects and "请选择被考核的单位或者人员",
        "text": not text and "请写明事实",
        "evidence": not evidence and "请写明证据（文号、记录编号或者检查单）",
        "value": value < 0 and "分值填正数，扣分还是加分由计分项决定",
        "day": day > local_day(at) and "日期不能晚于今天",
    }
    if any(wrong.values()):
        fields = {name: [told] for name, told in wrong.items() if told}
        raise refusals.Missing(fields=fields)
    if known[criterion].cross and by.organ_code == subjects[subject].organ:
        raise refusals.OwnScore
    _still_open(scheme, day, known[criterion])
    kept = files.keep(file, purpose="material", by=by, at=at) if file else None
    row = Entry.objects.create(
        scheme=scheme, criterion=criterion, subject=subject, name=subjects[subject].name,
        organ_code=subjects[subject].organ, day=day, value=value, text=text, evidence=evidence,
        file=kept, written_by_id=by.id, written_by=by.name, written_from=by.organ_code,
        written_at=at,
    )  # fmt: skip
    _moved(row, by, at)
    return row


def _still_open(scheme: Scheme, day: date, criterion: Criterion | None) -> None:
    """A fact of a period that stands on the board comes too late: it is a correction."""
    kinds = (criterion.kinds if criterion else ()) or (PeriodKind.MONTH,)
    period = Period.objects.filter(
        scheme=scheme, kind__in=kinds, first_day__lte=day, last_day__gte=day, state__in=_FIXED
    ).first()
    if period is not None:
        raise refusals.EntryTooLate(period=period.words)


def _criterion(row: Entry) -> Criterion | None:
    version = queries.version_on(row.scheme, row.day)
    rows = version.model.criteria if version else ()
    return next((one for one in rows if one.code == row.criterion), None)


def _locked(row: Entry, *states: EntryState) -> Entry:
    row = Entry.objects.select_for_update().get(pk=row.pk)
    if row.state not in states:
        raise refusals.EntryFixed(state=row.state_name)
    return row


@action
def confirm_entry(row: Entry, *, by: Actor, at: datetime) -> Entry:
    """Another person has seen the evidence; from now on it counts."""
    row = _locked(row, EntryState.WRITTEN)
    policy.require(policy.oversees(by))
    if by.id == row.written_by_id:
        raise refusals.SecondPerson(act="确认登记")
    if row.subject == f"staff:{by.id}":
        raise refusals.OwnScore
    _still_open(row.scheme, row.day, _criterion(row))
    row.state, row.confirmed_by, row.confirmed_at = EntryState.CONFIRMED, by.name, at
    row.save()
    _moved(row, by, at)
    return row


@action
def withdraw_entry(row: Entry, *, reason: str, by: Actor, at: datetime) -> Entry:
    """Entered wrongly: it does not count any more, and stays to be seen."""
    row = _locked(row, EntryState.WRITTEN, EntryState.CONFIRMED)
    policy.require(policy.oversees(by))
    reason = clean(reason).strip()
    if not reason:
        raise refusals.Missing(fields={"reason": ["请写明撤回的理由"]})
    if row.subject == f"staff:{by.id}":
        raise refusals.OwnScore
    _still_open(row.scheme, row.day, _criterion(row))
    row.state, row.reason = EntryState.WITHDRAWN, reason
    row.save()
    _moved(row, by, at, reason)
    return row
