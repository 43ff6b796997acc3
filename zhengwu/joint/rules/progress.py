"""Where a joint matter stands, told from its parts alone: the same parts, the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhengwu.joint.enums import DONE, IN_TRAY, WITHOUT_RESULT, JointState, PartState

GRANTED = ("granted", "done")


@dataclass(frozen=True, slots=True)
class PartFact:
    """What progress has to know of one part."""

    item: str
    name: str
    state: str
    verdict: str = ""
    after: tuple[str, ...] = ()

    @property
    def granted(self) -> bool:
        """Decided for the applicant."""
        return self.state in (PartState.DECIDED, PartState.COMPLETED) and self.verdict in GRANTED

    @property
    def failed(self) -> bool:
        """Over without what the others wait for."""
        over = self.state in DONE
        return over and not self.granted


@dataclass(slots=True)
class Standing:
    """The state of the whole, the parts whose turn has come, and those that fall with another."""

    state: JointState
    ready: list[str] = field(default_factory=list)
    lapsed: dict[str, str] = field(default_factory=dict)


def standing(parts: Sequence[PartFact]) -> Standing:
    """Nothing but these facts counts, so that telling it twice changes nothing."""
    by_item = {one.item: one for one in parts}
    lapsed: dict[str, str] = {}
    ready: list[str] = []
    for part in parts:
        if part.state != PartState.WAITING:
            continue
        before = [by_item[item] for item in part.after if item in by_item]
        fallen = next((one for one in before if one.failed or one.item in lapsed), None)
        if fallen is not None:
            lapsed[part.item] = fallen.name
        elif all(one.granted for one in before):
            ready.append(part.item)
    states = [PartState.LAPSED if one.item in lapsed else PartState(one.state) for one in parts]
    return Standing(_whole(states), ready, lapsed)


def _whole(states: Sequence[PartState]) -> JointState:
    """Of the parts that are still somebody's business."""
    if all(state in WITHOUT_RESULT for state in states):
        if any(state == PartState.DECLINED for state in states):
            return JointState.DECLINED
        return JointState.WITHDRAWN
    if any(state == PartState.SUPPLEMENTING for state in states):
        return JointState.SUPPLEMENTING
    if any(state in IN_TRAY for state in states):
        return JointState.RECEIVED
    if not all(state in DONE for state in states):
        return JointState.ACCEPTED
    if all(state in WITHOUT_RESULT | {PartState.COMPLETED} for state in states):
        return JointState.COMPLETED
    return JointState.COLLECTED


def dependants(parts: Sequence[PartFact], chosen: Sequence[str]) -> list[PartFact]:
    """Parts that need a result of the chosen ones and are not over: they go with them."""
    gone = set(chosen)
    found: list[PartFact] = []
    for part in parts:
        if part.item not in gone and gone & set(part.after) and part.state not in DONE:
            gone.add(part.item)
            found.append(part)
    return found
