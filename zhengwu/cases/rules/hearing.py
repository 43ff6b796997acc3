"""Pure rules of hearings: articles 36 and 46 to 48 of 行政许可法."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhengwu.cases.enums import HearingState, PartyRole, Wish
from zhengwu.cases.rules.checks import HearingMissing, HearingWindowOpen
from zhengwu.kernel.errors import InvalidInput, Refusal


class PartyNotTold(Refusal):
    """{name}还没有被告知陈述、申辩和要求听证的权利，告知并送达以前不能作出决定。"""

    law = "行政许可法 第36条、第47条第1款"


class HearingNotHeld(Refusal):
    """已有当事人申请听证或者本机关决定听证，听证举行以前不能作出决定。"""

    law = "行政许可法 第46条、第47条第1款、第48条第2款"


class MinutesNotConfirmed(Refusal):
    """听证笔录还没有交听证参加人确认签字，不能作出决定。"""

    law = "行政许可法 第48条第1款第5项、第2款"


class NotOnTheMinutes(InvalidInput):
    """本件举行过听证，决定必须根据听证笔录作出，请写明听证笔录中哪些事实和意见被采纳、为什么。"""

    law = "行政许可法 第48条第2款"


class RequestTooLate(Refusal):
    """{name}申请听证的期限已于 {until} 届满。"""

    law = "行政许可法 第47条第1款"


class RightNotTold(Refusal):
    """{name}还没有被送达听证权利告知书，告知以后才能申请或者放弃听证。"""

    law = "行政许可法 第47条第1款"


class WishSettled(Refusal):
    """{name}已经表示：{wish}。"""

    law = "行政许可法 第47条第1款"


class NoticeTooShort(Refusal):
    """时间、地点应当提前通知：定在 {held_on} 举行的，最迟在 {notify_by} 通知到，已来不及。"""

    law = "行政许可法 第48条第1款第1项"


class NoticeServedLate(Refusal):
    """{name}的听证通知书{served}，没有在 {notify_by} 以前送达，不能按期举行，请延期并重新通知。"""

    law = "行政许可法 第48条第1款第1项"


class ChairHandledCase(Refusal):
    """{name}办理过此件（{how}），不能担任听证主持人。"""

    law = "行政许可法 第48条第1款第3项"


class ChairMayNotReview(Refusal):
    """您是此件的听证主持人，不能再审查、审核、核查此件。"""

    law = "行政许可法 第48条第1款第3项"


class SecrecyUnexplained(InvalidInput):
    """听证应当公开举行。不公开的，请写明涉及国家秘密、商业秘密或者个人隐私的理由。"""

    law = "行政许可法 第48条第1款第2项"


class ChallengeOpen(Refusal):
    """{name}申请主持人回避，作出决定以前不能举行听证。"""

    law = "行政许可法 第48条第1款第3项"


class TooEarly(Refusal):
    """听证定于 {held_at} 举行，时间还没有到。"""

    law = "行政许可法 第48条第1款第1项"


class SignatureMissing(InvalidInput):
    """每一位到场的参加人都要签字；拒绝签字的写明理由。"""

    law = "行政许可法 第48条第1款第5项"


class RecordClosed(Refusal):
    """听证已经{state}，决定必须根据听证笔录作出，不能再补充证据和材料。确需采用的，请由负责人决定再次举行听证。"""

    law = "行政许可法 第48条第2款"


class NobodyCame(Refusal):
    """申请听证的当事人都没有到场。请延期，或者登记“无正当理由不参加”。"""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What the block of the decision must know of a party."""

    name: str
    role: str
    told_on: date | None
    apply_by: date | None
    wish: str


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """What the block of the decision must know: `required` by the item's own law (46)."""

    required: bool
    state: str
    parties: Sequence[PartyFacts]
    today: date


def check_decidable(facts: HearingFacts) -> None:
    """Whether the hearing stands in the way of a decision; the refusal names the article."""
    if facts.state == HearingState.CLOSED:
        return
    if facts.state == HearingState.HELD:
        raise MinutesNotConfirmed
    if facts.state in (HearingState.CALLED, HearingState.SET):
        raise HearingNotHeld
    if facts.required:
        raise HearingMissing
    _check_told(facts)


def _check_told(facts: HearingFacts) -> None:
    """Interested parties are told, and their days are over or they said no (36, 47)."""
    if not any(one.role == PartyRole.INTERESTED for one in facts.parties):
        return
    for one in facts.parties:
        if one.told_on is None:
            raise PartyNotTold(name=one.name)
    waiting = [
        one.apply_by
        for one in facts.parties
        if one.wish == Wish.NONE and one.apply_by is not None and one.apply_by >= facts.today
    ]
    if waiting:
        raise HearingWindowOpen(until=max(waiting).isoformat())


def check_wish(party: PartyFacts, wish: str, today: date) -> None:
    """A wish counts after the right was told and until the last day; what is said, is said.

    A waiver may still become a request while the days run: the right is not lost before.
    """
    if party.told_on is None:
        raise RightNotTold(name=party.name)
    if wish == Wish.WITHDRAWN:
        if party.wish != Wish.REQUESTED:
            raise WishSettled(name=party.name, wish="没有待举行的听证申请")
        return
    if party.wish == wish or party.wish == Wish.REQUESTED:
        raise WishSettled(name=party.name, wish="申请听证" if party.wish != Wish.WAIVED else "放弃")
    if party.apply_by is not None and today > party.apply_by:
        raise RequestTooLate(name=party.name, until=party.apply_by.isoformat())


def check_record_open(state: str, state_name: str) -> None:
    """After the sitting the decision rests on its minutes: nothing is added beside them (48(2))."""
    if state in (HearingState.HELD, HearingState.CLOSED):
        raise RecordClosed(state=state_name)


def check_chair(
    chair_id: str, name: str, handlers: dict[str, str], recused: Collection[str]
) -> None:
    """Nobody who handled the case, nobody who keeps out of it (48(1)(3)).

    `handlers` maps the id of each who handled it to what he did.
    """
    if chair_id in handlers:
        raise ChairHandledCase(name=name, how=handlers[chair_id])
    if chair_id in recused:
        raise ChairHandledCase(name=name, how="已回避")


def check_notice(held_on: date, notify_by: date, today: date) -> None:
    """The notice reaches the parties so many days before (48(1)(1)); `notify_by` counts still."""
    if today > notify_by:
        raise NoticeTooShort(held_on=held_on.isoformat(), notify_by=notify_by.isoformat())


def check_served(name: str, served_on: date | None, notify_by: date) -> None:
    """One party's notice came in time."""
    if served_on is None or served_on > notify_by:
        served = f"于 {served_on} 送达" if served_on else "还没有送达"
        raise NoticeServedLate(name=name, served=served, notify_by=notify_by.isoformat())


def check_time_come(held_at: datetime, at: datetime, shown: str) -> None:
    """Nothing is recorded of a sitting that has not begun."""
    if at < held_at:
        raise TooEarly(held_at=shown)
