"""Taking a bundle: checked whole before anything is believed, stored before it is answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from zhengwu.exchange import policy
from zhengwu.exchange.actions.faults import Found, note, noted, over
from zhengwu.exchange.actions.sending import answer
from zhengwu.exchange.enums import FaultKind, ReceivedState, Way
from zhengwu.exchange.models import Carried, Channel, Node, PeerKey, Received
from zhengwu.exchange.registry import figure, type_named
from zhengwu.exchange.rules import (
    Arrival,
    Bundle,
    Head,
    KeyFacts,
    Receipt,
    Signed,
    Unreadable,
    arrival_of,
    bundle_of,
    genuine,
    head_of,
    holdable,
    key_fault,
    missing_of,
    receipt_of,
)
from zhengwu.exchange.rules.refusals import BundleRefused
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import digest


class Message(NamedTuple):
    """A message whose signature and addresses were checked."""

    head: Head
    signed: Signed


@dataclass(slots=True)
class Taken:
    """What became of a bundle."""

    node: Node
    number: int
    stored: int = 0
    doubled: int = 0
    receipts: int = 0
    found: list[Found] = field(default_factory=list)


class _Wrong(Exception):
    def __init__(self, found: Found, node: Node | None = None) -> None:
        super().__init__(found.words)
        self.found, self.node = found, node


def take(content: bytes, *, way: Way, name: str = "", by: Actor = SYSTEM, at: datetime) -> Taken:
    """Store the messages of a bundle and read its receipts, in one transaction.

    Raises BundleRefused where it is not believed; that is recorded, and nothing of it is kept.
    """
    node, bundle = _believed(content, way=way, name=name, at=at)
    messages, receipts, found = _checked(node, bundle, at)
    return _store(node, bundle, messages, receipts, found, way=way, by=by, at=at)


def sender_of(content: bytes, *, way: Way, counted: Callable[[], None], at: datetime) -> Node:
    """Whose bundle it is; raises BundleRefused as `take` does. Nothing is stored.

    `counted` is called before a refusal is recorded, and may raise instead of that: whoever posts
    rubbish all day must not fill the records with it.
    """
    return _believed(content, way=way, name="", counted=counted, at=at)[0]


def _believed(
    content: bytes, *, way: Way, name: str, at: datetime, counted: Callable[[], None] | None = None
) -> tuple[Node, Bundle]:
    try:
        return opened(content, at=at)
    except _Wrong as wrong:
        if counted is not None:
            counted()
        note(wrong.node, wrong.found, way=way, by=SYSTEM, at=at)
        raise BundleRefused(
            name=name or wrong.found.kind.chinese, words=wrong.found.words, kind=wrong.found.kind
        ) from wrong


def opened(content: bytes, *, at: datetime) -> tuple[Node, Bundle]:
    """Whose bundle it is, if everything about it is as it should be."""
    if len(content) > 2 * figure("bundle_megabytes", at) * 1024 * 1024:
        raise _Wrong(Found(FaultKind.TOO_LARGE, f"摆渡包有 {len(content)} 字节，超过上限"))
    try:
        bundle = bundle_of(content)
    except Unreadable as problem:
        raise _Wrong(Found(FaultKind.DAMAGED, str(problem))) from problem
    manifest = bundle.manifest
    node = Node.objects.filter(code=manifest.source).first()
    key = node.keys.filter(fingerprint=bundle.signed.key).first() if node is not None else None
    fault = _key_fault(key, bundle.signed, at)
    if manifest.target != settings.NODE_CODE:
        words = f"收件节点是“{manifest.target}”，本节点是“{settings.NODE_CODE}”"
        # A node answers for a wrong address only where it has proven to be the sender.
        raise _Wrong(Found(FaultKind.WRONG_TARGET, words), None if fault else node)
    if node is None:
        words = f"发件节点“{manifest.source}”没有登记"
        raise _Wrong(Found(FaultKind.UNKNOWN_SOURCE, words))
    if fault:
        raise _Wrong(fault, node)
    if not node.active:
        raise _Wrong(Found(FaultKind.CLOSED, f"节点“{node.name}”已停用"), node)
    if not bundle.whole:
        words = f"第 {manifest.number} 号包不完整或者被改动：应有 {manifest.lines} 行"
        raise _Wrong(Found(FaultKind.DAMAGED, words, subject=str(manifest.number)), node)
    return node, bundle


def _key_fault(key: PeerKey | None, signed: Signed, at: datetime) -> Found | None:
    """Forgery first: what a stranger wrote into it says nothing about a key's time."""
    if key is not None and not genuine(signed, key.public):
        return Found(FaultKind.FORGED, f"签名与公钥 {key.grouped} 不符")
    facts = None
    if key is not None:
        confirmed, revoked = key.confirmed_at is not None, key.revoked_at is not None
        facts = KeyFacts(confirmed, key.valid_from, key.valid_to, revoked)
    kind = key_fault(
        facts, signed_at=signed.moment, at=at, ahead=timedelta(minutes=figure("clock_minutes", at)),
        road=timedelta(days=figure("road_days", at)),
    )  # fmt: skip
    if kind is None:
        return None
    if kind is FaultKind.CLOCK:
        return Found(kind, f"签名时间 {signed.signed_at} 比本节点的时钟快，请核对两边的时间")
    return Found(kind, f"{kind.chinese}：指纹 {signed.key}，签名时间 {signed.signed_at}")


