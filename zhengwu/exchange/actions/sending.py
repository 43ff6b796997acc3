"""Writing messages, packing what is due, and reading what the other side says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F

from zhengwu.exchange import policy
from zhengwu.exchange.actions.faults import Found
from zhengwu.exchange.actions.keys import signing
from zhengwu.exchange.enums import FaultKind, SentState, Way
from zhengwu.exchange.models import Carried, Channel, Node, Received, Sent
from zhengwu.exchange.registry import figure, type_named
from zhengwu.exchange.rules import (
    Head,
    Manifest,
    Receipt,
    Signed,
    bundle_text,
    head_of,
    missing_of,
    sealed,
)
from zhengwu.exchange.rules.envelope import body_digest
from zhengwu.exchange.rules.refusals import NotOffered, PayloadUnfit
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.ids import new_id

Sealing = Callable[[str, str, str], Signed]


@action
def post(
    channel: Channel, type_code: str, payload: dict[str, Any], *, key: str, by: Actor, at: datetime
) -> Sent:
    """Write one message; `key` says what it is about: posted again, it is the one already there.

    The number is drawn under the lock of the channel, so numbers have no gap and no double.
    """
    policy.require(policy.may_post(by))
    kind = type_named(type_code)
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("node").get(pk=channel.pk)
    )
    if kind is None or type_code not in channel.sends:
        raise NotOffered(channel=channel.code, type=type_code)
    if (there := channel.sent.filter(key=key).first()) is not None:
        return there
    if words := kind.faults(payload):
        raise PayloadUnfit(type=type_code, words=words)
    channel.out_last += 1
    channel.save(update_fields=["out_last"])
    text, pk = canonical(payload), new_id()
    head = Head(
        id=str(pk), source=settings.NODE_CODE, target=channel.node.code, channel=channel.code,
        type=type_code, schema=kind.schema_id, sequence=channel.out_last,
        written_at=at.isoformat(), payload=digest(text),
    ).text  # fmt: skip
    return Sent.objects.create(
        id=pk, channel=channel, sequence=channel.out_last, type=type_code, key=key, head=head,
        payload=text, digest=digest(head), written_at=at, next_at=at,
    )  # fmt: skip


def renumber(channel: Channel) -> int:
    """Waiting messages get the numbers after the channel's last; within an action that has it."""
    waiting = list(channel.sent.filter(state=SentState.WAITING).order_by("sequence"))
    for place, row in enumerate(waiting, start=1):
        row.sequence = channel.out_last + place
        row.head = replace(head_of(row.head), sequence=row.sequence).text
        row.digest = digest(row.head)
        row.save(update_fields=["sequence", "head", "digest"])
    channel.out_last += len(waiting)
    channel.save(update_fields=["out_last"])
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Packed:
    """A bundle that has left the database and not yet arrived anywhere."""

    node: Node
    carried: Carried
    content: bytes
    messages: list[UUID] = field(default_factory=list)
    receipts: list[UUID] = field(default_factory=list)


def pack(
    node: Node, *, way: Way, everything: bool = False, by: Actor = SYSTEM, at: datetime
) -> Packed | None:
    """What is due for a node as one signed bundle; None if nothing is. With `everything` also
    what was sent already and has no receipt yet.

    Messages in it are not due again before their time, so two workers do not pack the same.
    """
    key, fingerprint = signing(at)

    def seal(purpose: str, text: str, payload: str) -> Signed:
        return sealed(purpose, text, key=key, fingerprint=fingerprint, at=at, payload=payload)

    return _pack(node, seal, way=way, everything=everything, by=by, at=at)


@action
def _pack(
    node: Node, seal: Sealing, *, way: Way, everything: bool, by: Actor, at: datetime
) -> Packed | None:
    node = Node.objects.select_for_update().get(pk=node.pk)
    if not node.active:
        return None
    channels = list(Channel.objects.select_for_update().filter(node=node).order_by("pk"))
    messages = _due(channels, everything=everything, at=at)
    receipts, answered = _receipts(channels, node, at)
    if not messages and not receipts:
        return None
    lines = [seal("receipt", one.text, "").line for one in receipts]
    lines += [seal("message", one.head, one.payload).line for one in messages]
    node.bundles += 1
    manifest = Manifest(
        source=settings.NODE_CODE, target=node.code, number=node.bundles, at=at.isoformat(),
        lines=len(lines), digest=body_digest(lines),
    )  # fmt: skip
    content = bundle_text(seal("manifest", manifest.text, ""), lines)
    node.last_sent_at = at
    node.save(update_fields=["bundles", "last_sent_at"])
    _lease(channels, messages, way, at)
    Received.objects.filter(pk__in=answered).update(receipt_due=False)
    carried = Carried.objects.create(
        node=node, outward=True, number=node.bundles, way=way, digest=digest(content),
        messages=len(messages), receipts=len(receipts), at=at, by_name=by.name,
    )  # fmt: skip
    return Packed(node, carried, content, [one.pk for one in messages], answered)


def _due(channels: list[Channel], *, everything: bool, at: datetime) -> list[Sent]:
    rows = Sent.objects.filter(
        channel__in=[one for one in channels if one.open], state=SentState.WAITING
    ).order_by("channel", "sequence")
    if not everything:
        rows = rows.filter(next_at__lte=at)
    found: list[Sent] = []
    size = 0
    most = figure("bundle_megabytes", at) * 1024 * 1024
    for row in rows[: figure("bundle_messages", at)]:
        # Escaped twice at worst; the first one goes in any case.
        size += 2 * len(row.payload.encode()) + 2000
        if found and size > most:
            break
        found.append(row)
    return found


