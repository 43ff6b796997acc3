"""Reading inboxes and what did not go out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet

from zhengwu.kernel import yaml
from zhengwu.kernel.actors import Actor
from zhengwu.notices.enums import DispatchState
from zhengwu.notices.models import Dispatch, Message
from zhengwu.notices.policy import inboxes_of


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Short texts by code."""
    path = Path(__file__).parent / "data" / "texts.yaml"
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def inbox(recipient: str) -> QuerySet[Message]:
    """Messages of one inbox ("person:<id>"), newest first."""
    return Message.objects.filter(recipient=recipient).order_by("-sent_at", "-id")


def inbox_of(actor: Actor) -> QuerySet[Message]:
    """Messages this actor may read, newest first."""
    return Message.objects.filter(recipient__in=inboxes_of(actor)).order_by("-sent_at", "-id")


def unread(recipient: str) -> int:
    """How many of an inbox have not been opened; counted up to 100."""
    return inbox(recipient).filter(read_at__isnull=True)[:100].count()


def unread_of(actor: Actor) -> int:
    """How many this actor has not opened; counted up to 100."""
    return inbox_of(actor).filter(read_at__isnull=True)[:100].count()


def unsent() -> QuerySet[Dispatch]:
    """What has failed, or is being tried again."""
    failed = Dispatch.objects.filter(state=DispatchState.FAILED)
    trying = Dispatch.objects.filter(state=DispatchState.WAITING, attempts__gt=0)
    return (failed | trying).select_related("message").order_by("-pk")
