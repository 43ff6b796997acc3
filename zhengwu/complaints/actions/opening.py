"""What every verb begins with: the matter locked, the clocks as of now, nobody concerned."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.clock.models import Clock
from zhengwu.complaints import policy, queries, registry
from zhengwu.complaints.enums import State
from zhengwu.complaints.models import Complaint, Series
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.rules.conflict import WHY_NAMES, leaks
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.org.models import Staff

DECIDE, FINISH, EXPLAIN, RECTIFY = "decide", "finish", "explain", "rectify"
REVIEW_ASK, REVIEW = "review_ask", "review"


class Held(NamedTuple):
    """The complaint, fresh under the matter's lock, and its clocks."""

    row: Complaint
    clocks: list[Clock]


def hold(row: Complaint, at: datetime, *states: State) -> Held:
    """Lock; refused in any other state than these (none named: any)."""
    matter = matters.lock(row.pk)
    clocks = clock.refresh(matter, at=at)
    row = Complaint.objects.select_related("about_matter").get(pk=row.pk)
    row.matter = matter
    if states and row.state not in states:
        raise refusals.NotOpen(state=row.state_name)
    return Held(row, clocks)


def as_desk(row: Complaint, by: Actor, at: datetime) -> None:
    """Of the desk the complaint lies with, and nobody it concerns."""
    policy.require(policy.may_handle(by, row))
    check_free(row, by, at)


def check_free(row: Complaint, by: Actor, at: datetime) -> None:
    """Refused, and the refusal recorded, for whoever must keep out."""
    day = local_day(at)
    why = queries.conflict_of(row, queries.standing_of_actor(by, day), day)
    if why is not None:
        raise refusals.Conflicted(name=by.name, why=WHY_NAMES[why])


def needed(text: str, field: str, ask: str) -> str:
    """The text, or what is missing beside its field."""
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={field: [ask]})
    return text


def harmless(row: Complaint, text: str, field: str) -> str:
    """A text that the unit will read names no complainant."""
    who = row.who
    if leaks(text, [str(who.get("name", "")), str(who.get("phone", ""))]):
        raise refusals.IdentityLeaks(fields={field: ["请删去投诉人的姓名、电话"]})
    return text


def stop(clocks: list[Clock], label: str, by: Actor, at: datetime, *, met: bool = True) -> bool:
    """Stop the clocks of this label that run; whether the last day had passed."""
    late = False
    for one in clocks:
        if one.label == label and one.open:
            late = late or at >= one.due_at
            outcome = Outcome.MET if met else Outcome.CANCELLED
            clock.stop(one, outcome=outcome, on=local_day(at), by=by, at=at)
    return late


def next_number(prefix: str, at: datetime) -> str:
    """TS-2026-00017; the row of the series is the lock."""
    year = local_day(at).year
    key = f"{prefix}/{year}"
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(pk=key)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:05d}"


def page_of(row: Complaint) -> str:
    """Its page on the desk."""
    return f"/desk/complaints/{row.matter.number}/"


def tell_staff(row: Complaint, staff: Staff | None, text: str, link: str, at: datetime,
               by: Actor) -> None:  # fmt: skip
    """A notice in somebody's inbox; it names the number only."""
    if staff is None:
        return
    notices.send(
        to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
        subject=f"效能投诉 {row.matter.number}",
        text=text,
        link=link,
        dedupe=f"complaints/{row.pk}/{staff.pk}/{row.matter.journal_seq}/{text[:20]}",
        by=by,
        at=at,
    )


def tell_sender(row: Complaint, text: str, by: Actor, at: datetime) -> None:
    """The complainant's own inbox on the platform, where there is one; else the query code tells.

    No message goes out by another way: what lies in a queue of short messages could be read there.
    """
    person = str(row.who.get("person", ""))
    if not person:
        return
    notices.send(
        to=notices.Address(kind="person", key=person, name="投诉人"),
        subject=f"效能投诉 {row.matter.number}",
        text=text,
        link=f"/complaints/track/?number={row.matter.number}",
        dedupe=f"complaints/{row.pk}/sender/{row.state}/{row.matter.journal_seq}",
        channels=frozenset(),
        by=by,
        at=at,
    )


def rule(name: str, at: datetime) -> str:
    """The clock's rule a local choice names."""
    return str(registry.value(f"{name}_rule", at))
