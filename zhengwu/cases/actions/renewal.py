"""Renewal by an application of its own: which licence, its new term, deemed renewal (许可法 50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from zhengwu.cases.actions.licences import locked, note, reminder_day, shown_now
from zhengwu.cases.enums import ACT_NAMES, REQUEST_NAMES, LicenceAct, LicenceState, Verdict
from zhengwu.cases.events import LicenceChanged, LicenceRequested
from zhengwu.cases.models import Case, Decision, Licence, LicenceRequest
from zhengwu.cases.queries.licences import renewable, renewal_of
from zhengwu.cases.rules import licences as law
from zhengwu.cases.rules.terms import Terms
from zhengwu.journal.actions import record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day

_ARTICLE = "第五十条"


def link_renewal(case: Case, terms: Terms, by: Actor, at: datetime) -> LicenceRequest | None:
    """Name the licence that this application renews, in the act that receives it.

    The one whose number stands in the form, else the holder's only one. A licence granted before
    there was a register is not in it: then nothing is linked, and nobody is turned away for that.
    """
    if not terms.renews:
        return None
    chosen = _chosen(case, terms.renews)
    if chosen is None:
        return None
    licence, day = locked(chosen, at=at), local_day(at)
    law.check_renewal(licence.valid_to, day)
    late = bool(licence.warn_on and day > licence.warn_on)
    asked = LicenceRequest.objects.filter(
        licence=licence, kind=LicenceAct.RENEW, outcome=""
    ).first()
    if asked is not None and asked.case is not None:
        raise law.RenewalRunning(licence=licence.number, number=asked.case.matter.number)
    if asked is None:
        asked = LicenceRequest(
            licence=licence, kind=LicenceAct.RENEW, filed_at=at, late=late,
            text=f"办件 {case.matter.number}：{case.matter.title}",
            filed_by=by.name or licence.holder_name,
        )  # fmt: skip
    asked.case = case
    asked.save()
    event = LicenceRequested(
        number=licence.number, request=str(asked.pk), kind=REQUEST_NAMES[LicenceAct.RENEW],
        late=late,
    )  # fmt: skip
    record(licence.matter, event, by=by, at=at)
    return asked


def _chosen(case: Case, item_code: str) -> Licence | None:
    written = set(_texts(case.answers))
    rows = list(renewable([case.applicant_key], item_code))
    named = [one for one in rows if one.number in written]
    if named or len(rows) == 1:
        return (named or rows)[0]
    if rows:
        numbers = "、".join(one.number for one in rows)
        raise law.WhichLicence(count=len(rows), numbers=numbers)
    ended = Licence.objects.filter(
        holder_key=case.applicant_key, item_code=item_code, number__in=written
    ).exclude(state=LicenceState.VALID)
    if over := ended.first():
        raise law.LicenceNotValid(state=over.state_name, act=REQUEST_NAMES[LicenceAct.RENEW])
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def check_not_deemed(case: Case, verdict: Verdict, at: datetime) -> None:
    """What the law has granted by silence is not refused afterwards (50(2)); the last day may have
    passed a moment ago, and no sweep have come."""
    asked = renewal_of(case)
    if asked is not None and not asked.outcome:
        locked(asked.licence, at=at)
        asked.refresh_from_db()
    if asked is not None and asked.outcome == "deemed" and verdict is Verdict.REFUSED:
        raise law.DeemedAlready


def settle_renewal(case: Case, decision: Decision, by: Actor, at: datetime) -> None:
    """The decision of the case reaches the licence it renews: its new term, or that it ends."""
    found = renewal_of(case)
    if found is None:
        return
    licence = locked(found.licence, at=at)
    asked = LicenceRequest.objects.select_for_update().get(pk=found.pk)
    before, granted = shown_now(licence), decision.verdict == Verdict.GRANTED
    deemed = asked.outcome == "deemed"
    if not deemed:
        asked.outcome, asked.answered_at = ("granted" if granted else "refused"), at
        asked.save(update_fields=["outcome", "answered_at"])
    if granted:
        if not deemed:
            licence.valid_to = decision.valid_to
            licence.warn_on, licence.warned_at = reminder_day(decision.valid_to), None
        if decision.result_document_id:
            licence.document_id = decision.result_document_id
        licence.save()
    act = LicenceAct.RENEW if granted else LicenceAct.REFUSE
    reason = decision.reasons or f"办件 {case.matter.number}"
    note(
        licence, act, _ARTICLE, reason, before, decision.document_id,
        decision.result_document_id if granted else "", by.name, at,
    )  # fmt: skip
    event = LicenceChanged(
        number=licence.number, act=act, said=ACT_NAMES[act], article=_ARTICLE,
        valid_to=licence.valid_to.isoformat() if licence.valid_to else "",
        document=decision.document_id,
    )  # fmt: skip
    record(licence.matter, event, by=by, at=at, reason=reason)


def drop_renewal(case: Case, outcome: str, at: datetime) -> None:
    """Taken back, or not accepted: nothing is deemed renewed any more."""
    LicenceRequest.objects.filter(case=case, outcome="").update(outcome=outcome, answered_at=at)
