"""Acting on what was stored: in order in each channel, each message in one transaction, once."""

from __future__ import annotations

import json
import traceback
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from zhengwu.exchange import policy
from zhengwu.exchange.actions.faults import Found, note
from zhengwu.exchange.actions.feeds import hold
from zhengwu.exchange.enums import FaultKind, ReceivedState
from zhengwu.exchange.events import MessageFreed
from zhengwu.exchange.models import Channel, Node, Received
from zhengwu.exchange.registry import Arrived, feed_named, figure, type_named
from zhengwu.exchange.rules.refusals import NothingStuck, ReasonNeeded
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Collided, Refusal

log = structlog.get_logger(__name__)


def act_due(*, at: datetime) -> int:
    """Everything that is stored and whose turn has come; how many messages were done."""
    done = 0
    for channel in Channel.objects.filter(in_done__lt=F("in_last")).select_related("node"):
        while _step(channel, at):
            done += 1
    return done


def _step(channel: Channel, at: datetime) -> bool:
    number = Channel.objects.values_list("in_done", flat=True).get(pk=channel.pk) + 1
    try:
        return act_next(channel, by=SYSTEM, at=at)
    except Collided:
        return False  # the next round tries again
    except Refusal as refusal:
        _not_accepted(channel, number, refusal.message, by=SYSTEM, at=at)
        return True
    except Exception:
        log.exception("message not done", channel=channel.code, number=number)
        words = traceback.format_exc(limit=3)[-300:]
        _failed(channel, number, words, by=SYSTEM, at=at)
        return False


@action
def act_next(channel: Channel, *, by: Actor, at: datetime) -> bool:
    """The next message of a channel, if it may be done now. What its handler changes and that it
    was done stand or fall together."""
    policy.require(policy.is_system(by))
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("node").get(pk=channel.pk)
    )
    row = channel.received.filter(sequence=channel.in_done + 1).first()
    if row is None or row.state == ReceivedState.STUCK:
        return False
    if row.state == ReceivedState.STORED:
        if row.next_at > at:
            return False
        _handled(channel, row, at)
        row.state, row.done_at = ReceivedState.DONE, at
        row.save(update_fields=["state", "done_at"])
    channel.in_done += 1
    channel.save(update_fields=["in_done"])
    return True


def _handled(channel: Channel, row: Received, at: datetime) -> None:
    arrived = Arrived(
        str(row.pk), channel.node.code, channel.node.relays, channel.code, row.sequence,
        json.loads(row.payload), at,
    )  # fmt: skip
    feed, kind = feed_named(row.type), type_named(row.type)
    if feed is not None:
        hold(feed, arrived, by=SYSTEM, at=at)
    elif kind is not None and kind.handler is not None:
        kind.handler(arrived)
    else:
        raise LookupError(f"nobody acts on {row.type}")


@action
def _not_accepted(channel: Channel, number: int, words: str, *, by: Actor, at: datetime) -> None:
    """A handler refused the content: the sender is told, the channel goes on."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    row = channel.received.get(sequence=number)
    if row.state != ReceivedState.STORED:
        return
    row.state, row.kind, row.words = ReceivedState.UNFIT, FaultKind.CONTENT, words[:500]
    row.done_at, row.receipt_due = at, True
    row.save(update_fields=["state", "kind", "words", "done_at", "receipt_due"])


@action
def _failed(channel: Channel, number: int, words: str, *, by: Actor, at: datetime) -> None:
    """It did not work: later again, and after some times a person must look."""
    node = Node.objects.select_for_update().get(pk=channel.node_id)
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    row = channel.received.get(sequence=number)
    if row.state != ReceivedState.STORED:
        return
    row.attempts += 1
    row.next_at, row.words = at + timedelta(seconds=10 * 2**row.attempts), words
    if row.attempts >= figure("act_attempts", at):
        row.state = ReceivedState.STUCK
        told = f"第 {number} 号报文办了 {row.attempts} 次没有成功，后面的报文在等它"
        note(node, Found(FaultKind.STUCK, told, channel.code, str(number)),
             way=node.way, by=by, at=at)  # fmt: skip
    row.save(update_fields=["attempts", "next_at", "words", "state"])


@action
def free(message: Received, *, skip: bool, why: str, by: Actor, at: datetime) -> Received:
    """Set a stuck message going again, or leave it out with a reason."""
    policy.require(policy.may_manage(by))
    if skip and not why.strip():
        raise ReasonNeeded(fields={"why": ["请写明跳过的理由。"]})
    channel = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("node")
        .get(pk=message.channel_id)
    )
    message = Received.objects.get(pk=message.pk)
    if message.state != ReceivedState.STUCK:
        raise NothingStuck
    message.state = ReceivedState.SKIPPED if skip else ReceivedState.STORED
    message.attempts, message.next_at = 0, at
    message.save(update_fields=["state", "attempts", "next_at"])
    event = MessageFreed(
        node=channel.node.code, channel=channel.code, sequence=message.sequence, skipped=skip
    )
    record(channel, event, reason=why.strip(), by=by, at=at)
    return message
