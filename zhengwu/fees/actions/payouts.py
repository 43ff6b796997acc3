"""Verbs on a payout batch: try the list, submit, approve by another, send, take results, retry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Sum

from zhengwu.catalogue.rules.sheets import read
from zhengwu.fees import policy
from zhengwu.fees.enums import BatchState, PayoutState
from zhengwu.fees.events import BatchMoved
from zhengwu.fees.models import Batch, Payee
from zhengwu.fees.registry import choices
from zhengwu.fees.rules.paying import SamePerson
from zhengwu.fees.rules.payouts import (
    BatchFaulty,
    BatchOver,
    PaidAlready,
    ResultTwice,
    Row,
    read_results,
    read_rows,
    same_words,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import InvalidInput
from zhengwu.org.models import Organ

_AT_ONCE = 2000
_LIVE = (PayoutState.QUEUED, PayoutState.PAID)
_SHOWN = 20
BANK_HEAD = ["序号", "姓名", "身份证号", "银行账号", "金额", "用途"]


@action
def try_batch(
    content: bytes, *, file_name: str, programme: str, period: str, basis: str, organ: Organ,
    by: Actor, at: datetime,
) -> Batch:  # fmt: skip
    """Check a list of people (xlsx or csv) row by row. Nothing is paid by it.

    A fixed number of statements for any number of rows; numbers are sealed at once.
    """
    policy.require(policy.may_collect(by))
    for name, value in (("programme", programme), ("period", period), ("basis", basis)):
        if not value.strip():
            raise InvalidInput(fields={name: ["请填写补贴项目、发放期间和政策依据"]})
    sheet = read(file_name, content)
    rows = read_rows(sheet.header, sheet.lines, Decimal(choices.value("payout_most", at)))
    digests = {row.number: id_digest(row.id_number) for row in rows}
    _mark_paid(rows, digests, same_words(programme), same_words(period))
    good = [row for row in rows if not row.problems]
    problems = [{"row": r.number, "name": _masked(r.name), "problem": "；".join(r.problems)}
                for r in rows if r.problems]  # fmt: skip
    batch = Batch.objects.create(
        programme=programme.strip(), period=period.strip(), basis=basis.strip(), organ=organ,
        state=BatchState.TRIED, file_name=file_name[:200], digest=digest(content),
        people=len(good), total=sum((row.amount for row in good), Decimal(0)),
        bad=len(problems), problems=problems, made_by=by.id, made_by_name=by.name, made_at=at,
    )  # fmt: skip
    Payee.objects.bulk_create(
        [_payee(batch, row, digests[row.number]) for row in good], batch_size=_AT_ONCE
    )
    _moved(batch, by, at)
    return batch


def id_digest(number: str) -> str:
    """What one person is known by, without the number."""
    return settings.VAULT.keyed_digest(number, "fees.payee")


def _masked(name: str) -> str:
    return f"{name[:1]}{'*' * max(0, len(name) - 1)}"


def _mark_paid(rows: list[Row], digests: dict[int, str], programme: str, period: str) -> None:
    """Whoever is in another live batch of this subsidy and period: one statement for all."""
    live = Payee.objects.filter(programme=programme, period=period, state__in=_LIVE)
    known = dict(live.values_list("id_digest", "batch__made_at"))
    for row in rows:
        if when := known.get(digests[row.number]):
            row.problems.append(f"同一期间已列入 {when:%Y-%m-%d} 的批次，不能重复发放")


def _payee(batch: Batch, row: Row, mark: str) -> Payee:
    vault = settings.VAULT
    return Payee(
        batch=batch, row=row.number, name=row.name, id_digest=mark,
        id_sealed=vault.seal(row.id_number, "fees.payee.id"), id_tail=row.id_number[-4:],
        account_sealed=vault.seal(row.account, "fees.payee.account"),
        account_tail=row.account[-4:], amount=row.amount,
        programme=same_words(batch.programme), period=same_words(batch.period),
        state=PayoutState.GOOD,
    )  # fmt: skip


def _moved(batch: Batch, by: Actor, at: datetime, mark: str = "", reason: str = "") -> None:
    event = BatchMoved(
        programme=batch.programme, period=batch.period, state=batch.state, people=batch.people,
        total=str(batch.total), bad=batch.bad, digest=mark,
    )  # fmt: skip
    record(batch, event, by=by, at=at, reason=reason)


def _locked(batch: Batch, *states: BatchState) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in states:
        raise BatchOver(state=BatchState.label_of(batch.state))
    return batch


@action
def submit_batch(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Hand a list without errors to the second person."""
    policy.require(policy.may_collect(by))
    batch = _locked(batch, BatchState.TRIED)
    if batch.bad or not batch.people:
        raise BatchFaulty(count=batch.bad)
    batch.state = BatchState.SUBMITTED
    batch.save(update_fields=["state"])
    _moved(batch, by, at)
    return batch


