"""Issue a paper inside the act it belongs to: complete, numbered, immutable.

No act stands without its lawful paper: what is missing raises and takes the whole act with it. The
number is drawn from a register without gaps: its row stays locked until the act commits, and a
rolled-back act gives its number back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from zhengwu.documents.actions.parties import Addressee, Sealing
from zhengwu.documents.enums import SealKind
from zhengwu.documents.events import DocumentIssued
from zhengwu.documents.models import Document
from zhengwu.documents.policy import SealNotPermitted, may_use_acceptance_seal
from zhengwu.documents.queries import parameters, remedy_for, shelf, wording_for
from zhengwu.documents.rules.completeness import check_printable, complete_values
from zhengwu.documents.rules.local import localised
from zhengwu.documents.rules.templates import Template, in_force
from zhengwu.documents.rules.typesetting import unprintable
from zhengwu.documents.rules.wording import compose, shown_date
from zhengwu.journal.actions import action, record, remembered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.ids import new_id, query_code
from zhengwu.kernel.time import local_day
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ
from zhengwu.parameters.models import Version
from zhengwu.parameters.queries import write_number

FONTS = Path(__file__).parent.parent / "data" / "fonts"

# One statement takes the lock, counts and answers, on both databases. Quoted: they are our tables.
_NEXT_SERIAL = """
INSERT INTO documents_register (organ_code, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organ_code, kind, year) DO UPDATE SET last = documents_register.last + 1
RETURNING last
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A paper about to be issued: everything that does not depend on its number."""

    matter: Matter
    template: Template
    wording: Version | None
    organ: Organ
    addressee: Addressee
    law: str
    values: dict[str, Any]
    remedy_act: str
    corrects: Document | None
    seal: SealKind
    at: datetime


def template_fields(template_code: str) -> frozenset[str]:
    """Codes of all fields of the newest version of a template."""
    return frozenset(field.code for field in shelf()[template_code][-1].fields)


@action
def issue(
    matter: Matter,
    template_code: str,
    *,
    fields: Mapping[str, Any],
    organ_code: str,
    addressee: Addressee,
    law: str = "",
    sealing: Sealing | None = None,
    corrects: Document | None = None,
    remedy_act: str = "normal",
    on_demand: bool = False,
    by: Actor,
    at: datetime,
) -> Document:
    """Issue one paper; its PDF follows in a reaction (`on_demand`: when first asked for).

    The caller holds the matter's lock. Raises `PaperIncomplete` naming every missing field,
    `TemplateNotForLaw`, `SealNotPermitted`; ValueError for a field the template does not know.
    """
    template = in_force(shelf(), template_code, local_day(at))
    template.check_law(law)
    values = complete_values(template, fields, law)
    organ = remembered(("org.organ", organ_code), lambda: Organ.objects.get(pk=organ_code))
    _check_seal(template, organ, sealing, by)
    names = remembered("documents.parameters", parameters)
    seal = _seal_of(template, sealing, names)
    wording = wording_for(template, organ_code, local_day(at))
    worded = localised(template, wording.content) if wording else template
    draft = _Draft(
        matter, worded, wording, organ, addressee, law, values, remedy_act, corrects, seal, at
    )
    document = _written(draft, names, sealing, by)
    event = DocumentIssued(
        document=str(document.pk),
        template=template.code,
        template_version=template.version,
        wording=document.wording_key,
        wording_version=document.wording_version,
        number=document.number,
        digest=document.content_digest,
        organ=organ_code,
        seal=document.seal,
        sealed_by=document.sealed_by,
        corrects=str(corrects.pk) if corrects else "",
        on_demand=on_demand,
    )
    record(matter, event, by=by, at=at)
    return document


def _check_seal(template: Template, organ: Organ, sealing: Sealing | None, by: Actor) -> None:
    kind = SealKind(template.seal)
    if kind is SealKind.NONE:
        return
    if sealing is not None:
        permitted = sealing.organ_code == organ.code and bool(sealing.basis)
        permitted = permitted and (sealing.kind == "organ" or kind is SealKind.ACCEPTANCE)
    else:
        permitted = kind is SealKind.ACCEPTANCE and may_use_acceptance_seal(by, organ.code)
    if not permitted:
        who = sealing.holder_name if sealing else by.name
        raise SealNotPermitted(who=who, organ=organ.name, seal=kind.label, title=template.title)


def _seal_of(template: Template, sealing: Sealing | None, names: Mapping[str, str]) -> SealKind:
    """Which seal is pressed: the template's, or at the window what the county chose (双章制)."""
    kind = SealKind(template.seal)
    chosen = kind is SealKind.ORGAN and sealing is not None and sealing.at_window
    return SealKind.ACCEPTANCE if chosen and names["dual_seal"] == "special" else kind


