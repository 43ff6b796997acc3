"""Produce the PDF of a paper: typeset, seal, keep. Outside of any transaction until it is kept.

Repeatable: a paper that is there is handed back; one whose bytes were lost is made again as a new
edition, and both digests stay known to the verification page.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings

from zhengwu.documents.enums import SealKind
from zhengwu.documents.events import PaperProduced
from zhengwu.documents.models import Document, Paper
from zhengwu.documents.queries import newest_paper, verify_address
from zhengwu.documents.registry import SealedPdf, SealRequest, seal_provider
from zhengwu.documents.rules.typesetting import Sheet, typeset, unpack_fonts
from zhengwu.files.actions import Received, keep, receive
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import path_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.matters.actions import lock
from zhengwu.org.models import Organ

_DATA = Path(__file__).parent.parent / "data"


def produce(document: Document, *, at: datetime) -> StoredFile:
    """The PDF of a paper, made now if there is none yet."""
    paper = newest_paper(document)
    if paper is not None and path_of(paper.digest).exists():
        return paper.file
    sheet = _typeset(document)
    sealed = _sealed(document, sheet)
    with pikepdf.open(BytesIO(sealed.pdf)) as pdf:
        pages = len(pdf.pages)
    name = f"{document.title}（{document.number}）.pdf".replace("/", "-")
    received = receive(BytesIO(sealed.pdf), name=name, purpose="document")
    edition = paper.edition + 1 if paper else 1
    return _attach(document, received, edition, pages, sealed.certificate, by=SYSTEM, at=at).file


def _typeset(document: Document) -> Sheet:
    content = document.content
    year, month, day = (int(part) for part in content["date"].split("-"))
    printed = {
        **{key: content[key] for key in ("layout", "title", "number", "organ", "seal", "blocks")},
        **{key: content[key] for key in ("contact", "copies", "corrects", "footer")},
        "addressee": content["addressee"]["name"],
        "date": content["shown_date"],
        "day": [year, month, day],
    }
    return typeset(
        printed,
        layout=_DATA / "typst",
        fonts=unpack_fonts(_DATA / "fonts", settings.FONTS_DIR),
        address=verify_address(document),
        at=document.issued_at,
    )


def _sealed(document: Document, sheet: Sheet) -> SealedPdf:
    kind = document.seal_kind
    if kind is SealKind.NONE or sheet.seal_at is None:
        return SealedPdf(sheet.pdf, "")
    organ = Organ.objects.get(pk=document.organ_code)
    return seal_provider().seal(
        SealRequest(
            pdf=sheet.pdf,
            organ_code=organ.code,
            seal_name=organ.seal_name or organ.name,
            kind=kind.value,
            purpose=kind.label if kind is SealKind.ACCEPTANCE else "",
            reason=f"{document.title} {document.number}",
            place=sheet.seal_at,
            at=document.issued_at,
        )
    )


@action
def _attach(
    document: Document,
    received: Received,
    edition: int,
    pages: int,
    certificate: str,
    *,
    by: Actor,
    at: datetime,
) -> Paper:
    """Keep the PDF and name it as the paper's; whoever comes second takes the first one's."""
    matter = lock(document.matter_id)
    if there := Paper.objects.filter(document=document, edition=edition).first():
        return there
    paper = Paper.objects.create(
        document=document,
        edition=edition,
        file=keep(received, purpose="document", by=by, at=at),
        digest=received.digest,
        pages=pages,
        certificate=certificate,
        made_at=at,
    )
    event = PaperProduced(
        document=str(document.pk),
        number=document.number,
        edition=edition,
        digest=received.digest,
        certificate=certificate,
    )
    record(matter, event, by=by, at=at)
    return paper
