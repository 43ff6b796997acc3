"""Opening a case: lock its matter, recompute its clocks at `at`, apply what expired meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhengwu.cases.enums import CaseState, Label
from zhengwu.cases.models import NO_LIMIT, Case
from zhengwu.cases.queries import terms_for
from zhengwu.cases.registry import Act, check_power
from zhengwu.cases.rules.terms import Terms
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import ClockState
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import remembered
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.prepared import Prepared
from zhengwu.matters.actions import holding


@dataclass(slots=True)
class Opened:
    """A locked case with its clocks as of `at` and the terms of its edition."""

    case: Case
    clocks: list[Clock]
    terms: Terms

    def clock(self, *labels: str) -> Clock | None:
        """The running (or suspended) clock of one of these labels."""
        live = (ClockState.RUNNING, ClockState.SUSPENDED)
        return next((c for c in self.clocks if c.label in labels and c.state in live), None)

    @property
    def due_on(self) -> date:
        """The first last day among the running clocks of the case itself (steps left out)."""
        live = (ClockState.RUNNING, ClockState.SUSPENDED)
        days = [c.due_on for c in self.clocks if c.state in live and c.label in list(Label)]
        return min(days, default=NO_LIMIT)

    def expired(self, label: str) -> Clock | None:
        """A clock of this label that ran out: just now, or found so by an earlier sweep."""
        if self.clock(label):
            return None
        for one in self.clocks:
            if one.label == label and one.state == ClockState.EXPIRED:
                return one
        return Clock.objects.filter(
            matter=self.case.matter_id, label=label, state=ClockState.EXPIRED
        ).first()


def require_power(opened: Opened, verb: str, by: Actor) -> None:
    """What a town or village may do with an item: agent, accept, handle, provide."""
    terms = opened.terms
    act = Act(verb, terms.item_code, terms.item_name, opened.case.organ_code, terms.local)
    check_power(act, by)


def open_case(case_id: UUID | str | Case, *, at: datetime) -> Opened:
    """The case, locked with its matter: first line of every action on it.

    A deadline that passed a second ago counts although no sweep has come: an application whose
    notice period ran out is deemed accepted here, before the act is looked at (32(1)(4)).
    """
    # A cycle: both need an opened case.
    from zhengwu.cases.actions.accept import deem
    from zhengwu.cases.actions.deliver import announcement_over, serve_announced

    identity = case_id.matter_id if isinstance(case_id, Case) else UUID(str(case_id))
    case = remembered(("cases.case", identity), lambda: _locked(identity))
    opened = Opened(case, clock.refresh(case.matter, at=at), terms_for(case))
    if case.state == CaseState.RECEIVED and opened.expired(Label.ACCEPTANCE):
        deem(opened, by=SYSTEM, at=at)
    if announcement_over(case, at):
        serve_announced(opened, by=SYSTEM, at=at)
    return opened


_locking = Prepared[Case](
    (UUID,),
    lambda pk: (
        Case.objects.select_related("matter").select_for_update(of=("self", "matter")).filter(pk=pk)
    ),
)


def _locked(identity: UUID) -> Case:
    found = _locking(identity)
    if not found:
        raise NotThere(case=str(identity))
    holding(found[0].matter)
    return found[0]
