"""Messages go outside after the act that sent them has been committed."""

from __future__ import annotations

from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.time import now
from zhengwu.notices.actions import deliver_message
from zhengwu.notices.events import DispatchRetried, MessageSent
from zhengwu.notices.models import Message


@reaction(MessageSent, DispatchRetried, name="notices.deliver")
def deliver(entry: Entry) -> None:
    """Every channel that has not got the message yet."""
    deliver_message(Message.objects.get(pk=entry.payload["message"]), at=now())
