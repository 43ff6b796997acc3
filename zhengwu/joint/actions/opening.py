"""Opening a joint matter: lock it once, recompute its clocks at `at`, let silence count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import ClockState
from zhengwu.clock.models import Clock
from zhengwu.joint import queries
from zhengwu.joint.enums import Label
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.journal.actions import remembered
from zhengwu.kernel.errors import NotThere
from zhengwu.matters.actions import holding

_LIVE = (ClockState.RUNNING, ClockState.SUSPENDED)


@dataclass(slots=True)
class Whole:
    """A locked joint matter with its clocks as of `at`; its parts are read when asked for."""

    joint: Joint
    clocks: list[Clock]
    _parts: list[Part] | None = field(default=None)
    _outlook: queries.Outlook | None = field(default=None)

    @property
    def parts(self) -> list[Part]:
        """Parts in order, with their cases as they stand now."""
        if self._parts is None:
            self._parts = queries.parts_of(self.joint)
        return self._parts

    @property
    def outlook(self) -> queries.Outlook:
        """What the applicant applied under, in the situation told."""
        if self._outlook is None:
            self._outlook = queries.outlook_of(self.joint)
        return self._outlook

    @property
    def document(self) -> ServiceDocument:
        """The service in this situation: its members, questions and papers."""
        return self.outlook.document

    def clock(self, label: str, subject: str = "") -> Clock | None:
        """The live clock of this label (and subject)."""
        return next(
            (
                one
                for one in self.clocks
                if one.label == label and one.subject == subject and one.state in _LIVE
            ),
            None,
        )

    def part(self, item: str) -> Part:
        """The part of this item."""
        found = next((one for one in self.parts if one.item_code == item), None)
        if found is None:
            raise NotThere(part=item)
        return found

    @property
    def due_on(self) -> date | None:
        """The first last day of the whole."""
        days = [
            one.due_on
            for one in self.clocks
            if one.state in _LIVE and one.label in (Label.STATUTORY, Label.PROMISED)
        ]
        return min(days, default=None)


def open_joint(joint: Joint | UUID | str, *, at: datetime) -> Whole:
    """The joint matter, locked: the first line of every action on it.

    Order of locks in the whole house: the joint matter first, then the cases of its parts; an act
    on one part locks that part alone. A consulted organ's day that passed a second ago counts,
    although no sweep has come.
    """
    from zhengwu.joint.actions.consult import let_silence_count  # cycle: it needs an opened one

    identity = joint.matter_id if isinstance(joint, Joint) else UUID(str(joint))
    row = remembered(("joint.joint", identity), lambda: _locked(identity))
    whole = Whole(row, clock.refresh(row.matter, at=at))
    overdue = [
        one
        for one in whole.clocks
        if one.label == Label.CONSULT and one.state in _LIVE and one.due_at <= at
    ]
    if overdue:
        let_silence_count(whole, overdue, at=at)
    return whole


def _locked(identity: UUID) -> Joint:
    rows = Joint.objects.select_related("matter", "edition__service", "person", "firm")
    found = rows.select_for_update(of=("self", "matter")).filter(pk=identity).first()
    if found is None:
        raise NotThere(joint=str(identity))
    holding(found.matter)
    return found
