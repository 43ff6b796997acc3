"""The supervision of the demonstration county: rules in force from its first day."""

from __future__ import annotations

from datetime import datetime

from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Staff
from zhengwu.supervision import policy, queries
from zhengwu.supervision.actions import (
    accept,
    explain,
    issue,
    judge_card,
    load_shipped,
    rectify,
)
from zhengwu.supervision.enums import CardState, Cause, Level, Verdict
from zhengwu.supervision.models import Card

from .joint import as_actor

# The simulated year is entered today, so a rule about what is entered late would accuse everybody.
_FROM_TODAY = ("outside_circulation",)
# Cards nobody has answered yet; the others are on their way or done.
_UNANSWERED = 4
# Explanation, judgement, rectification of the cards; all invented.
_WORDS = (
    ("（演示）当周两名同志外出核查，没有及时安排 B 角。", "", ""),
    ("（演示）材料转交科室后没有登记，耽误两天。", "（演示）情况属实，单位内部流转不规范。", ""),
    ("（演示）承办人休假，工作没有交接。", "（演示）情况属实，没有落实 A、B 角制度。",
     "（演示）已重排值班，A、B 角名单上墙，承办人已补办。"),
)  # fmt: skip
_JUDGED = (
    (Verdict.CONFIRMED, Cause.SECTION), (Verdict.CONFIRMED, Cause.SECTION),
    (Verdict.CONFIRMED, Cause.WINDOW), (Verdict.REDUCED, Cause.SECTION),
    (Verdict.WITHDRAWN, Cause.APPLICANT),
)  # fmt: skip


def watch(*, by: Actor, at: datetime) -> None:
    """Rules that judge whatever is recorded from `at` on."""
    load_shipped(leave_out=_FROM_TODAY, by=by, at=at)


def supervise(*, at: datetime) -> None:
    """The rest of the rules, and a few cards on their way: explained, judged, put right."""
    deliver_all()
    load_shipped(by=SYSTEM, at=at)
    supervisor = holder(Duty.SUPERVISOR, "", at)
    if supervisor is None:
        return
    own = Card.objects.exclude(organ_code__in=policy.beyond(supervisor))
    cards = list(own.filter(state=CardState.DEALT).order_by("pk"))
    for place, card in enumerate(cards[:-_UNANSWERED]):
        _answer(card, place, supervisor, at)
    _order(supervisor, at)
    deliver_all()


def _answer(card: Card, place: int, supervisor: Actor, at: datetime) -> None:
    """The first waits for the supervision, the second for the unit, the rest is done with."""
    head = holder(Duty.HEAD, card.organ_code, at)
    if head is None:
        return
    words = _WORDS[min(place, len(_WORDS) - 1)]
    card = explain(card, text=words[0], by=head, at=at)
    if place == 0:
        return
    verdict, cause = _JUDGED[place % len(_JUDGED)]
    if verdict == Verdict.REDUCED and card.level != Level.RED:
        verdict = Verdict.CONFIRMED  # only a red card can become a yellow one
    if verdict == Verdict.WITHDRAWN:
        words = (words[0], "（演示）等待申请人补充材料期间没有扣除，计时有误。", "")
    card = judge_card(
        card, verdict=verdict, cause=cause, reason=words[1] or words[0], by=supervisor, at=at
    )
    if place > 1 and verdict != Verdict.WITHDRAWN:
        card = rectify(card, text=words[2], by=head, at=at)
        accept(card, good=True, by=supervisor, at=at)


def _order(supervisor: Actor, at: datetime) -> None:
    late = next(iter(queries.late_matters(policy.beyond(supervisor))), None)
    organ = Organ.objects.filter(pk=late.organ).first() if late else None
    if late is None or organ is None:
        return
    facts = f"（演示）{organ.short_name}有 {late.count} 件办件超过时限，仍未办结。"
    issue(organ, facts=facts, wanted="逐件说明原因，排出办结日期", by=supervisor, at=at)


def holder(duty: Duty, organ: str, at: datetime) -> Actor | None:
    """Somebody who has the duty today (at the organ, where one is named), signed in for the act."""
    day = local_day(at)
    rows = Staff.objects.filter(holdings__post__duties__duty=duty).distinct().order_by("number")
    if organ:
        rows = rows.filter(holdings__post__organ_id=organ)
    staff = rows.first()
    return as_actor(staff, day) if staff else None
