"""The way outside: a reaction hands each message to its channels, once each."""

from __future__ import annotations

from datetime import datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.notices.enums import DispatchState
from zhengwu.notices.events import DispatchRetried, DispatchSettled
from zhengwu.notices.models import Dispatch, Message
from zhengwu.notices.registry import Undeliverable, named


class StillWaiting(Exception):
    """At least one channel could not take the message now: the reaction is tried again."""


def deliver_message(message: Message, *, at: datetime) -> None:
    """Hand a message to every channel that has not got it. No transaction is open meanwhile.

    One failing channel does not keep the others from it; `StillWaiting` at the end asks for
    another try, which the journal's delivery gives with growing pauses.
    """
    failed = []
    waiting = message.dispatches.filter(state=DispatchState.WAITING).order_by("pk")
    for dispatch in waiting:
        if problem := _deliver(dispatch, message, at):
            failed.append(f"{dispatch.channel}: {problem}")
    if failed:
        raise StillWaiting("; ".join(failed))


def _deliver(dispatch: Dispatch, message: Message, at: datetime) -> str:
    """Empty when settled; otherwise what went wrong this time."""
    channel = named(dispatch.channel)
    if channel is None:
        settle(dispatch, state=DispatchState.FAILED, error="渠道已停用", by=SYSTEM, at=at)
        return ""
    key = f"{message.pk}-{dispatch.channel}"
    try:
        channel.deliver(dispatch.address, message.subject, message.text, key=key)
    except Undeliverable as refused:
        settle(dispatch, state=DispatchState.FAILED, error=str(refused), by=SYSTEM, at=at)
        return ""
    except Exception as error:  # noqa: BLE001 - whatever a gateway throws, it is tried again
        problem = f"{type(error).__name__}: {error}"[:200]
        settle(dispatch, state=DispatchState.WAITING, error=problem, by=SYSTEM, at=at)
        return problem
    settle(dispatch, state=DispatchState.SENT, error="", by=SYSTEM, at=at)
    return ""


@action
def settle(
    dispatch: Dispatch, *, state: DispatchState, error: str, by: Actor, at: datetime
) -> Dispatch:
    """Write down how a try went; only an end of the way is an entry in the journal."""
    message = Message.objects.select_for_update().get(pk=dispatch.message_id)
    dispatch = Dispatch.objects.get(pk=dispatch.pk)
    dispatch.attempts += 1
    dispatch.state, dispatch.error = state, error
    dispatch.settled_at = None if state is DispatchState.WAITING else at
    dispatch.save(update_fields=["attempts", "state", "error", "settled_at"])
    if state is not DispatchState.WAITING:
        event = DispatchSettled(
            message=str(message.pk), channel=dispatch.channel, state=state, error=error
        )
        record(message, event, by=by, at=at)
    return dispatch


@action
def retry(dispatch: Dispatch, *, by: Actor, at: datetime) -> Dispatch:
    """Set a failed one going again, after the address or the gateway was put right."""
    message = Message.objects.select_for_update().get(pk=dispatch.message_id)
    dispatch = Dispatch.objects.get(pk=dispatch.pk)
    if dispatch.state == DispatchState.FAILED:
        dispatch.state, dispatch.error = DispatchState.WAITING, ""
        dispatch.save(update_fields=["state", "error"])
        event = DispatchRetried(message=str(message.pk), channel=dispatch.channel)
        record(message, event, by=by, at=at)
    return dispatch