def _checked(
    node: Node, bundle: Bundle, at: datetime
) -> tuple[list[Message], list[Receipt], list[Found]]:
    """Each line on its own: who signed the bundle need not have signed what is in it."""
    keys = {key.fingerprint: key for key in node.keys.all()}
    messages, receipts, found = [], [], []
    for signed in bundle.lines:
        try:
            if wrong := _key_fault(keys.get(signed.key), signed, at):
                found.append(wrong)
            elif signed.purpose == "message":
                messages.append(_message(node, signed))
            elif signed.purpose == "receipt":
                receipts.append(_receipt(node, signed))
        except Unreadable as problem:
            found.append(Found(FaultKind.DAMAGED, str(problem)))
        except _Wrong as wrong:
            found.append(wrong.found)
    return messages, receipts, found


def _message(node: Node, signed: Signed) -> Message:
    head = head_of(signed.text)
    _addressed(node, head.source, head.target, f"报文 {head.sequence} 号")
    if digest(signed.payload) != head.payload:
        words = f"第 {head.sequence} 号报文的内容与报文头的摘要不符"
        raise _Wrong(Found(FaultKind.DAMAGED, words, head.channel, str(head.sequence)))
    return Message(head, signed)


def _receipt(node: Node, signed: Signed) -> Receipt:
    receipt = receipt_of(signed.text)
    _addressed(node, receipt.source, receipt.target, "回执")
    return receipt


def _addressed(node: Node, source: str, target: str, what: str) -> None:
    if source != node.code or target != settings.NODE_CODE:
        words = f"{what}写的是“{source}”发给“{target}”"
        raise _Wrong(Found(FaultKind.WRONG_TARGET, words))


@action
def _store(
    node: Node, bundle: Bundle, messages: list[Message], receipts: list[Receipt],
    found: list[Found], *, way: Way, by: Actor, at: datetime,
) -> Taken:  # fmt: skip
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=node.pk)
    taken = Taken(node, bundle.manifest.number, found=list(found))
    taken.found += _carried(node, bundle, len(messages), len(receipts), way, by, at)
    channels = {
        one.code: one
        for one in Channel.objects.select_for_update().filter(node=node).order_by("pk")
    }
    by_channel: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_channel[message.head.channel].append(message)
    for code, those in by_channel.items():
        channel = channels.get(code)
        if channel is None or not channel.open:
            words = f"通道“{code}”没有建立或者已停用，{len(those)} 份报文没有收存"
            kind = FaultKind.CLOSED if channel else FaultKind.NO_CHANNEL
            taken.found.append(Found(kind, words, code))
            continue
        _arrive(channel, those, taken, at)
    for receipt in receipts:
        if (channel := channels.get(receipt.channel)) is not None:
            taken.found += answer(channel, receipt, at=at)
            taken.receipts += 1
    if taken.receipts:
        node.last_receipt_at = at
    node.last_received_at = at
    node.save(update_fields=["last_received_at", "last_receipt_at", "bundles_in"])
    for one in taken.found:
        noted(node, one, way=way, by=SYSTEM, at=at)
    return taken


