"""The hearing's time, which the law does not count (许可法 45)."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases.actions.opening import Opened
from zhengwu.cases.actions.procedure import finish_procedure, start_procedure
from zhengwu.cases.enums import HEARING_PROCEDURE, Label
from zhengwu.cases.models import Procedure
from zhengwu.clock.queries import known
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ


def begin_exclusion(opened: Opened, held_on: date, by: Actor, at: datetime) -> None:
    """Tell the applicant how long the hearing takes, and stop the clocks from that service.

    Without consent to electronic service the clocks run on until the service of the notice on
    paper is entered: nothing stops unserved. A limit of the item's own statute that no law stops
    for a hearing (45 speaks of its own section) runs on, and the hearing is held all the same.
    """
    case, today = opened.case, local_day(at)
    if opened.clock(Label.STATUTORY, Label.PROMISED) is None or not _stops_for_it(opened):
        return
    if Procedure.objects.filter(case=case, kind=HEARING_PROCEDURE, result_on=None).exists():
        return
    calendar = known().calendar(case.matter.region_code)
    start_procedure(
        case, kind=HEARING_PROCEDURE, reason="依法举行听证", doing_body=f"{_organ(opened)}（听证）",
        planned_days=max(1, calendar.working_between(today, held_on)), by=by, at=at,
    )  # fmt: skip


def _stops_for_it(opened: Opened) -> bool:
    """Whether the law stops any open clock of this case for a hearing."""
    rules = known().by_id
    return any(
        HEARING_PROCEDURE in rules[one.rule_id].suspendable_by
        or HEARING_PROCEDURE in {row.get("kind") for row in one.also_suspended_by}
        for one in opened.clocks
        if one.open
    )


def end_exclusion(opened: Opened, result: str, by: Actor, at: datetime) -> None:
    """The hearing is over: its time ends today."""
    running = Procedure.objects.filter(
        case=opened.case, kind=HEARING_PROCEDURE, result_on=None
    ).first()
    if running is not None:
        finish_procedure(opened, running, local_day(at), result, by=by, at=at)


def _organ(opened: Opened) -> str:
    return Organ.objects.values_list("name", flat=True).get(pk=opened.case.organ_code)
