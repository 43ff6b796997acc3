"""Tell somebody something: at once in the inbox, later outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day
from zhengwu.matters.models import Matter
from zhengwu.notices.events import MessageRead, MessageSent
from zhengwu.notices.models import Dispatch, Message
from zhengwu.notices.policy import inboxes_of
from zhengwu.notices.queries import texts
from zhengwu.notices.registry import channels as all_channels


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached. `kind` is person, firm or staff; `key` their id as text."""

    kind: str
    key: str
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def recipient(self) -> str:
        """The inbox."""
        return f"{self.kind}:{self.key}"


@action
def send(
    *,
    to: Address,
    subject: str,
    text: str,
    dedupe: str,
    matter: Matter | None = None,
    link: str = "",
    channels: frozenset[str] | None = None,
    by: Actor,
    at: datetime,
) -> Message:
    """Tell `to`; the same `dedupe` tells once: the first message is handed back.

    `channels` limits the ways outside (by name); None takes all that reach the recipient.
    """
    if there := Message.objects.filter(dedupe=dedupe).first():
        return there
    message = _message(to, clean(subject), clean(text), dedupe, matter, link, at)
    ways = {
        channel.name: address
        for channel in all_channels()
        if (channels is None or channel.name in channels)
        and (address := channel.address_of(to).strip())
    }
    Dispatch.objects.bulk_create(_dispatches(message, ways))
    event = MessageSent(
        message=str(message.pk),
        recipient=to.recipient,
        matter=str(matter.pk) if matter else "",
        channels=sorted(ways),
        digest=digest(text),
    )
    record(message, event, by=by, at=at)
    return message


def send_template(
    *,
    to: Address,
    code: str,
    facts: Mapping[str, Any],
    dedupe: str,
    matter: Matter | None = None,
    link: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Send a text of `data/texts.yaml`; a fact it wants and does not get is a KeyError."""
    row = texts()[code]
    shown = {name: _shown(value) for name, value in facts.items()}
    return send(
        to=to,
        subject=row["subject"].format_map(shown),
        text=row["text"].format_map(shown),
        dedupe=dedupe,
        matter=matter,
        link=link,
        by=by,
        at=at,
    )


def _shown(value: Any) -> str:
    """A fact as people read it: days (also as ISO text, the way events carry them) in Chinese."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return format_day(day)


def _message(
    to: Address,
    subject: str,
    text: str,
    dedupe: str,
    matter: Matter | None,
    link: str,
    at: datetime,
) -> Message:
    key = new_id()
    vault = settings.VAULT
    return Message.objects.create(
        id=key,
        recipient=to.recipient,
        subject_sealed=vault.seal(" ".join(subject.split()), context=f"message/{key}/subject"),
        text_sealed=vault.seal(text, context=f"message/{key}/text"),
        link=link if link.startswith("/") and not link.startswith("//") else "",
        matter=matter,
        dedupe=dedupe,
        sent_at=at,
    )


def _dispatches(message: Message, ways: Mapping[str, str]) -> list[Dispatch]:
    return [
        Dispatch(
            message=message,
            channel=name,
            address_sealed=settings.VAULT.seal(address, context=f"dispatch/{message.pk}/{name}"),
        )
        for name, address in ways.items()
    ]


@action
def mark_read(message: Message, *, by: Actor, at: datetime) -> Message:
    """The recipient opened it: the first time counts. Not for others: `NotThere`."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.recipient not in inboxes_of(by):
        raise NotThere()
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
        record(message, MessageRead(message=str(message.pk)), by=by, at=at)
    return message
