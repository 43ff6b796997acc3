"""What supervision does when anything was recorded: judge it."""

from __future__ import annotations

from zhengwu.expressions.rules import ExpressionError
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.supervision import actions, queries, registry
from zhengwu.supervision.rules.judging import judge
from zhengwu.supervision.rules.measures import answerable


@listener(registry.triggers(), name="supervision.watch")
def watch(entry: Entry) -> None:
    """Judge one entry by the probes in force when it happened."""
    versions = {
        one.probe_id: one
        for one in queries.in_force(entry.occurred_at)
        if entry.code in one.triggers
    }
    if not versions:
        return
    acts = queries.chain_until(entry)
    matter = Matter.objects.filter(pk=entry.matter_id).first() if entry.matter_id else None
    kind, organ = (matter.kind, matter.organ_code) if matter else (entry.object_kind, "")
    probes = []
    for version in versions.values():
        try:
            probes.append(queries.ready(version))
        except ExpressionError:  # proposed ones are checked; a row changed by hand accuses nobody
            continue
    measures = registry.measures()
    for hit in judge(entry.object_id, kind, acts, probes, measures, only=str(entry.pk)):
        version = versions[hit.probe.code]
        who = answerable(acts, hit.place, organ or entry.organ_code)
        actions.find(entry, version=version, hit=hit, who=who, by=SYSTEM, at=now())
