"""Messages go outside after the act that sent them has been committed."""

from __future__ import annotations

from collections.abc import Sequence

from zhengwu.journal.models import Entry
from zhengwu.journal.registry import OneByOne, listener_of_many
from zhengwu.kernel.time import now
from zhengwu.notices.actions import deliver_message
from zhengwu.notices.enums import DispatchState
from zhengwu.notices.events import DispatchRetried, MessageSent
from zhengwu.notices.models import Dispatch, Message


@listener_of_many([MessageSent.code, DispatchRetried.code], name="notices.deliver")
def deliver(entries: Sequence[Entry]) -> None:
    """Every channel that has not got the message yet; most messages wait in their inbox only."""
    messages = [entry.payload["message"] for entry in entries]
    waiting = Dispatch.objects.filter(state=DispatchState.WAITING, message_id__in=messages)
    owed = list(waiting.values_list("message_id", flat=True).distinct())
    if owed and len(entries) > 1:
        raise OneByOne  # a gateway may take its time with each
    for message in Message.objects.filter(pk__in=owed):
        deliver_message(message, at=now())
