"""What cases offers to other nodes: how each case goes on, without the applicant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from zhengwu.cases import events
from zhengwu.cases.enums import STATE_NAMES
from zhengwu.cases.models import Case
from zhengwu.cases.models.case import NO_LIMIT
from zhengwu.exchange.registry import Feed, Record, register_feed
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.models import Organ

_SCHEMA = Path(__file__).resolve().parent / "data" / "record.schema.json"
_AT_ONCE = 500
CODE = "cases.records"
TOLD = (
    events.CaseReceived, events.SupplementRequested, events.SupplementDelivered,
    events.CaseAccepted, events.CaseDeclined, events.CaseWithdrawn, events.CaseMisregistered,
    events.CaseDecided, events.CaseCompleted,
)  # fmt: skip


def _contents(entries: list[Entry]) -> Iterable[Record]:
    names = dict(Organ.objects.values_list("pk", "name"))
    for start in range(0, len(entries), _AT_ONCE):
        part = entries[start : start + _AT_ONCE]
        rows = Case.objects.filter(matter_id__in={entry.matter_id for entry in part})
        cases = {one.pk: one for one in rows.select_related("matter", "edition__item")}
        for entry in part:
            if entry.matter_id and (case := cases.get(entry.matter_id)) is not None:
                yield _record(case, entry, names)


def _record(case: Case, entry: Entry, names: dict[str, str]) -> Record:
    return {
        "node": settings.NODE_CODE,
        "matter_number": case.matter.number,
        "item_code": case.item_code,
        "item_name": case.edition.item.name,
        "organ_code": case.organ_code,
        "organ_name": names.get(case.organ_code, case.organ_code),
        "channel": case.channel,
        "event": entry.code,
        "occurred_at": entry.occurred_at.astimezone(SHANGHAI).isoformat(),
        "state": case.state,
        "received_at": _when(case.received_at),
        "accepted_on": _when(case.accepted_on),
        "due_on": _when(None if case.due_on == NO_LIMIT else case.due_on),
        "decided_at": _when(case.decided_at),
        "completed_at": _when(case.completed_at),
        "verdict": case.verdict,
    }


def _when(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    return value.isoformat() if value else ""


RECORDS = register_feed(
    Feed(
        code=CODE,
        title="行政审批办件记录",
        version=1,
        record=json.loads(_SCHEMA.read_text(encoding="utf-8")),
        key="matter_number",
        kind="state",
        at="occurred_at",
        kinds={str(state): name for state, name in STATE_NAMES.items()},
        codes=tuple(event.code for event in TOLD),
        contents=_contents,
    )
)
