"""Verbs of the annual clean-up: departments propose, the centre approves the retained list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from zhengwu.catalogue import policy
from zhengwu.catalogue.actions.assess import assess
from zhengwu.catalogue.enums import CleanUpState, ItemState, Proposal
from zhengwu.catalogue.events import CleanUpMoved, ItemStateChanged
from zhengwu.catalogue.models import CleanUp, CleanUpLine, Item
from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Refusal


class AlreadyOpen(Refusal):
    """{year}年的清理已经开始。"""


class NotReported(Refusal):
    """还有 {count} 个事项没有部门意见，不能核准。"""


class CleanUpOver(Refusal):
    """{year}年的清理现在是“{state}”，不能这样操作。"""


@action
def open_clean_up(year: int, *, principle: str, by: Actor, at: datetime) -> CleanUp:
    """Open the clean-up of a year: one line for every item in use, under one stated principle."""
    if not policy.may_approve(by):
        raise NotPermitted
    if not principle.strip():
        raise InvalidInput(fields={"principle": ["请写明统一的清理原则、分类、标准。"]})
    if CleanUp.objects.filter(year=year).exists():
        raise AlreadyOpen(year=year)
    clean_up = CleanUp.objects.create(
        year=year, state=str(CleanUpState.OPEN), principle=principle.strip(), opened_at=at
    )
    items = Item.objects.exclude(state=ItemState.CANCELLED).select_related("live")
    lines = [
        CleanUpLine(
            clean_up=clean_up,
            item=item,
            organ_name=item.organ_name,
            item_name=item.name,
            kind=item.kind,
            charged=bool(item.live and item.live.document.charged),
        )
        for item in items
    ]
    CleanUpLine.objects.bulk_create(lines, batch_size=500)
    return _moved(clean_up, len(lines), by=by, at=at)


@action
def report(
    clean_up: CleanUp,
    organ_name: str,
    proposals: Mapping[str, tuple[str, str]],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """A department's proposals: item id → (keep, change or cancel; reason). A change or a
    cancellation needs its reason. Returns how many lines were written."""
    clean_up = _in_state(clean_up, CleanUpState.OPEN)
    lines = list(
        clean_up.lines.filter(organ_name=organ_name, item_id__in=list(proposals)).select_related(
            "item"
        )
    )
    if not lines or not all(policy.may_report(by, line.item.organ_code) for line in lines):
        raise NotPermitted
    for line in lines:
        proposal, reason = proposals[str(line.item_id)]
        line.proposal, line.reason = str(Proposal(proposal)), reason.strip()
        line.reported_by, line.reported_at = by.name, at
    faults = {
        f"reason-{line.item_id}": ["调整或取消应当写明理由。"]
        for line in lines
        if line.proposal != Proposal.KEEP and not line.reason
    }
    if faults:
        raise InvalidInput(fields=faults)
    CleanUpLine.objects.bulk_update(
        lines, ["proposal", "reason", "reported_by", "reported_at"], batch_size=500
    )
    _moved(clean_up, len(lines), by=by, at=at, reason=organ_name)
    return len(lines)


@action
def approve_clean_up(clean_up: CleanUp, *, opinion: str, by: Actor, at: datetime) -> CleanUp:
    """The centre approves the list. What is proposed to be cancelled is cancelled."""
    clean_up = _in_state(clean_up, CleanUpState.OPEN)
    if not policy.may_approve(by):
        raise NotPermitted
    silent = clean_up.lines.filter(proposal="").count()
    if silent:
        raise NotReported(count=silent)
    gone = list(
        Item.objects.select_for_update(of=("self",))
        .select_related("live")
        .filter(
            pk__in=clean_up.lines.filter(proposal=Proposal.CANCEL).values("item_id"),
            state__in=[ItemState.ACTIVE, ItemState.SUSPENDED],
        )
    )
    for item in gone:
        item.state, item.changed_at = str(ItemState.CANCELLED), at
    Item.objects.bulk_update(gone, ["state", "changed_at"], batch_size=500)
    assess(gone, by=by, at=at)
    record_many(
        [
            Record(item, ItemStateChanged(item=item.code, state=item.state), reason=opinion)
            for item in gone
        ],
        by=by,
        at=at,
    )
    clean_up.state, clean_up.approved_at = str(CleanUpState.APPROVED), at
    clean_up.approved_by = by.name
    clean_up.save(update_fields=["state", "approved_at", "approved_by"])
    return _moved(clean_up, len(gone), by=by, at=at, reason=opinion)


@action
def publish_clean_up(clean_up: CleanUp, *, by: Actor, at: datetime) -> CleanUp:
    """Publish the retained list: portal, wall, handbook are outputs of the same rows."""
    clean_up = _in_state(clean_up, CleanUpState.APPROVED)
    if not policy.may_approve(by):
        raise NotPermitted
    clean_up.state, clean_up.published_at = str(CleanUpState.PUBLISHED), at
    clean_up.save(update_fields=["state", "published_at"])
    kept = clean_up.lines.exclude(proposal=Proposal.CANCEL).count()
    return _moved(clean_up, kept, by=by, at=at)


def _in_state(clean_up: CleanUp, state: CleanUpState) -> CleanUp:
    clean_up = CleanUp.objects.select_for_update().get(pk=clean_up.pk)
    if clean_up.state != state:
        raise CleanUpOver(year=clean_up.year, state=CleanUpState(clean_up.state).label)
    return clean_up


def _moved(clean_up: CleanUp, lines: int, *, by: Actor, at: datetime, reason: str = "") -> CleanUp:
    event = CleanUpMoved(year=clean_up.year, state=clean_up.state, lines=lines)
    record(clean_up, event, by=by, at=at, reason=reason)
    return clean_up
