"""What joint does when a part, a clock, an item or an organ was announced."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from zhengwu.cases.events import (
    CaseAccepted,
    CaseCompleted,
    CaseDecided,
    CaseDeclined,
    CaseMisregistered,
    CaseWithdrawn,
    ProcedureEnded,
    ProcedureStarted,
    SupplementDelivered,
    SupplementRequested,
)
from zhengwu.catalogue.events import EditionPublished
from zhengwu.clock.events import ClockExpired
from zhengwu.documents.registry import register_reader
from zhengwu.fees.registry import register_lead, register_others
from zhengwu.jobs.events import JobEnded
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import DONE, Label, PartState
from zhengwu.joint.events import (
    JointAccepted,
    JointCollected,
    JointCompleted,
    JointEnded,
    JointExtended,
    JointReceived,
    JointSupplementRequested,
)
from zhengwu.joint.models import Joint, Part, Service
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import format_day, now
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices
from zhengwu.org.enums import AdmissionState
from zhengwu.org.events import AdmissionChanged

register_reader("joint", policy.may_read_papers)
register_reader(
    "project",
    lambda actor, matter: (
        policy.may_see_projects(actor)
        and queries.projects_for(actor).filter(matter=matter).exists()
    ),
)


def _lead(matter: Matter) -> Matter | None:
    """The charges of a part stand on the one bill of the whole; a case knows its whole first."""
    return Matter.objects.filter(joint__isnull=False, parts__matter=matter.pk).first()


register_lead(_lead)
register_others(lambda lead, scope: queries.still_to_assess(lead.pk, besides=scope.pk))


@reaction(
    CaseAccepted,
    CaseDeclined,
    CaseWithdrawn,
    CaseMisregistered,
    SupplementRequested,
    SupplementDelivered,
    CaseDecided,
    CaseCompleted,
    name="joint.gather",
)
def gather(entry: Entry) -> None:
    """A part moved: the whole learns it. However many come at once, however often."""
    joint = Part.objects.filter(case=entry.matter_id).values_list("joint", flat=True).first()
    if joint is not None:
        actions.gather(joint, at=entry.occurred_at)


@reaction(ProcedureStarted, ProcedureEnded, name="joint.follow_procedures")
def follow_procedures(entry: Entry) -> None:
    """A part holds a hearing or has experts look: what it takes is not counted in the whole."""
    joint = Part.objects.filter(case=entry.matter_id).values_list("joint", flat=True).first()
    if joint is not None:
        actions.follow_procedures(joint, at=entry.occurred_at)


@reaction(ClockExpired, name="joint.silence")
def silence(entry: Entry) -> None:
    """A consulted organ's day passed: what the county chose follows, though nobody looks."""
    if entry.payload["label"] != Label.CONSULT:
        return
    if Joint.objects.filter(pk=entry.matter_id).exists():
        actions.apply_silence(str(entry.matter_id), at=entry.occurred_at)


@reaction(EditionPublished, name="joint.renew")
def renew(entry: Entry) -> None:
    """A member item has a new edition: the joint services it belongs to follow."""
    item = entry.payload["item"]
    for service in Service.objects.filter(live__isnull=False).select_related("live"):
        assert service.live is not None
        if service.live.document.member(item) is not None:
            actions.renew(service, at=entry.occurred_at)


@reaction(AdmissionChanged, name="joint.strand")
def strand(entry: Entry) -> None:
    """An organ left the centre: parts that wait on it are shown to the centre, until it is back."""
    if entry.payload["state"] == AdmissionState.ADMITTED.value:
        back = Part.objects.filter(organ_code=entry.object_id, stranded_on__isnull=False)
        for joint in list(Joint.objects.filter(pk__in=back.values("joint"))):
            actions.rejoin(joint, organ_code=entry.object_id, by=SYSTEM, at=entry.occurred_at)
        return
    left_on = date.fromisoformat(entry.payload["day"])
    parts = Part.objects.filter(organ_code=entry.object_id).exclude(state__in=DONE)
    for joint in list(Joint.objects.filter(pk__in=parts.values("joint"))):
        actions.strand(
            joint, organ_code=entry.object_id, on=left_on, by=SYSTEM, at=entry.occurred_at
        )


@reaction(JointCompleted, name="joint.stage_done")
def stage_done(entry: Entry) -> None:
    """The joint matter of a project's stage was answered: passed where everything was granted."""
    joint = Joint.objects.select_related("stage").filter(pk=entry.matter_id).first()
    if joint is None or joint.stage is None:
        return
    states = [PartState.COMPLETED, PartState.WITHDRAWN]
    parts = list(joint.parts.all())
    passed = all(one.state in states for one in parts) and all(
        one.granted for one in parts if one.state == PartState.COMPLETED
    )
    named = "、".join(f"{one.name}：{queries.verdict_of(one) or one.state_name}" for one in parts)
    actions.finish_stage(
        joint.stage.project_id, code=joint.stage.code, passed=passed, outcome=named,
        number=entry.payload["number"], by=SYSTEM, at=entry.occurred_at,
    )  # fmt: skip


def _tell(entry: Entry, code: str, **facts: Any) -> None:
    joint = Joint.objects.select_related("matter", "person", "firm").get(pk=entry.matter_id)
    if joint.simulated:
        return
    kind, _, key = joint.applicant_key.partition(":")
    phone = joint.person.phone if joint.person else ""
    notices.send_template(
        to=notices.Address(kind=kind, key=key, name=joint.applicant_name, phone=phone),
        code=code,
        facts={
            "number": joint.matter.number,
            "query_code": joint.matter.query_code,
            "item": joint.matter.title,
            **facts,
        },
        matter=joint.matter,
        dedupe=f"{code}/{entry.pk}",
        by=SYSTEM,
        at=now(),
    )


def _day(entry: Entry) -> str:
    day = parse_date(entry.payload.get("due_on", ""))
    return format_day(day) if day else "法律未规定期限"


@reaction(JointReceived, name="joint.tell_received")
def tell_received(entry: Entry) -> None:
    """One message for all organs."""
    _tell(entry, "received")


@reaction(JointSupplementRequested, name="joint.tell_supplement")
def tell_supplement(entry: Entry) -> None:
    """What is missing, of all organs, all at once."""
    _tell(entry, "supplement", count=len(entry.payload["lines"]))


@reaction(JointAccepted, name="joint.tell_accepted")
def tell_accepted(entry: Entry) -> None:
    """By which day all answers come together."""
    _tell(entry, "accepted", due_on=_day(entry))


@reaction(JointExtended, name="joint.tell_extended")
def tell_extended(entry: Entry) -> None:
    """The limit was extended, and why is in the notice."""
    _tell(entry, "extended", due_on=_day(entry))


@reaction(JointCollected, name="joint.tell_collected")
def tell_collected(entry: Entry) -> None:
    """Everything is there and can be fetched at one window."""
    _tell(entry, "collected", granted=entry.payload["granted"], refused=entry.payload["refused"])


@reaction(JointEnded, name="joint.tell_ended")
def tell_ended(entry: Entry) -> None:
    """The whole was withdrawn or declined."""
    withdrawn = entry.payload["state"] == "withdrawn"
    _tell(entry, "withdrawn" if withdrawn else "declined")


@reaction(JobEnded, name="joint.settle_dues")
def settle_dues(entry: Entry) -> None:
    """A notice moved clocks: the copies of their days follow, all at once."""
    if entry.payload["kind"] in ("clock.rederive", "clock.resettle"):
        actions.settle_dues(by=SYSTEM, at=now())
