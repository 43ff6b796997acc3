"""Nodes, their keys and channels: entered by the administrator, each act recorded."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from zhengwu.exchange import policy
from zhengwu.exchange.actions.sending import renumber
from zhengwu.exchange.enums import Standing, Way
from zhengwu.exchange.events import (
    ChannelSet,
    KeyConfirmed,
    KeyRegistered,
    KeyRevoked,
    NodeChanged,
    NodeRegistered,
    NumbersContinued,
)
from zhengwu.exchange.models import Channel, Node, PeerKey, Subscription
from zhengwu.exchange.registry import feed_named, type_named
from zhengwu.exchange.rules import fingerprint_of
from zhengwu.exchange.rules.refusals import (
    FingerprintDiffers,
    NodeFormWrong,
    ReasonNeeded,
    WayClosed,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_KEY_BYTES = 32


@action
def register_node(
    code: str, *, name: str, standing: Standing, way: Way, address: str = "",
    relays: bool = False, by: Actor, at: datetime,
) -> Node:  # fmt: skip
    """Enter a node; nothing is exchanged with it before a key of it was compared."""
    policy.require(policy.may_manage(by))
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise NodeFormWrong(
            fields={"code": ["节点代码只用字母、数字、点、横线和下划线，最多 40 个。"]}
        )
    if code == settings.NODE_CODE:
        raise NodeFormWrong(fields={"code": ["这是本节点自己的代码。"]})
    if Node.objects.filter(code=code).exists():
        raise NodeFormWrong(fields={"code": ["这个代码已经登记。"]})
    if not name.strip():
        raise NodeFormWrong(fields={"name": ["请填写节点名称。"]})
    node = Node.objects.create(
        code=code, name=name.strip(), standing=standing, way=way,
        address=_address(way, address), relays=relays, registered_at=at,
    )  # fmt: skip
    record(node, NodeRegistered(node=code, name=node.name, way=way), by=by, at=at)
    return node


def _address(way: Way, address: str) -> str:
    address = address.strip()
    if way == Way.FERRY:
        return ""
    if Way.HTTPS not in settings.EXCHANGE_WAYS:
        raise WayClosed
    if not address:
        return ""  # the other side calls us
    parts = urlsplit(address)
    local = parts.hostname in {"127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise NodeFormWrong(fields={"address": ["地址以 https:// 开头。"]})
    return address


@action
def change_node(
    node: Node, *, name: str, way: Way, address: str, relays: bool, active: bool,
    by: Actor, at: datetime,
) -> Node:  # fmt: skip
    """How the node is reached, and whether it is in use."""
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=node.pk)
    if not name.strip():
        raise NodeFormWrong(fields={"name": ["请填写节点名称。"]})
    fresh = {
        "name": name.strip(), "way": str(way), "address": _address(way, address),
        "relays": relays, "active": active,
    }  # fmt: skip
    changes = {
        field: (getattr(node, field), value)
        for field, value in fresh.items()
        if getattr(node, field) != value
    }
    if changes:
        for field, value in fresh.items():
            setattr(node, field, value)
        node.failures, node.next_try_at, node.trouble = 0, None, ""
        node.save(update_fields=[*fresh, "failures", "next_try_at", "trouble"])
        record(node, NodeChanged(node=node.code), changes=changes, by=by, at=at)
    return node


@action
def register_key(
    node: Node, public: str, *, valid_from: datetime, valid_to: datetime | None = None,
    by: Actor, at: datetime,
) -> PeerKey:  # fmt: skip
    """Enter a node's public key (hex). It does not count before its fingerprint was compared."""
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=node.pk)
    public = public.strip().lower()
    try:
        raw = bytes.fromhex(public)
        if len(raw) != _KEY_BYTES:
            raise ValueError
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise NodeFormWrong(
            fields={"public": ["公钥是 64 个十六进制字符，请从对方的“本节点”页复制。"]}
        ) from None
    if valid_to is not None and valid_to <= valid_from:
        raise NodeFormWrong(fields={"valid_to": ["停用时间要晚于启用时间。"]})
    fingerprint = fingerprint_of(public)
    if PeerKey.objects.filter(fingerprint=fingerprint).exists():
        raise NodeFormWrong(fields={"public": ["这把公钥已经登记。"]})
    key = PeerKey.objects.create(
        node=node, public=public, fingerprint=fingerprint, valid_from=valid_from,
        valid_to=valid_to, registered_by=by.name,
    )  # fmt: skip
    record(node, KeyRegistered(node=node.code, fingerprint=fingerprint), by=by, at=at)
    return key


