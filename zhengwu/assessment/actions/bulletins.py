"""Papers: drafted from the figures of a period, changed by hand, issued by another person."""

from __future__ import annotations

from datetime import datetime

from zhengwu.assessment import policy, queries
from zhengwu.assessment.enums import BulletinKind, BulletinState, PeriodState
from zhengwu.assessment.events import BulletinMoved
from zhengwu.assessment.models import Bulletin, Period
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import refusals
from zhengwu.documents import actions as documents
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters

TEMPLATE = "assessment_bulletin"


def _moved(row: Bulletin, by: Actor, at: datetime) -> None:
    event = BulletinMoved(kind=row.kind, period=row.period.words, state=row.state)
    record(row, event, by=by, at=at)


@action
def draft_bulletin(period: Period, *, kind: BulletinKind, by: Actor, at: datetime) -> Bulletin:
    """Write the paper from the figures as they stand; a second call gets the same draft afresh.

    Results and criticism speak of what is fixed: only of a frozen period.
    """
    matters.lock(period.pk)
    period = Period.objects.select_related("scheme", "version", "matter").get(pk=period.pk)
    policy.require(policy.assesses(by))
    fixed = kind in (BulletinKind.RESULT, BulletinKind.CRITICISM)
    if (fixed and period.state != PeriodState.FROZEN) or not period.shown:
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    row = Bulletin.objects.filter(period=period, kind=kind).first()
    if row is not None and row.state == BulletinState.ISSUED:
        raise refusals.BulletinFixed
    figures = queries.paper_figures(period, kind)
    if kind is BulletinKind.CRITICISM and not figures["ranking"]:
        raise refusals.NobodyToCriticise(period=period.words)
    row = row or Bulletin(period=period, kind=kind)
    row.title = f"{period.scheme.name}{period.words}{row.kind_name}"
    row.text, row.figures = queries.paper_text(period, kind, figures, at), figures
    row.drafted_by_id, row.drafted_by, row.drafted_at = by.id, by.name, at
    row.save()
    _moved(row, by, at)
    return row


@action
def edit_bulletin(row: Bulletin, *, text: str, by: Actor, at: datetime) -> Bulletin:
    """Change the words; the figures are the system's."""
    row = Bulletin.objects.select_for_update().select_related("period__matter").get(pk=row.pk)
    policy.require(policy.assesses(by))
    if row.state == BulletinState.ISSUED:
        raise refusals.BulletinFixed
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={"text": ["请填写正文"]})
    row.text = text
    row.drafted_by_id, row.drafted_by = by.id, by.name
    row.save()
    _moved(row, by, at)
    return row


@action
def issue_bulletin(row: Bulletin, *, by: Actor, at: datetime) -> Bulletin:
    """Another person signs: the paper gets its number and is typeset. Who stands in a criticism
    or heads a unit that does, does not sign it."""
    matter = matters.lock(row.period_id)
    row = Bulletin.objects.select_for_update().get(pk=row.pk)
    period = Period.objects.select_related("scheme").get(pk=row.period_id)
    row.period, period.matter = period, matter
    policy.require(policy.commends(by))
    if row.state == BulletinState.ISSUED:
        raise refusals.BulletinFixed
    if by.id == row.drafted_by_id:
        raise refusals.SecondPerson(act="签发")
    named = {one["organ"] for one in row.figures["ranking"]}
    if row.kind == BulletinKind.CRITICISM and policy.heads(by) & named:
        raise refusals.OwnScore
    documents.issue(
        matter,
        TEMPLATE,
        fields={
            "item_name": row.title,
            "kind": row.kind_name,
            "period": period.words,
            "to": str(choices.value("bulletin_to", at)),
            "text": row.text,
            "ranking": [
                {name: str(one[name]) for name in ("rank", "name", "total", "grade", "note")}
                for one in row.figures["ranking"]
            ],
            "issued_by": by.name,
            "issued_on": local_day(at),
        },
        organ_code=matter.organ_code,
        addressee=documents.Addressee(name=str(choices.value("bulletin_to", at))),
        by=by,
        at=at,
    )
    row.state, row.issued_by, row.issued_at = BulletinState.ISSUED, by.name, at
    row.save()
    _moved(row, by, at)
    return row