def _carried(
    node: Node, bundle: Bundle, messages: int, receipts: int, way: Way, by: Actor, at: datetime
) -> list[Found]:
    number = bundle.manifest.number
    same = Carried.objects.filter(node=node, outward=False, number=number)
    found = []
    if same.filter(digest=bundle.digest).exists():
        found.append(Found(FaultKind.REPLAYED, f"第 {number} 号包已经导入过，里面的报文没有再办"))
    elif number < node.bundles_in:
        words = f"第 {number} 号包晚于第 {node.bundles_in} 号包到达"
        found.append(Found(FaultKind.REORDERED, words))
    node.bundles_in = max(node.bundles_in, number)
    Carried.objects.create(
        node=node, outward=False, number=number, way=way, digest=bundle.digest,
        messages=messages, receipts=receipts, at=at, by_name=by.name,
    )  # fmt: skip
    return found


def _arrive(channel: Channel, messages: list[Message], taken: Taken, at: datetime) -> None:
    numbers = [one.head.sequence for one in messages]
    known = dict(channel.received.filter(sequence__in=numbers).values_list("sequence", "digest"))
    ahead = set(
        channel.received.filter(sequence__gt=channel.in_last).values_list("sequence", flat=True)
    )
    fresh, again = [], []
    for message in messages:
        number, mark = message.head.sequence, message.signed.digest
        arrival = arrival_of(
            number, mark, up_to=channel.in_last, highest=max(ahead, default=channel.in_last),
            stored=known.get(number), window=figure("window", at),
        )  # fmt: skip
        taken.found += _named(channel, number, arrival)
        if arrival in (Arrival.NEXT, Arrival.AHEAD, Arrival.LATE):
            fresh.append(_row(channel, message, at))
            known[number] = mark
            ahead.add(number)
            while channel.in_last + 1 in ahead:
                channel.in_last += 1
                ahead.discard(channel.in_last)
        elif arrival in (Arrival.DOUBLED, Arrival.CONFLICT):
            again.append(number)
    Received.objects.bulk_create(fresh, batch_size=200)
    channel.received.filter(sequence__in=again).update(receipt_due=True)
    taken.stored += len(fresh)
    taken.doubled += len(again)
    channel.doubled += len(again)
    channel.last_received_at = at
    channel.save(update_fields=["in_last", "doubled", "last_received_at"])
    _gaps(channel, ahead, taken, at)


def _named(channel: Channel, number: int, arrival: Arrival) -> list[Found]:
    code = channel.code
    match arrival:
        case Arrival.DOUBLED:
            words = f"第 {number} 号报文重复到达，已按原样回执，没有再办"
            return [Found(FaultKind.DOUBLED, words, code)]
        case Arrival.LATE:
            words = f"第 {number} 号报文晚到，已按号码归位"
            return [Found(FaultKind.REORDERED, words, code)]
        case Arrival.CONFLICT:
            words = f"第 {number} 号已收存过另一份内容，这一份没有收存"
            return [Found(FaultKind.CONFLICT, words, code, str(number))]
        case Arrival.TOO_FAR:
            words = f"第 {number} 号超前太多（现在收到第 {channel.in_last} 号），没有收存"
            return [Found(FaultKind.TOO_FAR, words, code)]
    return []


def _gaps(channel: Channel, ahead: set[int], taken: Taken, at: datetime) -> None:
    holes = missing_of(channel.in_last, ahead)
    if not holes:
        over(channel.node, FaultKind.GAP, channel=channel.code, at=at)
        return
    spans = "、".join(f"{low}" if low == high else f"{low}—{high}" for low, high in holes[:10])
    words = f"缺第 {spans} 号，已向对方要求补发；后面的报文先收存，补齐以后按次序办"
    taken.found.append(Found(FaultKind.GAP, words, channel.code))


def _row(channel: Channel, message: Message, at: datetime) -> Received:
    head, signed = message
    kind, words = _unfit(channel, head, signed.payload)
    return Received(
        channel=channel, sequence=head.sequence, type=head.type, head=signed.text,
        payload=signed.payload, digest=signed.digest, signed_at=signed.signed_at, key=signed.key,
        signature=signed.signature, stored_at=at, next_at=at, kind=kind, words=words[:500],
        state=ReceivedState.UNFIT if kind else ReceivedState.STORED,
    )  # fmt: skip


def _unfit(channel: Channel, head: Head, payload: str) -> tuple[str, str]:
    known = type_named(head.type)
    if known is None or head.type not in channel.takes or known.schema_id != head.schema:
        return FaultKind.UNKNOWN_TYPE, f"本节点的这条通道不收“{head.schema}”"
    try:
        value = json.loads(payload)
        words = known.faults(value) if holdable(value) else "内容里有空字符或者半个字符"
    except (ValueError, RecursionError):
        words = "内容不是 JSON"
    return (FaultKind.SCHEMA, words) if words else ("", "")
