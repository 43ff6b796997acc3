"""What the hall does when others announce something: a case came of a visit."""

from __future__ import annotations

from django.db.models import Q

from zhengwu.cases.events import CaseReceived
from zhengwu.cases.models import Case
from zhengwu.hall.actions import link_case
from zhengwu.hall.models import Ticket
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@reaction(CaseReceived, name="hall.link_case")
def link(entry: Entry) -> None:
    """The clerk who received it served somebody at that moment: the visit led to this case."""
    during = Q(ended_at=None) | Q(ended_at__gte=entry.occurred_at)
    ticket = (
        Ticket.objects.filter(
            during, day=local_day(entry.occurred_at), staff_id=entry.actor_id,
            begun_at__lte=entry.occurred_at,
        )
        .order_by("-begun_at")
        .first()
    )  # fmt: skip
    case = Case.objects.select_related("matter").filter(pk=entry.matter_id).first()
    if ticket is not None and case is not None and entry.actor_id:
        link_case(ticket, case, by=SYSTEM, at=now())
