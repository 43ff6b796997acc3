"""Measures: what the entries of one matter yield at the moment of one of them; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zhengwu.expressions.rules import Kind, read_fact
from zhengwu.supervision.enums import Answers
from zhengwu.supervision.rules.world import World

_MINUTE, _HOUR = 60, 3600
_OPENS, _CLAIMS, _HANDS = "flow.task.opened", "flow.task.claimed", "flow.task.handed_over"
_OF_WORLD = ("hall", "ordered")
_ENDS = ("flow.task.completed", "flow.task.returned", "flow.task.taken_back")


class Act:
    """One entry as supervision sees it. Instants carry a zone.

    `told` is the entry's canonical text, read only when somebody asks: of a year's entries most
    are only counted.
    """

    __slots__ = (
        "_content", "actor_id", "actor_name", "code", "id", "occurred_at", "organ_code",
        "recorded_at", "told",
    )  # fmt: skip

    def __init__(
        self, identity: str, code: str, actor_id: str, actor_name: str, organ_code: str,
        occurred_at: datetime, recorded_at: datetime, told: str,
    ) -> None:  # fmt: skip
        self.id, self.code, self.organ_code = identity, code, organ_code
        self.actor_id, self.actor_name = actor_id, actor_name
        self.occurred_at, self.recorded_at, self.told = occurred_at, recorded_at, told
        self._content: dict[str, Any] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """The canonical text as a value."""
        if self._content is None:
            self._content = json.loads(self.told)
        return self._content

    @property
    def payload(self) -> Mapping[str, Any]:
        """The event's facts."""
        found: Mapping[str, Any] = self.content["payload"]
        return found

    @property
    def actor_kind(self) -> str:
        """What sort of actor: staff, citizen, system."""
        return str(self.content["actor"]["kind"])


@dataclass(frozen=True, slots=True)
class Measure:
    """One named fact of the vocabulary."""

    name: str
    chinese: str
    kind: Kind
    how: str
    place: str = ""
    code: str = ""
    where: tuple[tuple[str, Any], ...] = ()

    def of(
        self, matter_kind: str, acts: Sequence[Act], here: int, world: Callable[[], World] = World
    ) -> Any:
        """Its value at `acts[here]`; None where the entries do not tell.

        `world` is asked only by measures of place and of entry into the centre.
        """
        now = acts[here]
        if self.how in _OF_WORLD:
            return self._beside(acts, here, world())
        match self.how:
            case "matter":
                return matter_kind
            case "payload":
                return _read(now.payload.get(self.place), self.kind)
            case "late":
                return int((now.recorded_at - now.occurred_at).total_seconds() // _HOUR)
            case "count":
                return sum(self._counts(act) for act in acts[: here + 1])
        return self._since(acts, here)

    def _since(self, acts: Sequence[Act], here: int) -> Any:
        """What the last entry of a code before this one tells."""
        now = acts[here]
        earlier = next((act for act in reversed(acts[:here]) if act.code == self.code), None)
        if earlier is None:
            return None
        if self.how == "minutes":
            return int((now.occurred_at - earlier.occurred_at).total_seconds() // _MINUTE)
        if self.how == "same":
            return bool(now.actor_id) and earlier.actor_id == now.actor_id
        return _read(earlier.payload.get(self.place), self.kind)

    def _beside(self, acts: Sequence[Act], here: int, world: World) -> Any:
        now = acts[here]
        if self.how == "hall":
            return world.where(now.actor_id, now.organ_code, now.occurred_at).hall
        received = (act for act in reversed(acts[: here + 1]) if act.code == self.code)
        item = next((str(act.payload.get(self.place) or "") for act in received), "")
        return world.is_ordered(item, now.occurred_at)

    def _counts(self, act: Act) -> bool:
        return act.code == self.code and all(
            act.payload.get(name) == value for name, value in self.where
        )


def _read(value: Any, kind: Kind) -> Any:
    """A payload's value as declared; what does not fit is not known, never an error."""
    if value in ("", None) and kind is not Kind.STRING:
        return None
    try:
        return read_fact(value, kind)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who has to answer for a finding: the unit always, the person where one is known."""

    organ_code: str
    staff_id: str = ""
    name: str = ""
    task: str = ""


def answerable(
    acts: Sequence[Act], place: int, organ_code: str, answers: str = Answers.ACTOR
) -> Answerable:
    """For an act its actor; for a limit that ran out whoever had the matter on the desk then.

    A probe may say that the unit alone answers, or whoever the entry names (`staff`, `organ`).
    """
    now = acts[place]
    if answers == Answers.UNIT:
        return Answerable(str(now.payload.get("organ") or "") or organ_code)
    if answers == Answers.NAMED:
        told = {name: str(now.payload.get(name) or "") for name in ("organ", "staff", "staff_name")}
        return Answerable(told["organ"] or organ_code, told["staff"], told["staff_name"])
    if not now.code.startswith("clock."):
        if now.actor_kind != "staff":
            return Answerable(organ_code)
        return Answerable(now.organ_code or organ_code, now.actor_id, now.actor_name)
    desks = _desks(acts[:place], organ_code)
    task = str(now.payload.get("subject") or "")
    return desks.get(task) or next(reversed(desks.values()), Answerable(organ_code))


def _desks(acts: Sequence[Act], organ_code: str) -> dict[str, Answerable]:
    """Who has which open task, the latest last."""
    held: dict[str, Answerable] = {}
    for act in acts:
        told = {name: str(value or "") for name, value in act.payload.items()}
        task = told.get("task", "")
        if act.code == _OPENS:
            organ = told.get("organ") or organ_code
            who = Answerable(organ, told["assignee"], told["assignee_name"], told["name"])
            held[task] = who
        elif act.code in _ENDS:
            held.pop(task, None)
        elif task in held and act.code == _CLAIMS:
            held[task] = replace(held[task], staff_id=act.actor_id, name=act.actor_name)
        elif task in held and act.code == _HANDS:
            held[task] = replace(held[task], staff_id=told["to"], name=told["to_name"])
    return held
