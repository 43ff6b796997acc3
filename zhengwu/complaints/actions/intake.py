"""A complaint comes in: by whatever channel, once, with a number, a code and a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhengwu.cases.models import Case
from zhengwu.clock import actions as clock
from zhengwu.complaints import policy, queries, registry
from zhengwu.complaints.actions.opening import DECIDE, next_number, rule
from zhengwu.complaints.enums import DESK_CHANNELS, OWN_CHANNELS, Channel, Naming
from zhengwu.complaints.events import ComplaintReceived
from zhengwu.complaints.models import Barred, Complaint, Paper
from zhengwu.complaints.rules import intake
from zhengwu.complaints.rules.conflict import Concern, Why
from zhengwu.complaints.rules.refusals import Missing
from zhengwu.files.models import StoredFile
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ, Staff
from zhengwu.org.queries import in_office


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody says. `person` is the account's holder, `staff` the member of staff who
    complains himself; both stay sealed. `staff_id` is the one complained about, where known."""

    kind: str
    text: str
    organ: str
    naming: str = Naming.ANONYMOUS
    channel: Channel = Channel.WEB
    name: str = ""
    phone: str = ""
    address: str = ""
    person: str = ""
    staff: str = ""
    about_name: str = ""
    staff_id: str = ""
    case: str = ""
    ticket: str = ""
    happened_on: date | None = None
    files: Sequence[StoredFile] = ()
    once_key: str = ""


@action
def receive(letter: Letter, *, by: Actor, at: datetime) -> Complaint:
    """Take a complaint down; the time to decide on taking it begins. Twice the same key: once.

    A citizen's own letter is recorded as the act of "投诉人"; a registered one as that of the
    member of staff who wrote it down.
    """
    if letter.channel in OWN_CHANNELS:
        by = intake.SENDER
    else:
        policy.require(policy.may_register(by) and letter.channel in DESK_CHANNELS)
    if letter.once_key:
        before = Complaint.objects.filter(once_key=letter.once_key).first()
        if before is not None:
            return before
    about, organ = _checked(letter, at)
    staff = _complained_about(letter, organ, at)
    return _written(letter, organ, about, staff, by, at)


def _checked(letter: Letter, at: datetime) -> tuple[Matter | None, Organ]:
    intake.check_letter(
        kind=letter.kind, kinds=registry.kinds(), text=clean(letter.text), naming=letter.naming,
        name=clean(letter.name), phone=clean(letter.phone), happened_on=letter.happened_on,
        today=local_day(at),
    )  # fmt: skip
    about = None
    if letter.case:
        number = clean(letter.case).strip().upper()
        case = Case.objects.select_related("matter").filter(matter__number=number).first()
        if case is None:
            raise Missing(fields={"case": ["没有这个编号的办件，请核对，或者不填"]})
        about = case.matter
    code = letter.organ or (about.organ_code if about else "")
    organ = Organ.objects.select_related("region__parent").filter(pk=code).first()
    if organ is None:
        raise Missing(fields={"organ": ["请选择反映的是哪个单位"]})
    return about, organ


def _complained_about(letter: Letter, organ: Organ, at: datetime) -> Staff | None:
    """The member of staff meant, where the letter leaves no doubt."""
    rows = Staff.objects.filter(in_office(local_day(at)), organ=organ)
    if letter.staff_id:
        return rows.filter(pk=letter.staff_id).first()
    name = clean(letter.about_name).strip()
    found = list(rows.filter(name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _written(
    letter: Letter, organ: Organ, about: Matter | None, staff: Staff | None, by: Actor,
    at: datetime,
) -> Complaint:  # fmt: skip
    day, text = local_day(at), clean(letter.text).strip()
    concern = Concern(
        organ=organ.pk,
        office="",
        person=queries.standing_of(staff, day) if staff else None,
        name=clean(letter.about_name),
        complainant=letter.staff,
    )
    desk, barred = queries.desk_for(organ, concern, text, day)
    office = Organ.objects.get(pk=desk.organ)
    matter = matters.open_matter(
        kind="complaint",
        number=next_number(str(registry.value("number_prefix", at)), at),
        title=f"效能投诉（{registry.named(registry.kinds(), letter.kind)}）",
        organ_code=office.pk,
        region_code=office.region_id,
        by=by,
        at=at,
    )
    row = Complaint(
        matter=matter,
        kind=letter.kind,
        channel=letter.channel,
        naming=letter.naming,
        office=office.pk,
        desk=desk.duty,
        about_organ=organ.pk,
        about_name=clean(letter.about_name).strip()[:120],
        staff_id=str(staff.pk) if staff else "",
        staff_name=staff.name if staff else "",
        about_matter=about,
        ticket=clean(letter.ticket).strip()[:60],
        happened_on=letter.happened_on,
        sender_digest=_digest(letter),
        once_key=letter.once_key or None,
        received_at=at,
        town=desk.organ if desk.duty == "town_manager" else "",
    )
    if letter.channel in DESK_CHANNELS:
        row.registered_by_id, row.registered_by = by.id, by.name
    row.who, row.words = _identity(letter), text
    row.save(force_insert=True)
    bar(row, barred)
    Paper.objects.bulk_create(
        Paper(complaint=row, file=one, added_at=at)
        for one in letter.files[: int(registry.value("most_files", at))]
    )
    clock.start(matter, rule("decide", at), label=DECIDE, on=day, by=by, at=at)
    event = ComplaintReceived(
        number=matter.number, kind=row.kind, channel=row.channel, naming=row.naming,
        organ=organ.pk, office=office.pk, desk=desk.duty,
    )  # fmt: skip
    record(matter, event, by=by, at=at)
    return row


def _identity(letter: Letter) -> dict[str, str]:
    """What is sealed: of an anonymous letter nothing but that a colleague wrote it (回避)."""
    if letter.naming == Naming.ANONYMOUS:
        return {"staff": letter.staff}
    return {
        "person": letter.person,
        "staff": letter.staff,
        "name": clean(letter.name).strip()[:60],
        "phone": clean(letter.phone).strip()[:30],
        "address": clean(letter.address).strip()[:200],
    }


def _digest(letter: Letter) -> str:
    if letter.person and letter.naming != Naming.ANONYMOUS:
        return queries.digest_of("person", letter.person)
    phone = "".join(letter.phone.split()) if letter.naming != Naming.ANONYMOUS else ""
    return queries.digest_of("phone", phone)


def bar(row: Complaint, barred: dict[str, Why]) -> None:
    """Who must keep out; added to, never taken from."""
    Barred.objects.bulk_create(
        [Barred(complaint=row, staff_id=key, why=why) for key, why in barred.items() if key],
        ignore_conflicts=True,
    )
