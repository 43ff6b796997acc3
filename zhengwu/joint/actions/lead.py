"""Who leads, how long it may take, and what becomes of the part of an organ that leaves."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import actions as cases
from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clock_queries
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.joint import policy, queries
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.copies import send_copy
from zhengwu.joint.actions.opening import open_joint
from zhengwu.joint.actions.procedures import keep_days
from zhengwu.joint.actions.settle import settle
from zhengwu.joint.enums import DONE, Label, Paper, PartState, Purpose
from zhengwu.joint.events import (
    JointExtended,
    LeadChanged,
    PartReassigned,
    PartRejoined,
    PartStranded,
)
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.models import Organ


def _with_window(organ_code: str, day: date, field: str) -> Organ:
    organ = Organ.objects.filter(pk=organ_code).first()
    if organ is None or organ_code not in queries.organs_at_windows(day):
        name = organ.short_name or organ.name if organ else organ_code
        raise refusals.NoWindow(organ=name, fields={field: ["请选择今天有窗口的单位"]})
    return organ


@action
def change_lead(joint: Joint, *, organ_code: str, reason: str, by: Actor, at: datetime) -> Joint:
    """Another window leads: everything that waits for the lead waits there from now on.

    Nothing of the parts changes; papers issued stay what they are.
    """
    whole = open_joint(joint, at=at)
    row = whole.joint
    policy.require(policy.may_manage(by))
    if row.over:
        raise refusals.Over(state=row.state_name)
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明更换的理由"]})
    if organ_code == row.lead_code:
        raise refusals.SameLead(fields={"organ_code": ["请选择另一个单位"]})
    organ = _with_window(organ_code, local_day(at), "organ_code")
    old, row.lead_code = row.lead_code, organ.pk
    row.save(update_fields=["lead_code"])
    matters.pass_on(row.matter, organ_code=organ.pk, by=by, at=at)
    event = LeadChanged(old=old, new=organ.pk)
    record(row, event, by=by, at=at, reason=clean(reason), changes={"lead": (old, organ.pk)})
    ask = f"本联办件自今日起由你单位牵头。理由：{clean(reason)}"
    send_copy(whole, organ.pk, Purpose.INFORM, ask=ask, due_on=whole.due_on, by=by, at=at)
    return row


@action
def extend(joint: Joint, *, days: int, reason: str, by: Actor, at: datetime) -> Joint:
    """Up to 15 days more than the 45, by the head of the people's government (许可法 42(2)).

    The applicant is told the reason in writing; the limits of single organs are their own.
    """
    whole = open_joint(joint, at=at)
    row = whole.joint
    policy.require(policy.may_extend(by))
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明延长期限的理由"]})
    statutory = whole.clock(Label.STATUTORY)
    if statutory is None:
        raise refusals.NothingToExtend
    new_due, unit = clock_queries.due_if_extended(statutory, days)
    document = paper_work.issue(
        paper_work.Desk(row, by, at),
        Paper.EXTENSION,
        {
            "original_due": statutory.due_on,
            "reason": clean(reason),
            "approver": by.name,
            "approver_kind": "government_head",
            "approved_on": local_day(at),
            "days": days,
            "unit": UNIT_ZH[Unit(unit)],
            "new_due": new_due,
        },
        sealing=documents.Sealing(row.lead_code, by.id, by.name, "本级人民政府负责人批准"),
    )
    promised, today = whole.clock(Label.PROMISED), local_day(at)
    for running in (statutory, promised):
        # A promise that was broken already is not mended by an extension of the statutory limit.
        if running is not None and today <= running.due_on:
            clock.extend(
                running, amount=days, reason=clean(reason), approver=by.name,
                notice_no=document.number, by=by, at=at,
            )  # fmt: skip
    _serve_at_once(row, document, by, at)
    keep_days(whole, at)
    event = JointExtended(days=days, due_on=new_due.isoformat(), document=str(document.pk))
    record(row, event, by=by, at=at, reason=clean(reason))
    return row


def _serve_at_once(joint: Joint, document: Document, by: Actor, at: datetime) -> None:
    """Told with its reason on the day it is written, where the applicant agreed to that way."""
    consent = joint.delivery_detail
    if not consent.get("electronic_consent"):
        return
    detail = {
        "consent": consent["electronic_consent"],
        "electronic_address": consent.get("electronic_address") or "本系统“我的办件”",
        "reached_at": at,
        "deliverer": by.name,
    }
    documents.serve(document, way="electronic", on=local_day(at), detail=detail, by=by, at=at)


@action
def strand(joint: Joint, *, organ_code: str, on: date, by: Actor, at: datetime) -> list[Part]:
    """An organ left the centre: its open parts are marked, so that the centre sees to them."""
    whole = open_joint(joint, at=at)
    if whole.joint.over:
        return []
    found = [
        part
        for part in whole.parts
        if part.organ_code == organ_code and part.state not in DONE and part.stranded_on is None
    ]
    for part in found:
        part.stranded_on = on
        event = PartStranded(item=part.item_code, organ=organ_code)
        record(whole.joint, event, by=by, at=at)
    Part.objects.bulk_update(found, ["stranded_on"])
    return found


@action
def rejoin(joint: Joint, *, organ_code: str, by: Actor, at: datetime) -> list[Part]:
    """The organ is back in the centre: its parts wait on it as before."""
    whole = open_joint(joint, at=at)
    found = [
        part
        for part in whole.parts
        if part.organ_code == organ_code and part.stranded_on is not None
    ]
    for part in found:
        part.stranded_on = None
        record(whole.joint, PartRejoined(item=part.item_code, organ=organ_code), by=by, at=at)
    Part.objects.bulk_update(found, ["stranded_on"])
    return found


@action
def reassign(
    joint: Joint,
    *,
    item: str,
    organ_code: str,
    basis: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Part:
    """Another organ handles a part: its power rests on a decision that is named.

    The case of the part goes with its steps to the other organ's desks; the clocks go on, and the
    other organ gets its copy.
    """
    whole = open_joint(joint, at=at)
    policy.require(policy.may_manage(by))
    part = whole.part(item)
    if whole.joint.over or part.state in DONE:
        raise refusals.Over(state=part.state_name)
    if not basis.strip() or not reason.strip():
        raise refusals.ReasonMissing(fields={"basis": ["请写明由该单位办理的依据和理由"]})
    organ = _with_window(organ_code, local_day(at), "organ_code")
    old = part.organ_code
    if part.case is not None:
        part.case = cases.transfer(
            part.case, organ_code=organ.pk, basis=basis, reason=reason, by=by, at=at
        )
    part.organ_code, part.stranded_on = organ.pk, None
    part.save(update_fields=["organ_code", "stranded_on"])
    event = PartReassigned(item=item, old=old, new=organ.pk)
    record(whole.joint, event, by=by, at=at, reason=clean(reason))
    if part.state != PartState.WAITING:
        ask = f"“{part.name}”自今日起由你单位办理。依据：{clean(basis)}"
        send_copy(
            whole, organ.pk, Purpose.HANDLE, ask=ask, due_on=part.due_on, part=part, by=by, at=at
        )
    settle(whole, by=by, at=at)
    return part