def _next_serial(organ_code: str, kind: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SERIAL, [organ_code, kind, year])
        return int(cursor.fetchone()[0])


def _written(
    draft: _Draft, names: Mapping[str, str], sealing: Sealing | None, by: Actor
) -> Document:
    template, organ = draft.template, draft.organ
    year = local_day(draft.at).year
    # The number comes last: the register's row is locked from here to the end of the act.
    document_id, verify_code = new_id(), query_code(12)
    unnumbered = _content(draft, names, verify_code)
    check_printable(template.title, draft.values, unnumbered, _undrawable)
    serial = _next_serial(organ.code, template.register, year)
    number = write_number(
        "paper",
        local_day(draft.at),
        serial,
        place=names["number_place"],
        organ=organ.document_mark or organ.short_name,
        kind=template.nature,
    )
    text = canonical(unnumbered | {"number": number})
    return Document.objects.create(
        id=document_id,
        matter=draft.matter,
        template_code=template.code,
        template_version=template.version,
        template_digest=template.digest,
        wording_key=draft.wording.key if draft.wording else "",
        wording_version=draft.wording.number if draft.wording else 0,
        title=unnumbered["title"][:100],
        organ_code=organ.code,
        organ_name=organ.name,
        register_kind=template.register,
        year=year,
        serial=serial,
        number=number,
        verify_code=verify_code,
        content_sealed=settings.VAULT.seal(text, context=f"document/{document_id}"),
        content_digest=digest(text),
        seal=draft.seal,
        sealed_by=_presser(template, sealing, by)[:60],
        seal_basis=(sealing.basis if sealing else "")[:200],
        issued_by=by.name,
        issued_at=draft.at,
        corrects=draft.corrects,
    )


def _undrawable(text: str) -> list[str]:
    """Asked of the shipped table first; other fonts are opened for a rare character only."""
    return unprintable(text, FONTS, settings.FONTS_DIR)


def _presser(template: Template, sealing: Sealing | None, by: Actor) -> str:
    if template.seal == SealKind.NONE:
        return ""
    return sealing.holder_name if sealing else by.name


def _content(draft: _Draft, names: Mapping[str, str], verify_code: str) -> dict[str, Any]:
    """The canonical content without its number: all that will ever be printed."""
    template, matter, values = draft.template, draft.matter, draft.values
    remedy = remedy_for(draft.organ, draft.remedy_act, names) if template.remedy else ""
    query = (
        f"办理进度可凭事项编号{matter.number}和查询码{matter.query_code}在本平台“办件查询”查询。"
    )
    blocks = compose(
        template,
        values,
        law=draft.law,
        addressee=draft.addressee.name,
        remedy=remedy,
        query=query,
    )
    if template.layout != "licence":
        blocks = [{"kind": "p", "text": draft.addressee.line()}, *blocks]
    day = local_day(draft.at)
    return {
        "template": template.code,
        "version": template.version,
        "template_digest": template.digest,
        "title": values.get(template.title_field) or template.title,
        "layout": template.layout,
        "seal": draft.seal.value,
        "law": draft.law,
        "organ": draft.organ.name,
        "organ_code": draft.organ.code,
        "addressee": draft.addressee.as_stored(),
        "matter": matter.number,
        "values": values,
        "blocks": blocks,
        "date": day.isoformat(),
        "shown_date": shown_date(day),
        "contact": _contact(values, names),
        "copies": "存档",
        "corrects": _named(draft.corrects),
        "footer": _footer(matter, names, verify_code),
    }


def _contact(values: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "contact_person" not in values:
        return ""
    person, phone = values["contact_person"], values["contact_phone"]
    return f"联系人：{person}；联系电话：{phone}；监督电话：{names['supervision_phone']}"


def _footer(matter: Matter, names: Mapping[str, str], verify_code: str) -> list[str]:
    lines = [
        f"事项编号：{matter.number}　查询码：{matter.query_code}",
        f"本文书可扫描二维码或者在 {settings.SITE_URL}/verify/ 凭查验码 {verify_code} 查验。",
    ]
    if settings.DEMO:
        lines.append("演示数据：本文书和印章仅供演示，不具有法律效力。")
    return lines


def _named(corrects: Document | None) -> str:
    return f"{corrects.title}》（{corrects.number}）" if corrects else ""
