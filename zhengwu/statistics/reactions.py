"""What statistics does when anything was recorded: count it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO

from zhengwu.files.actions import keep, receive
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener_of_many, reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.statistics import actions, registry
from zhengwu.statistics.actions.sheets import printed
from zhengwu.statistics.events import ReportIssued
from zhengwu.statistics.models import Issue

_BY_CODE = registry.codes()


@listener_of_many(_BY_CODE, name="statistics.count")
def count(entries: Sequence[Entry]) -> None:
    """Read what the entries may have changed, as it stands now; each thing once."""
    changed: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries:
        for source in _BY_CODE[entry.code]:
            changed[source.kind].update(dict.fromkeys(source.subjects(entry)))
    for kind, subjects in changed.items():
        if subjects:
            actions.count(kind, list(subjects), by=SYSTEM, at=now())


@reaction(ReportIssued, name="statistics.print")
def typeset(entry: Entry) -> None:
    """The printed form of what was issued; made again, it is the same."""
    row = Issue.objects.filter(pk=entry.object_id, sheet__isnull=True).first()
    if row is None:
        return
    at = now()
    received = receive(BytesIO(printed(row)), name=f"{row.title}.pdf", purpose="document")
    actions.keep_sheet(row, file=keep(received, purpose="document", by=SYSTEM, at=at),
                       by=SYSTEM, at=at)  # fmt: skip
