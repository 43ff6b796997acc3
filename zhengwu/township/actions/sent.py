"""Leaflets for the positions of county, towns and villages; copies of cases for other organs."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases.models import Case
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.text import clean
from zhengwu.matters import actions as matters
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ
from zhengwu.township import policy, rules
from zhengwu.township.events import CopyRead, CopySent, LeafletPublished, LeafletRead
from zhengwu.township.models import CaseCopy, Leaflet, LeafletCopy, Station


@action
def publish_leaflet(*, title: str, text: str, source: str, by: Actor, at: datetime) -> Leaflet:
    """Publish a leaflet to every centre and every open station; each signs that it is up."""
    policy.require(policy.may_inspect(by))
    given = {"title": title, "text": text, "source": source}
    names = {"title": "标题", "text": "内容", "source": "政策依据"}
    missing = {key: [f"请填写{names[key]}"] for key, value in given.items() if not value.strip()}
    if missing:
        raise rules.Missing(fields=missing)
    row = Leaflet(
        title=clean(title)[:120], text=clean(text), source=clean(source)[:300],
        published_by=by.name, published_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    centres = Organ.objects.filter(kind__in=(OrganKind.CENTRE, OrganKind.TOWN))
    copies = [LeafletCopy(leaflet=row, organ=one) for one in centres]
    copies += [
        LeafletCopy(leaflet=row, organ_id=one.town_id, village_id=one.village_id)
        for one in Station.objects.filter(state="open")
    ]
    LeafletCopy.objects.bulk_create(copies)
    record(row, LeafletPublished(title=row.title, positions=len(copies)), by=by, at=at)
    return row


@action
def read_leaflet(leaflet: Leaflet, *, copy_id: int, by: Actor, at: datetime) -> LeafletCopy:
    """A position has put it up: who and when; again it changes nothing."""
    leaflet = Leaflet.objects.select_for_update().get(pk=leaflet.pk)
    copy = LeafletCopy.objects.select_related("organ", "village").filter(
        leaflet=leaflet, pk=copy_id
    ).first()  # fmt: skip
    if copy is None:
        raise NotThere
    own = policy.may_write(by, copy.organ_id) or by.organ_code == copy.organ_id
    policy.require(own and by.is_staff)
    if copy.read_at is None:
        copy.read_by, copy.read_at = by.name, at
        copy.save(update_fields=["read_by", "read_at"])
        place = str(copy.village or copy.organ.short_name)
        record(leaflet, LeafletRead(place=place), by=by, at=at)
    return copy


@action
def send_copy(case: Case, *, to: Organ, note: str, by: Actor, at: datetime) -> CaseCopy:
    """Show a case to an organ that does not handle it: above, beside or below."""
    matter = matters.lock(case.pk)
    case = Case.objects.get(pk=case.pk)
    policy.require(policy.may_copy(by, case))
    if not note.strip():
        raise rules.Missing(fields={"note": ["请写明抄送的事由"]})
    if CaseCopy.objects.filter(case=case, to_organ=to).exists():
        raise rules.SentAlready(organ=to.short_name, fields={"to": ["已经抄送过这个单位"]})
    row = CaseCopy(
        case=case, from_organ_id=case.organ_code, to_organ=to, note=clean(note)[:500],
        sent_by=by.name, sent_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    event = CopySent(case=matter.number, to_organ=to.short_name)
    record(row, event, by=by, at=at, reason=row.note)
    return row


@action
def read_copy(row: CaseCopy, *, answer: str = "", by: Actor, at: datetime) -> CaseCopy:
    """The organ signs for it, with a word if it has one."""
    row = CaseCopy.objects.select_for_update().select_related("case__matter").get(pk=row.pk)
    if not by.is_staff or by.organ_code != row.to_organ_id:
        raise rules.NotOurs
    if row.read_at is not None:
        raise rules.ReadAlready
    row.read_by, row.read_at, row.answer = by.name, at, clean(answer)[:500]
    row.save(update_fields=["read_by", "read_at", "answer"])
    record(row, CopyRead(case=row.case.matter.number), by=by, at=at, reason=row.answer)
    return row