@action
def approve_batch(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """A second person approves: from here the database lets nobody be in a second live batch."""
    policy.require(policy.may_check(by))
    batch = _locked(batch, BatchState.SUBMITTED)
    if batch.made_by == by.id:
        raise SamePerson(what="发放批次")
    people = batch.payees.filter(state=PayoutState.GOOD)
    twice = Payee.objects.filter(
        programme=same_words(batch.programme), period=same_words(batch.period), state__in=_LIVE,
        id_digest__in=people.values("id_digest"),
    )  # fmt: skip
    if twice.exists():
        raise PaidAlready
    try:
        people.update(state=PayoutState.QUEUED)
    except IntegrityError:
        raise PaidAlready from None
    batch.state, batch.approved_at = BatchState.APPROVED, at
    batch.approved_by, batch.approved_by_name = by.id, by.name
    batch.save(update_fields=["state", "approved_at", "approved_by", "approved_by_name"])
    _moved(batch, by, at)
    return batch


@action
def discard_batch(batch: Batch, *, reason: str, by: Actor, at: datetime) -> Batch:
    """Give a batch up before the bank has it."""
    policy.require(policy.may_use_finance(by))
    states = (BatchState.TRIED, BatchState.SUBMITTED, BatchState.APPROVED)
    batch = _locked(batch, *states)
    if not reason.strip():
        raise InvalidInput(fields={"reason": ["请写明放弃或者退回的理由"]})
    batch.payees.update(state=PayoutState.DROPPED, reason=reason.strip()[:200])
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])
    _moved(batch, by, at, reason=reason)
    return batch


@action
def send_batch(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """The bank's file is given out: its digest is kept, and downloads give the same bytes again."""
    policy.require(policy.may_collect(by))
    batch = _locked(batch, BatchState.APPROVED)
    batch.state, batch.sent_at = BatchState.SENT, at
    batch.save(update_fields=["state", "sent_at"])
    _moved(batch, by, at, mark=digest(bank_file(batch)))
    return batch


def bank_file(batch: Batch) -> bytes:
    """The bank's file: the same people in the same order, every time."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(BANK_HEAD)
    use = f"{batch.programme} {batch.period}"
    for one in batch.payees.exclude(state=PayoutState.DROPPED).order_by("row").iterator():
        # A tab keeps long numbers text when a spreadsheet opens the file.
        numbers = [f"\t{one.id_number}", f"\t{one.account}"]
        writer.writerow([one.row, one.name, *numbers, one.amount, use])
    return text.getvalue().encode("utf-8-sig")


@action
def take_results(batch: Batch, content: bytes, *, file_name: str, by: Actor, at: datetime) -> Batch:
    """The bank's result file: paid or failed, row by row. All of it fits the batch, or nothing.

    The same file again changes nothing: rows that have their result keep it.
    """
    policy.require(policy.may_collect(by))
    batch = _locked(batch, BatchState.SENT)
    sheet = read(file_name, content)
    found, bad = read_results(sheet.header, sheet.lines)
    waiting = set(batch.payees.filter(state=PayoutState.QUEUED).values_list("row", flat=True))
    settled = dict(batch.payees.exclude(row__in=waiting).values_list("row", "state"))
    strange = [
        str(row) for row, (state, _) in found.items()
        if row not in waiting and settled.get(row) != state
    ]  # fmt: skip
    if bad or strange:
        wrong = [*bad, *strange]
        raise ResultTwice(count=len(wrong), rows="、".join(wrong[:_SHOWN]))
    _note(batch, [row for row in found if found[row][0] == "paid"], PayoutState.PAID)
    for reason in {found[row][1] for row in found if found[row][0] == "failed"}:
        rows = [row for row in found if found[row] == ("failed", reason)]
        _note(batch, rows, PayoutState.FAILED, reason)
    if not batch.payees.filter(state=PayoutState.QUEUED).exists():
        batch.state, batch.settled_at = BatchState.SETTLED, at
        batch.save(update_fields=["state", "settled_at"])
    _moved(batch, by, at, mark=digest(content))
    return batch


def _note(batch: Batch, rows: Iterable[int], state: PayoutState, reason: str = "") -> None:
    wanted = list(rows)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        batch.payees.filter(row__in=part, state=PayoutState.QUEUED).update(
            state=state, reason=reason
        )


@action
def retry_failed(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """The failed ones again, in a batch of their own, checked and approved like any other."""
    policy.require(policy.may_collect(by))
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    failed = list(batch.payees.filter(state=PayoutState.FAILED).order_by("row"))
    earlier = batch.retries.exclude(state=BatchState.DISCARDED).first()
    if earlier is not None:
        return earlier
    if not failed or batch.state != BatchState.SETTLED:
        raise BatchOver(state="没有已办结的失败记录")
    total = batch.payees.filter(state=PayoutState.FAILED).aggregate(sum=Sum("amount"))["sum"]
    again = Batch.objects.create(
        programme=batch.programme, period=batch.period, basis=batch.basis, organ_id=batch.organ_id,
        state=BatchState.TRIED, file_name=f"{batch.file_name}（失败重发）"[:200],
        digest=batch.digest, people=len(failed), total=total, again=batch, made_by=by.id,
        made_by_name=by.name, made_at=at,
    )  # fmt: skip
    for one in failed:
        one.pk, one.batch, one.state, one.reason = None, again, PayoutState.GOOD, ""
        one._state.adding = True
    Payee.objects.bulk_create(failed, batch_size=_AT_ONCE)
    _moved(again, by, at)
    return again
