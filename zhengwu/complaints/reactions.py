"""What complaints does after its own acts: a town's serious ones are told to the county."""

from __future__ import annotations

from zhengwu.complaints import actions
from zhengwu.complaints.events import ComplaintDecided
from zhengwu.complaints.models import Complaint
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


@reaction(ComplaintDecided, name="complaints.report")
def report(entry: Entry) -> None:
    """CMP-07: the three kinds of fault go up by themselves; nobody has to remember it."""
    row = Complaint.objects.filter(pk=entry.matter_id).first()
    if row is not None and row.town:
        actions.report_to_county(row, by=SYSTEM, at=now())