def _lease(channels: list[Channel], messages: list[Sent], way: Way, at: datetime) -> None:
    later = at + timedelta(minutes=figure(f"resend_minutes_{way}", at))
    Sent.objects.filter(pk__in=[one.pk for one in messages]).update(
        next_at=later, sent_at=at, attempts=F("attempts") + 1
    )
    used = {one.channel_id for one in messages}
    Channel.objects.filter(pk__in=used & {one.pk for one in channels}).update(last_sent_at=at)


def _receipts(
    channels: list[Channel], node: Node, at: datetime
) -> tuple[list[Receipt], list[UUID]]:
    found: list[Receipt] = []
    answered: list[UUID] = []
    for channel in channels:
        rows = list(
            channel.received.filter(receipt_due=True)
            .order_by("sequence")
            .only("sequence", "digest", "kind", "words", "state")[: figure("window", at)]
        )
        if not rows:
            continue
        held = channel.received.filter(sequence__gt=channel.in_last)
        found.append(
            Receipt(
                source=settings.NODE_CODE, target=node.code, channel=channel.code,
                at=at.isoformat(), up_to=channel.in_last,
                stored=[[one.sequence, one.digest] for one in rows if not one.kind],
                refused=[
                    [one.sequence, one.digest, one.kind, one.words] for one in rows if one.kind
                ],
                missing=missing_of(channel.in_last, held.values_list("sequence", flat=True)),
            )
        )  # fmt: skip
        answered += [one.pk for one in rows]
    return found, answered


@action
def unpacked(packed: Packed, words: str, *, by: Actor, at: datetime) -> None:
    """The bundle got nowhere: what was in it is due again at once."""
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=packed.node.pk)
    Carried.objects.filter(pk=packed.carried.pk).update(failed=words[:300])
    Sent.objects.filter(pk__in=packed.messages, state=SentState.WAITING).update(next_at=at)
    Received.objects.filter(pk__in=packed.receipts).update(receipt_due=True)
    node.failures += 1
    minutes = min(2 ** min(node.failures, 10) / 2, figure("retry_minutes_most", at))
    node.next_try_at, node.trouble = at + timedelta(minutes=minutes), words[:300]
    node.save(update_fields=["failures", "next_try_at", "trouble"])


@action
def arrived(packed: Packed, *, by: Actor, at: datetime) -> None:
    """The bundle lies where it should: earlier trouble is over."""
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=packed.node.pk)
    if node.failures or node.trouble:
        node.failures, node.next_try_at, node.trouble = 0, None, ""
        node.save(update_fields=["failures", "next_try_at", "trouble"])


def answer(channel: Channel, receipt: Receipt, *, at: datetime) -> Iterable[Found]:
    """Take a receipt whose signature was checked; within the action that holds the channel."""
    told_at = datetime.fromisoformat(receipt.at)
    newest = channel.last_receipt_at is None or told_at >= channel.last_receipt_at
    yield from _stored(channel, receipt.stored, at)
    _refused(channel, receipt.refused, at)
    if not newest:
        return
    channel.last_receipt_at = told_at
    channel.save(update_fields=["last_receipt_at"])
    yield from _asked_again(channel, receipt.missing, at)
    if receipt.up_to > channel.out_last:
        words = (
            f"对方已收到第 {receipt.up_to} 号，本节点只发到第 {channel.out_last} 号："
            "本节点可能是从备份恢复的，请用“接续编号”"
        )
        yield Found(FaultKind.BEYOND, words, channel.code)


def _stored(channel: Channel, told: list[list[Any]], at: datetime) -> Iterable[Found]:
    marks = {int(number): str(mark) for number, mark in told}
    done = []
    for row in channel.sent.filter(sequence__in=marks).only("sequence", "digest", "state"):
        if marks[row.sequence] != row.digest:
            words = f"对方收存的第 {row.sequence} 号与本节点发出的内容不同"
            yield Found(FaultKind.CONFLICT, words, channel.code, str(row.sequence))
        elif row.state == SentState.WAITING:
            done.append(row.pk)
    Sent.objects.filter(pk__in=done).update(state=SentState.ACKNOWLEDGED, answered_at=at)


def _refused(channel: Channel, told: list[list[Any]], at: datetime) -> None:
    for number, mark, kind, words in told:
        name = FaultKind(kind).chinese if kind in set(FaultKind) else kind
        channel.sent.filter(sequence=number, digest=mark).exclude(state=SentState.REFUSED).update(
            state=SentState.REFUSED, answered_at=at, words=f"{name}：{words}"[:500]
        )


def _asked_again(channel: Channel, holes: list[list[int]], at: datetime) -> Iterable[Found]:
    for low, high in holes:
        rows = channel.sent.filter(sequence__gte=low, sequence__lte=high)
        rows.exclude(payload="").exclude(state=SentState.REFUSED).update(
            state=SentState.WAITING, next_at=at
        )
        lost = list(rows.filter(payload="").values_list("sequence", flat=True)[:20])
        if lost:
            words = f"对方要求补发第 {lost[0]} 号等 {len(lost)} 份，本节点已经清理"
            yield Found(FaultKind.LOST, words, channel.code, str(lost[0]))


@action
def clear_old(*, by: Actor, at: datetime) -> int:
    """Content of messages the other side has held for long; head and digest stay."""
    policy.require(policy.is_system(by))
    end = at - timedelta(days=figure("keep_days", at))
    old = Sent.objects.filter(state=SentState.ACKNOWLEDGED, answered_at__lt=end).exclude(payload="")
    return old.update(payload="")


def payload_of(message: Sent | Received) -> dict[str, Any]:
    """The content as a value."""
    value: dict[str, Any] = json.loads(message.payload) if message.payload else {}
    return value