@action
def confirm_key(key: PeerKey, told: str, *, by: Actor, at: datetime) -> PeerKey:
    """The fingerprint as the other side read it out; only the whole of it counts.

    The keys before end when this one begins: a node signs with one key at a time.
    """
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=key.node_id)
    key = PeerKey.objects.get(pk=key.pk)
    if re.sub(r"[\s-]", "", told).upper() != key.fingerprint:
        raise FingerprintDiffers
    if key.confirmed_at is None:
        key.confirmed_at, key.confirmed_by = at, by.name
        key.save(update_fields=["confirmed_at", "confirmed_by"])
        node.keys.filter(
            confirmed_at__isnull=False, valid_to=None, valid_from__lt=key.valid_from
        ).exclude(pk=key.pk).update(valid_to=key.valid_from)
        record(node, KeyConfirmed(node=node.code, fingerprint=key.fingerprint), by=by, at=at)
    return key


@action
def revoke_key(key: PeerKey, *, why: str, by: Actor, at: datetime) -> PeerKey:
    """Nothing under this key counts any more, whenever it was signed."""
    policy.require(policy.may_manage(by))
    if not why.strip():
        raise ReasonNeeded(fields={"why": ["请写明吊销的理由。"]})
    node = Node.objects.select_for_update().get(pk=key.node_id)
    key = PeerKey.objects.get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_why = at, why.strip()[:300]
        key.save(update_fields=["revoked_at", "revoked_why"])
        event = KeyRevoked(node=node.code, fingerprint=key.fingerprint)
        record(node, event, reason=why.strip(), by=by, at=at)
    return key


@action
def set_channel(
    node: Node, code: str, *, sends: list[str], takes: list[str], is_open: bool = True,
    by: Actor, at: datetime,
) -> Channel:  # fmt: skip
    """A channel to a node: what it gives, what it takes, whether it is open."""
    policy.require(policy.may_manage(by))
    node = Node.objects.select_for_update().get(pk=node.pk)
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise NodeFormWrong(fields={"channel": ["通道代码只用字母、数字、点和横线。"]})
    if unknown := [one for one in [*sends, *takes] if type_named(one) is None]:
        raise NodeFormWrong(fields={"channel": [f"不认识的报文种类：{'、'.join(unknown)}"]})
    channel, _ = Channel.objects.get_or_create(node=node, code=code)
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    channel.sends, channel.takes, channel.open = sorted(sends), sorted(takes), is_open
    channel.save(update_fields=["sends", "takes", "open"])
    event = ChannelSet(
        node=node.code, channel=code, open=is_open, sends=channel.sends, takes=channel.takes
    )
    record(channel, event, by=by, at=at)
    return channel


@action
def subscribe(
    channel: Channel, feed: str, *, relays: bool, by: Actor, at: datetime
) -> Subscription:
    """Hand a feed to a node by a channel, from its first record on; with `relays` also records
    that lower nodes delivered to us."""
    policy.require(policy.may_manage(by))
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if feed_named(feed) is None or feed not in channel.sends:
        raise NodeFormWrong(fields={"feed": ["这条通道没有约定发送这个数据源。"]})
    row, made = Subscription.objects.get_or_create(
        channel=channel, feed=feed, defaults={"relays": relays, "since": at}
    )
    if not made and row.relays != relays:
        row.relays = relays
        row.save(update_fields=["relays"])
    return row


@action
def continue_numbers(
    channel: Channel, number: int, *, why: str, by: Actor, at: datetime
) -> Channel:
    """After a restored backup: the other side holds numbers we no longer know. Go on behind them,
    and let what is waiting have new numbers."""
    policy.require(policy.may_manage(by))
    if not why.strip():
        raise ReasonNeeded(fields={"why": ["请写明理由。"]})
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("node").get(pk=channel.pk)
    )
    if number <= channel.out_last:
        raise NodeFormWrong(fields={"number": ["要大于已经发出的最大号。"]})
    old, channel.out_last = channel.out_last, number
    channel.save(update_fields=["out_last"])
    renumber(channel)
    event = NumbersContinued(node=channel.node.code, channel=channel.code, number=number)
    changes = {"out_last": (old, number)}
    record(channel, event, reason=why.strip(), changes=changes, by=by, at=at)
    return channel
