"""What statistics does when anything was recorded: count it."""

from __future__ import annotations

from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.statistics import actions, registry

_BY_CODE = registry.codes()


@listener(_BY_CODE, name="statistics.count")
def count(entry: Entry) -> None:
    """Read what the entry may have changed, as it stands now."""
    for source in _BY_CODE[entry.code]:
        if subjects := source.subjects(entry):
            actions.count(source.kind, subjects, by=SYSTEM, at=now())
