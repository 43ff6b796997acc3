"""What befell a joint matter besides its plain course: told from the journal and from its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengwu.cases.models import Decision
from zhengwu.cases.queries import names_of
from zhengwu.joint.enums import PartState
from zhengwu.joint.events import JointExtended, LeadChanged, PartReassigned
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.queries.matters import verdict_of
from zhengwu.journal.queries import of_matter
from zhengwu.kernel.time import local_day

_TOLD = (LeadChanged.code, PartReassigned.code, JointExtended.code)
_ENDS = {
    PartState.DECLINED: "declined",
    PartState.LAPSED: "lapsed",
    PartState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `kind`: lead, reassigned, extended, stranded, refused, declined,
    lapsed, withdrawn; `old` and `new` are names of organs, `words` the reason or the answer."""

    kind: str
    on: date | None = None
    name: str = ""
    item: str = ""
    old: str = ""
    new: str = ""
    words: str = ""
    reasons: str = ""
    case: str = ""
    days: int = 0
    due_on: date | None = None


def happened(joint: Joint, parts: Iterable[Part]) -> list[Happening]:
    """In the order of the days; the plain course of things is not among it. Three statements."""
    parts = list(parts)
    names = {one.item_code: one.name for one in parts}
    entries = list(of_matter(joint.matter_id).filter(code__in=_TOLD, refused=False))
    codes = {str(one.payload[key]) for one in entries for key in ("old", "new")
             if key in one.payload}  # fmt: skip
    organs = names_of(codes | {one.organ_code for one in parts})
    found = [
        Happening(
            kind={LeadChanged.code: "lead", PartReassigned.code: "reassigned"}.get(
                one.code, "extended"
            ),
            on=local_day(one.occurred_at),
            name=names.get(one.payload.get("item", ""), ""),
            old=organs.get(one.payload.get("old", ""), ""),
            new=organs.get(one.payload.get("new", ""), ""),
            words=one.reason,
            days=one.payload.get("days", 0),
            due_on=_day(one.payload.get("due_on")),
        )
        for one in entries
    ]
    decided = _decisions(parts)
    found += [_of_part(one, organs, decided) for one in parts if _tellable(one, joint)]
    return sorted(found, key=lambda one: one.on or date.max)


def _tellable(part: Part, joint: Joint) -> bool:
    if part.stranded_on is not None and part.open and not joint.over:
        return True
    return PartState(part.state) in _ENDS or part.verdict == "refused"


def _of_part(part: Part, organs: dict[str, str], decided: dict[Any, Decision]) -> Happening:
    decision = decided.get(part.case_id)
    kind = _ENDS.get(PartState(part.state)) or (
        "refused" if part.verdict == "refused" else "stranded"
    )
    on = part.stranded_on if kind == "stranded" else None
    if on is None and (when := decision.decided_at if decision else part.arrived_at):
        on = local_day(when)
    return Happening(
        kind=kind,
        on=on,
        name=part.name,
        item=part.item_code,
        old=organs.get(part.organ_code, part.organ_code),
        words=verdict_of(part) or part.note,
        reasons=decision.reasons.rstrip("。；") if decision is not None else "",
        case=part.case.matter.number if part.case else "",
    )


def _decisions(parts: list[Part]) -> dict[Any, Decision]:
    refused = [one.case_id for one in parts if one.verdict == "refused"]
    if not refused:
        return {}
    return {one.case_id: one for one in Decision.objects.filter(case__in=refused)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
