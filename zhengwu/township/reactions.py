"""What a town's centre does when others announced something."""

from __future__ import annotations

from zhengwu.cases.registry import register_power_check
from zhengwu.clock.events import ClockExpired
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.township import actions, policy
from zhengwu.township.models import Reception

register_power_check(policy.check_power)


@reaction(ClockExpired, name="township.overtime")
def overtime(entry: Entry) -> None:
    """The time of a reception ran out: the town's choice takes effect."""
    row = Reception.objects.filter(pk=entry.matter_id).first()
    if row is not None:
        actions.time_is_up(row, by=SYSTEM, at=now())
