"""Verbs on a bill: assess from standards and facts, release, send back to be redone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.fees import policy, queries
from zhengwu.fees.enums import BillState, Gate, ReworkKind, WaiverKind
from zhengwu.fees.events import BillAssessed, BillReleased, BillReturned, BillTold
from zhengwu.fees.models import Account, Bill, Line, Rework, StandardVersion, Waiver
from zhengwu.fees.registry.leading import others_owe
from zhengwu.fees.registry.port import label_of
from zhengwu.fees.rules import paying
from zhengwu.fees.rules.basis import reduced
from zhengwu.fees.rules.formula import work_out
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.money import in_capitals
from zhengwu.kernel.time import format_instant, local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.org.policy import is_system

WHERE = "政务服务大厅财政收费窗口；登录后在“我的办件”扫码缴费；银行转账"


class AccountMissing(Refusal):
    """{region} 还没有登记非税收入专户，不能收费。"""


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge to be worked out. `waiver`: number of a contract or minutes that reduces it."""

    standard: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    gate: Gate = Gate.DELIVER
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: key as in identity ("person:…", "firm:…"), name, and as the papers name them."""

    key: str
    name: str
    addressee: documents.Addressee | None = None

    @property
    def named(self) -> documents.Addressee:
        """For the papers."""
        return self.addressee or documents.Addressee(name=self.name)


@action
def assess(
    matter: Matter,
    charges: Sequence[Charge],
    *,
    payer: Payer,
    scope: Matter | None = None,
    due_on: date | None = None,
    on_demand: bool = False,
    by: Actor,
    at: datetime,
) -> Bill:
    """Work out what a matter costs and put it on its one bill, with a new 缴费通知单; with one
    notice for all, once the last of several departments has worked out its own (`tell`).

    `matter` leads (its bill is the one the applicant pays), `scope` is the matter the charges
    belong to (a department's sub-matter; default: the same). Unpaid lines of the scope are
    replaced, paid ones stay. There is no way to give a sum: only standards and facts. Policies in
    force reduce by themselves, contracts and minutes where they are cited.
    """
    matter = matters.lock(matter.pk)
    scope = scope or matter
    policy.require(policy.may_assess(by, matter.organ_code, scope.organ_code))
    bill = _bill(matter, payer, by, at)
    _check_not_paying(bill)
    returned = bill.state == BillState.RETURNED
    # What the system adds by itself is not the new look the finance window asked for.
    redone = not (returned and is_system(by))
    kept = _keep_paid(bill, scope)
    wanted = [one for one in charges if one.standard not in kept]
    lines = _worked_out(bill, scope, wanted, at)
    _check_paid_unchanged(kept, charges)
    bill.lines.filter(scope=scope, replaced_at=None, payment=None).update(replaced_at=at)
    Line.objects.bulk_create(lines)
    bill.round += 1
    bill.payer_name, bill.payer_key, bill.due_on = payer.name, payer.key, due_on
    bill.credit_code = payer.named.credit_code
    bill.assessed_by, bill.assessed_at = by.name, at
    if redone:
        _settle_state(bill, at)
    total = queries.sums(bill)
    if total.lines and (returned or not _waits(matter, scope, total)):
        bill.document = _notice(bill, total, payer, on_demand, by, at)
        bill.told_round = bill.round
    bill.save()
    if redone:
        _redone(bill, total.net, by, at)
    event = BillAssessed(
        bill=str(bill.pk), pay_code=bill.code, round=bill.round, total=str(total.net),
        waived=str(total.waived), document=str(bill.document_id or ""),
        lines=[
            {"name": one.name, "gross": str(one.gross), "waived": str(one.waived),
             "net": str(one.net)}
            for one in total.lines
        ],
    )  # fmt: skip
    record(bill, event, by=by, at=at)
    return bill


def _waits(matter: Matter, scope: Matter, total: queries.Sums) -> bool:
    """Whether the paper waits for other departments: only where nothing has to be paid before.

    The bill itself waits for nobody: what is on it is shown and can be paid at once.
    """
    unpaid = [one for one in total.lines if one.payment_id is None and one.net > 0]
    before = any(Gate(one.gate).rank < Gate.DELIVER.rank for one in unpaid)
    return not before and others_owe(matter, scope)


@action
def tell(
    matter: Matter, *, payer: Payer, on_demand: bool = False, by: Actor, at: datetime
) -> Bill | None:
    """Issue the notice that waited for other departments; None where nothing is untold."""
    matter = matters.lock(matter.pk)
    bill = Bill.objects.select_for_update().filter(matter=matter).first()
    if bill is None or not bill.untold:
        return None
    bill.matter = matter
    total = queries.sums(bill)
    if not total.lines:
        return None
    bill.document = _notice(bill, total, payer, on_demand, by, at)
    bill.told_round = bill.round
    bill.save(update_fields=["document", "told_round"])
    event = BillTold(bill=str(bill.pk), round=bill.round, document=str(bill.document_id))
    record(bill, event, by=by, at=at)
    return bill


def _bill(matter: Matter, payer: Payer, by: Actor, at: datetime) -> Bill:
    bill = Bill.objects.select_for_update().filter(matter=matter).first()
    if bill is not None:
        bill.matter = matter
        return bill
    return Bill.objects.create(
        matter=matter, state=BillState.OPEN, payer_name=payer.name, payer_key=payer.key,
        assessed_by=by.name, assessed_at=at,
    )  # fmt: skip


def _check_not_paying(bill: Bill) -> None:
    if running := queries.pending(bill):
        raise paying.PaymentRunning(
            channel=label_of(running.channel),
            at=format_instant(running.begun_at),
            who=running.begun_by_name,
        )


def _keep_paid(bill: Bill, scope: Matter) -> dict[str, Line]:
    rows = bill.lines.filter(scope=scope, replaced_at=None, payment__isnull=False)
    return {line.version.standard_id: line for line in rows.select_related("version")}


def _check_paid_unchanged(kept: Mapping[str, Line], charges: Sequence[Charge]) -> None:
    """What is paid may be named again with the same result, not with another one; by the standard
    it was charged by, for a later one changes nothing that was paid under it."""
    changed = []
    for one in charges:
        line = kept.get(one.standard)
        if line is None:
            continue
        again = work_out(line.name, line.version.method, one.facts)
        if again.amount != line.gross:
            changed.append(line.name)
    if changed:
        raise paying.AlreadyPaid(names="、".join(changed))


def _version(code: str, at: datetime) -> StandardVersion:
    day = local_day(at)
    version = queries.version_on(code, day)
    if version is None:
        raise paying.NotPublished(name="、".join(queries.names_of([code])) or code, day=day)
    return version


def _worked_out(bill: Bill, scope: Matter, charges: Sequence[Charge], at: datetime) -> list[Line]:
    day = local_day(at)
    waivers = queries.waivers_on([one.standard for one in charges], day)
    home = queries.account_for(scope.region_code)
    lines = []
    for one in charges:
        version = _version(one.standard, at)
        worked = work_out(version.standard.name, version.method, one.facts)
        waiver = _waiver(one, version, bill.payer_name, waivers, day)
        waived = reduced(worked.amount, waiver.share) if waiver else Decimal(0)
        account = version.standard.account or home
        if account is None:
            raise AccountMissing(region=scope.region_code)
        lines.append(
            Line(
                bill=bill, scope=scope, version=version, name=version.standard.name,
                organ_code=version.standard.organ_id, account=account, gate=Gate(one.gate),
                facts=worked.used, words=worked.words[:500], gross=worked.amount,
                waiver=waiver if waived else None, waived=waived, net=worked.amount - waived,
                round=bill.round + 1, assessed_on=day,
            )
        )  # fmt: skip
    return lines


def _waiver(
    charge: Charge, version: StandardVersion, payer: str, waivers: Sequence[Waiver], day: date
) -> Waiver | None:
    """The policy that takes off most; or exactly the contract or minutes that were cited."""
    fitting = [
        one
        for one in waivers
        if version.standard_id in {item.standard_id for item in one.items.all()}
        and one.payer_name in ("", payer)
    ]
    if charge.waiver:
        for one in fitting:
            if one.document_no == charge.waiver:
                return one
        raise paying.WaiverNotInForce(
            number=charge.waiver, day=day.isoformat(), name=version.standard.name
        )
    policies = [one for one in fitting if one.kind == WaiverKind.POLICY]
    return max(policies, key=lambda one: one.share, default=None)


def _settle_state(bill: Bill, at: datetime) -> None:
    """From its lines: something due, all paid (or free), or nothing left at all."""
    lines = list(bill.lines.filter(replaced_at=None).values_list("net", "payment_id"))
    if not lines:
        bill.state = BillState.VOID
    elif any(net > 0 and payment is None for net, payment in lines):
        bill.state, bill.paid_at = BillState.OPEN, None
    else:
        bill.state, bill.paid_at = BillState.PAID, bill.paid_at or at


def _notice(
    bill: Bill, total: queries.Sums, payer: Payer, on_demand: bool, by: Actor, at: datetime
) -> Document:
    organ = bill.matter.organ_code
    local = by.is_staff and any(
        by.has(duty, organ) for duty in ("window_clerk", "reviewer", "decider", "head")
    )
    waivers = {f"{one.waiver}：{one.name}减免 {one.waived} 元" for one in total.lines if one.waiver}
    fields = {
        "item_name": bill.matter.title,
        "pay_code": bill.code,
        "total": f"{total.net:,} 元",
        "in_capitals": in_capitals(total.net),
        "where": WHERE,
        "due": bill.due_on.isoformat() if bill.due_on else "",
        "waivers": sorted(waivers),
        "lines": [_row(one) for one in total.lines],
    }
    return documents.issue(
        bill.matter,
        "charge_notice",
        fields={name: value for name, value in fields.items() if value},
        organ_code=organ,
        addressee=payer.named,
        corrects=bill.document,
        on_demand=on_demand,
        by=by if local else SYSTEM,
        at=at,
    )


def _row(line: Line) -> dict[str, str]:
    return {
        "name": line.name,
        "basis": line.version.basis,
        "words": f"{line.version.rate_words}；{line.words}",
        "gross": f"{line.gross:,}",
        "waived": f"{line.waived:,}",
        "net": f"{line.net:,}",
        "account": account_words(line.account),
    }


def account_words(account: Account) -> str:
    """An account as papers name it: the beneficiary of a line."""
    number = account.number
    grouped = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
    return f"{account.name} {grouped}"


def _redone(bill: Bill, after: Decimal, by: Actor, at: datetime) -> None:
    open_rows = Rework.objects.filter(bill=bill, redone_at=None)
    open_rows.update(redone_at=at, redone_by=by.name, after=after)


@action
def release(
    matter: Matter, *, scope: Matter | None = None, reason: str, by: Actor, at: datetime
) -> Bill | None:
    """Nothing more is owed for this scope: withdrawn, refused, given up. Paid lines stay paid."""
    matter = matters.lock(matter.pk)
    bill = Bill.objects.select_for_update().filter(matter=matter).first()
    if bill is None:
        return None
    bill.matter = matter
    owed = bill.lines.filter(scope=scope or matter, replaced_at=None, payment=None)
    names = list(owed.values_list("name", flat=True))
    if not names:
        return bill
    owed.update(replaced_at=at)
    returned = bill.state == BillState.RETURNED
    if not (returned and bill.lines.filter(replaced_at=None, payment=None).exists()):
        # Sent back, it stays so while others still owe: this one's leaving puts nothing right.
        _settle_state(bill, at)
        bill.save(update_fields=["state", "paid_at"])
        _redone(bill, queries.sums(bill).net, by, at)
    record(bill, BillReleased(bill=str(bill.pk), lines=names), by=by, at=at, reason=reason)
    return bill


@action
def send_back(bill: Bill, *, kind: ReworkKind, reason: str, by: Actor, at: datetime) -> Rework:
    """The finance window returns a bill: wrong standard, arbitrary reduction, omission."""
    matter = matters.lock(bill.matter_id)
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    bill.matter = matter
    policy.require(policy.may_collect(by))
    if bill.state not in (BillState.OPEN, BillState.PAID) or not reason.strip():
        if not reason.strip():
            raise InvalidInput(fields={"reason": ["请写明哪里错了，让受理窗口知道怎样改"]})
        raise paying.BillNotOpen(state=BillState.label_of(bill.state))
    _check_not_paying(bill)
    total = queries.sums(bill)
    rework = Rework.objects.create(
        bill=bill, kind=kind, reason=reason.strip(), returned_by=by.name, returned_at=at,
        before=total.net,
    )  # fmt: skip
    bill.state = BillState.RETURNED
    bill.save(update_fields=["state"])
    event = BillReturned(bill=str(bill.pk), kind=kind, total=str(total.net))
    record(bill, event, by=by, at=at, reason=reason)
    return rework
