"""What a joint matter costs: the one bill of all organs, told organ by organ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from zhengwu.cases.queries import names_of
from zhengwu.fees import queries as fees
from zhengwu.fees.models import Bill, Line, Waiver
from zhengwu.joint.enums import IN_TRAY, PartState
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.queries.outlook import terms_of_part

_TO_ASSESS = (PartState.WAITING, *IN_TRAY, PartState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """One charge, by whom, and the policy that takes it off."""

    line: Line
    organ: str


@dataclass(slots=True)
class Charged:
    """The one bill; `owed`: organs that still have to work out theirs."""

    bill: Bill | None = None
    total: fees.Sums = field(default_factory=fees.Sums)
    lines: list[ChargedLine] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    returned: str = ""
    owed: list[str] = field(default_factory=list)


def still_to_assess(joint_id: UUID, *, besides: UUID | None = None) -> bool:
    """Whether a part that may still be charged for has not worked out its charges yet."""
    parts = Part.objects.filter(joint=joint_id, state__in=_TO_ASSESS)
    waiting = [
        part.case_id
        for part in parts
        if terms_of_part(part).charges and (part.case_id is None or part.case_id != besides)
    ]
    if not waiting:
        return False
    billed = set(Line.objects.filter(scope__in=[one for one in waiting if one],
                                     replaced_at=None).values_list("scope", flat=True))  # fmt: skip
    return any(one is None or one not in billed for one in waiting)


def charged(joint: Joint, parts: Iterable[Part]) -> Charged | None:
    """The bill of a joint matter; None where no organ that takes part charges anything."""
    charging = [part for part in parts if terms_of_part(part).charges]
    if not charging:
        return None
    found = fees.charged(joint.matter_id)
    names = names_of({part.organ_code for part in charging})
    if found["bill"] is None:
        return Charged(owed=[names[part.organ_code] for part in charging])
    total = found["total"]
    billed = {line.scope_id for line in total.lines}
    return Charged(
        bill=found["bill"],
        total=total,
        lines=[ChargedLine(one, names.get(one.organ_code, one.organ_code)) for one in total.lines],
        waivers=list({one.waiver_id: one.waiver for one in total.lines if one.waiver}.values()),
        returned=found["back"],
        owed=[
            names[part.organ_code]
            for part in charging
            if part.case_id not in billed and part.state in ("waiting", "accepted", "received")
        ],
    )
