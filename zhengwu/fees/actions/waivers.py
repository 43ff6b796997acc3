"""Verbs on waivers: propose with the document, approve by another, revoke."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from zhengwu.fees import policy
from zhengwu.fees.enums import WaiverKind, WaiverState
from zhengwu.fees.events import WaiverApproved, WaiverProposed, WaiverRevoked
from zhengwu.fees.models import Standard, Waiver, WaiverItem
from zhengwu.fees.rules.basis import WaiverUncited, check_waiver
from zhengwu.fees.rules.paying import SamePerson
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day
from zhengwu.org.policy import is_system


class WaiverSettled(Refusal):
    """这项减免{state}，不能这样办理。"""


@action
def propose_waiver(
    *,
    kind: WaiverKind,
    title: str,
    document_no: str,
    share: Decimal,
    standards: Iterable[Standard],
    starts_on: date | None,
    ends_on: date | None = None,
    payer_name: str = "",
    by: Actor,
    at: datetime,
) -> Waiver:
    """Enter a waiver with the document that grants it; it reduces nothing until approved."""
    policy.require(is_system(by) or policy.may_collect(by))
    chosen = list(standards)
    first_day = check_waiver(
        title=title, document_no=document_no, starts_on=starts_on, ends_on=ends_on,
        standards=chosen,
    )  # fmt: skip
    if kind is not WaiverKind.POLICY and not payer_name.strip():
        raise WaiverUncited(lacking="合同或者纪要所指的缴款人")
    if not 0 < share <= 100:
        raise InvalidInput(fields={"share": ["减免比例应大于 0、不超过 100"]})
    if Waiver.objects.filter(kind=kind, document_no=document_no.strip()).exists():
        raise InvalidInput(fields={"document_no": ["这个文号的减免已经登记过"]})
    waiver = Waiver.objects.create(
        kind=kind, title=title.strip(), document_no=document_no.strip(), share=share,
        payer_name=payer_name.strip(), starts_on=first_day, ends_on=ends_on,
        state=WaiverState.PROPOSED, proposed_by=by.id, proposed_by_name=by.name,
    )  # fmt: skip
    WaiverItem.objects.bulk_create([WaiverItem(waiver=waiver, standard=one) for one in chosen])
    event = WaiverProposed(
        kind=kind, document_no=waiver.document_no, share=str(share),
        starts_on=waiver.starts_on.isoformat(), standards=[one.pk for one in chosen],
    )  # fmt: skip
    record(waiver, event, by=by, at=at)
    return waiver


@action
def approve_waiver(waiver: Waiver, *, by: Actor, at: datetime) -> Waiver:
    """Another person has read the document: it reduces charges from its day on."""
    waiver = Waiver.objects.select_for_update().get(pk=waiver.pk)
    policy.require(is_system(by) or policy.may_check(by))
    if waiver.state != WaiverState.PROPOSED:
        raise WaiverSettled(state=WaiverState.label_of(waiver.state))
    if waiver.proposed_by == by.id and not is_system(by):
        raise SamePerson(what="减免")
    waiver.state, waiver.approved_by_name = WaiverState.IN_FORCE, by.name
    waiver.save(update_fields=["state", "approved_by_name"])
    record(waiver, WaiverApproved(document_no=waiver.document_no), by=by, at=at)
    return waiver


@action
def revoke_waiver(waiver: Waiver, *, on: date, reason: str, by: Actor, at: datetime) -> Waiver:
    """From `on` (today or later) it reduces nothing any more."""
    waiver = Waiver.objects.select_for_update().get(pk=waiver.pk)
    policy.require(policy.may_check(by))
    if waiver.state == WaiverState.REVOKED:
        raise WaiverSettled(state=WaiverState.label_of(waiver.state))
    if on < local_day(at) or not reason.strip():
        raise InvalidInput(fields={"on": ["停止不能追溯，最早从今天起，并请写明理由"]})
    waiver.state, waiver.revoked_on = WaiverState.REVOKED, on
    waiver.save(update_fields=["state", "revoked_on"])
    event = WaiverRevoked(document_no=waiver.document_no, on=on.isoformat())
    record(waiver, event, by=by, at=at, reason=reason)
    return waiver
