"""A card that a corrected calendar or rule shows to be false is taken back."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.supervision import policy
from zhengwu.supervision.actions.cards import tell
from zhengwu.supervision.enums import CardState, Verdict
from zhengwu.supervision.events import CardJudged
from zhengwu.supervision.models import Card


@action
def withdraw_disproved(
    matter: Matter, *, clock_id: str, due_at: datetime, why: str, by: Actor, at: datetime
) -> list[Card]:
    """A limit moved behind the instant for which cards were dealt: those cards were false.

    `due_at` is the exclusive end after the move. Withdrawn by the program with its reason, for a
    day-off notice or a corrected rule disproves a card without anybody's judgement.
    """
    policy.require(policy.is_system(by))
    rows = Card.objects.filter(
        finding__clock=clock_id, finding__watched=matter, finding__occurred_at__lt=due_at
    ).exclude(state=CardState.WITHDRAWN)
    withdrawn = []
    for pk in list(rows.values_list("pk", flat=True)):
        locked = matters.lock(pk)
        card = Card.objects.select_related("finding").get(pk=pk)
        card.state, card.verdict, card.points = CardState.WITHDRAWN, Verdict.WITHDRAWN, 0
        card.judgement, card.judged_by, card.judged_at = why, SYSTEM.name, at
        card.save()
        event = CardJudged(verdict=card.verdict, level=card.level, points="0", cause="")
        record(locked, event, by=by, at=at, reason=why)
        card.matter = locked
        tell(card, f"已撤销：{why}", by=by, at=at)
        for running in locked.clocks.filter(state="running"):
            clock.stop(running, outcome="cancelled", on=local_day(at), by=by, at=at)
        matters.close(locked, by=by, at=at)
        withdrawn.append(card)
    return withdrawn
