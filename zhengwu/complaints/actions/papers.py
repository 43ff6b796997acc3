"""Papers of a complaint: addressed to its number, never to a name."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from zhengwu.complaints import registry
from zhengwu.complaints.models import Complaint
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ
from zhengwu.parameters.queries import standing

# Papers name no law of licensing; 其他.
_LAW = "qt"


def to_sender(row: Complaint, template: str, fields: dict[str, Any], by: Actor,
              at: datetime) -> Document:  # fmt: skip
    """An answer in writing to who complained; whoever has number and code reads it."""
    addressee = documents.Addressee(name=f"投诉人（{row.matter.number}）")
    return issue(row.matter, row.office, template, fields, addressee, by, at)


def issue(
    matter: Matter, organ_code: str, template: str, fields: dict[str, Any],
    addressee: documents.Addressee, by: Actor, at: datetime,
) -> Document:  # fmt: skip
    """Issue with the seal for acceptance of the office; its duty is the basis."""
    organ = Organ.objects.get(pk=organ_code)
    hall = organ.halls.first()
    phone = organ.phone or (hall.phone if hall else "") or str(registry.value("hotline", at))
    common = {
        "item_name": "效能投诉",
        "contact_person": "效能投诉受理人员",
        "contact_phone": phone,
    }
    sealing = documents.Sealing(organ_code, by.id, by.name, "岗位职责：效能投诉", kind="acceptance")
    return documents.issue(
        matter, template, fields={**common, **fields}, organ_code=organ_code,
        addressee=addressee, law=_LAW, sealing=sealing, on_demand=by.origin == "simulated",
        by=by, at=at,
    )  # fmt: skip


def archive_index(row: Complaint, by: Actor, at: datetime) -> Document:
    """归档目录: every paper and record of the file; what a record says stays sealed."""
    day = local_day(at)
    papers = list(row.matter.documents.order_by("issued_at", "id"))
    entries = [
        {"title": one.title, "number": one.number, "date": local_day(one.issued_at),
         "digest": one.content_digest[:16]}
        for one in papers
    ] + [
        {"title": f"{one.what_name}（密封）", "number": "", "date": local_day(one.made_at),
         "digest": hashlib.sha256(bytes(one.sealed)).hexdigest()[:16]}
        for one in row.records.all()
    ] + [
        {"title": "投诉人提交的附件（密封）", "number": "", "date": local_day(one.added_at),
         "digest": one.file.digest[:16]}
        for one in row.papers.select_related("file")
    ]  # fmt: skip
    shown = [
        {"order": str(place), **{name: str(text) for name, text in entry.items()}}
        for place, entry in enumerate(entries, start=1)
    ]
    organ = Organ.objects.get(pk=row.office)
    kept = standing("complaints", at)["archive_years"]
    years = f"{kept.value}年（{kept.source}）"
    return documents.issue(
        row.matter, "archive_index",
        fields={"item_name": "效能投诉", "closed_on": day,
                "outcome": row.finding_name, "retention": years, "archivist": by.name,
                "entries": shown},
        organ_code=row.office, addressee=documents.Addressee(name=organ.name), law=_LAW,
        on_demand=by.origin == "simulated",
        by=by, at=at,
    )  # fmt: skip
