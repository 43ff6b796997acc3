"""What goes to another site about an item, and what its answer means. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.guide import eight
from zhengwu.kernel.digests import canonical, digest

FORMAT = "zhengwu-guide/1"
# Pauses between tries, the last one for ever: a city's interface may be down over a week-end.
_PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))  # not law: retries


@dataclass(frozen=True, slots=True)
class Message:
    """One signed text about one item: the guide to publish, or that it is to be taken down."""

    text: str

    @property
    def digest(self) -> str:
        """Names the message in the receiver's answer."""
        return digest(self.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiving site says about one message."""

    message: str
    accepted: bool
    reason: str
    address: str


class AnswerUnreadable(ValueError):
    """The answer is not what was agreed; its text says why."""


def message(*, source: str, item: str, action: str, number: int, guide: Mapping[str, Any],
            page: str) -> Message:  # fmt: skip
    """The text to sign; the same edition makes the same text, so that a repeat is recognised."""
    return Message(
        canonical(
            {
                "format": FORMAT, "source": source, "item": item, "action": action,
                "edition": number, "guide": dict(guide), "page": page,
            }
        )
    )  # fmt: skip


def guide_of(document: EditionDocument) -> dict[str, Any]:
    """The public elements of a guide for a machine: item, basis, conditions, procedure, limits,
    materials, fees, place and telephone (行政许可法 30; 政府信息公开条例 20)."""
    return {
        "item": document.name,
        "code": document.code,
        "kind": document.kind.label,
        "organ": document.organ_name,
        "basis": [f"《{one.law}》{one.document_no}{one.article}" for one in document.basis],
        "conditions": list(document.conditions),
        "prohibitions": list(document.prohibitions),
        "procedure": [step.name for step in document.steps],
        "statutory_limit": document.statutory.words if document.statutory.known else "",
        "promised_limit": document.promised.words if document.promised.known else "",
        "no_materials": bool(document.no_materials),
        "materials": [
            {
                "name": one.name, "need": one.required.label, "originals": one.originals,
                "copies": one.copies, "criterion": one.criterion,
            }
            for one in document.materials
        ],
        "fees": [f"{fee.name}：{fee.rate}（{fee.basis}）" for fee in document.fees],
        "places": [f"{one.name} {one.address} {one.hours}".strip() for one in document.places],
        "phone": document.phone,
        "complaint": document.complaint,
        "elements": [{"name": one.name, "lines": list(one.lines)} for one in eight(document)],
    }  # fmt: skip


def answer_of(text: str) -> Answer:
    """The receiver's words about one message."""
    try:
        said = json.loads(text)
        state = said["state"]
        if state not in ("accepted", "refused"):
            raise AnswerUnreadable(f"不认识的回执状态：{str(state)[:40]}")
        return Answer(
            message=str(said["message"]),
            accepted=state == "accepted",
            reason=str(said.get("reason", ""))[:300],
            address=str(said.get("address", ""))[:500],
        )
    except (ValueError, KeyError, TypeError) as problem:
        if isinstance(problem, AnswerUnreadable):
            raise
        raise AnswerUnreadable("回执不是约定的格式") from problem


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the nth failed try."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]
