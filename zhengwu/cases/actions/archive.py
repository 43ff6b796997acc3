"""The archive of a case: the whole file as one PDF with contents, and as a zip with manifest.

The office's archive holds everything. What an applicant takes home is a copy without the papers of
the inner working – the handling sheet with its opinions, the list of contents, what the office made
for itself – and without the entries that quote them: 过程性信息 (《政府信息公开条例》第16条).
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from django.conf import settings

from zhengwu.cases import queries
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.enums import Verdict, verdict_name
from zhengwu.cases.events import CaseArchived
from zhengwu.cases.models import Archive, Case, CasePaper
from zhengwu.cases.rules.terms import Terms
from zhengwu.cases.rules.words import is_for_party
from zhengwu.documents import actions as documents
from zhengwu.documents import queries as document_queries
from zhengwu.files import queries as file_queries
from zhengwu.files.actions import Received, keep, receive
from zhengwu.files.models import StoredFile
from zhengwu.journal import queries as journal
from zhengwu.journal.actions import action, record
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters

PDF = "application/pdf"
_WITHHELD = "过程性信息，依《政府信息公开条例》第十六条不提供；摘要在此，可以核对记录链没有缺口"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One paper of the file, in its order."""

    title: str
    number: str
    day: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Built:
    """The two received files of an archive, not yet kept."""

    pdf: Received
    bundle: Received
    pages: int
    count: int


def leaves_of(case: Case, *, at: datetime, party: bool = False) -> list[Leaf]:
    """The papers of the case: those of the organ, then those of the applicant.

    For a party: without the papers of the inner working.
    """
    leaves = []
    issued = document_queries.of_matter(case.matter_id)
    for document in document_queries.for_party(issued) if party else issued:
        paper = documents.produce(document, at=at)
        day = local_day(document.issued_at).isoformat()
        leaves.append(Leaf(document.title, document.number, day, paper))
    handed_in = queries.party_papers(case) if party else CasePaper.objects.filter(case=case)
    for handed in handed_in.select_related("file"):
        if handed.file is not None:
            day = local_day(handed.received_at).isoformat()
            leaves.append(Leaf(handed.name, "", day, handed.file))
    return leaves


def copy_for_party(case: Case, *, form: str, at: datetime) -> bytes:
    """What the applicant takes home, as "pdf" or "zip"; composed anew, nothing is kept."""
    leaves = leaves_of(case, at=at, party=True)
    pdf, _ = _one_pdf(case, leaves)
    return pdf if form == "pdf" else _bundle(case, leaves, pdf, _lines_for_party(case))


def _lines(case: Case) -> list[str]:
    return [entry.canonical for entry in journal.of_matter(case.matter_id)]


def _lines_for_party(case: Case) -> list[str]:
    return [
        entry.canonical if is_for_party(entry.code, entry.refused) else _covered(entry)
        for entry in journal.of_matter(case.matter_id)
    ]


def _covered(entry: Entry) -> str:
    """An entry without its words: the chain of digests stays whole."""
    place = {
        "object": f"{entry.object_kind}/{entry.object_id}", "seq": entry.seq,
        "previous": entry.previous, "digest": entry.digest, "withheld": _WITHHELD,
    }  # fmt: skip
    return json.dumps(place, ensure_ascii=False)


def build_archive(case: Case, *, at: datetime) -> Built:
    """Compose both files from what is stored; no transaction is open here."""
    index(case, by=SYSTEM, at=at)
    leaves = leaves_of(case, at=at)
    pdf, pages = _one_pdf(case, leaves)
    bundle = _bundle(case, leaves, pdf, _lines(case))
    name = case.matter.number
    return Built(
        receive(io.BytesIO(pdf), name=f"{name}.pdf", purpose="archive"),
        receive(io.BytesIO(bundle), name=f"{name}.zip", purpose="archive"),
        pages,
        len(leaves),
    )


@action
def index(case: Case, *, by: Actor, at: datetime) -> None:
    """办结归档目录: lists what is in the file; a paper that came after it asks for a new one."""
    matter = matters.lock(case.matter_id)
    issued = list(document_queries.of_matter(matter.pk))
    if issued and issued[-1].template_code == "archive_index":
        return
    entries = [
        {"order": str(place), "title": title, "number": number, "date": day, "digest": mark}
        for place, (title, number, day, mark) in enumerate(_contents(case), start=1)
    ]
    terms = queries.terms_for(case)
    issue(
        Desk(case, terms, by, at),
        "archive_index",
        {
            "closed_on": local_day(case.completed_at or at),
            "outcome": _outcome(case, terms),
            "retention": settings.CASE_RETENTION_TEXT,
            "archivist": case.undertaker_name or "系统",
            "entries": entries,
        },
    )


def _outcome(case: Case, terms: Terms) -> str:
    return verdict_name(terms.law, Verdict(case.verdict)) if case.verdict else case.state_name


def _contents(case: Case) -> list[tuple[str, str, str, str]]:
    rows = []
    for document in document_queries.of_matter(case.matter_id):
        day = local_day(document.issued_at).isoformat()
        rows.append((document.title, document.number, day, document.content_digest[:16]))
    for paper in CasePaper.objects.filter(case=case).select_related("file", "verification"):
        mark = paper.file.digest[:16] if paper.file else "纸质"
        if paper.verification is not None:
            mark = f"系统核验 {paper.verification.digest[:16]}"
        rows.append((paper.name, "", local_day(paper.received_at).isoformat(), mark))
    return rows


def _one_pdf(case: Case, leaves: list[Leaf]) -> tuple[bytes, int]:
    with pikepdf.new() as whole:
        with whole.open_outline() as outline:
            for leaf in leaves:
                start = len(whole.pages)
                if leaf.file.media_type == PDF:
                    with pikepdf.open(io.BytesIO(file_queries.read(leaf.file))) as part:
                        whole.add_pages_from(part)
                    outline.root.append(pikepdf.OutlineItem(leaf.title, start))
        whole.docinfo["/Title"] = f"{case.matter.number} {case.matter.title}"
        target = io.BytesIO()
        pages = len(whole.pages)
        whole.save(target, deterministic_id=True)
    return target.getvalue(), pages


def _bundle(case: Case, leaves: list[Leaf], pdf: bytes, lines: list[str]) -> bytes:
    """All papers as they are – seals intact – with a manifest of digests and the journal."""
    target = io.BytesIO()
    manifest: list[dict[str, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for place, leaf in enumerate(leaves, start=1):
            ending = leaf.file.name.rpartition(".")[2]
            name = f"{place:03d}_{leaf.title}.{ending}".replace("/", "／")
            bundle.writestr(name, file_queries.read(leaf.file))
            manifest.append({"name": name, "sha256": leaf.file.digest, "number": leaf.number})
        if told := _told(case):
            bundle.writestr("办理情形和核验.json", told)
            manifest.append({"name": "办理情形和核验.json", "sha256": digest(told), "number": ""})
        bundle.writestr("全卷.pdf", pdf)
        manifest.append({"name": "全卷.pdf", "sha256": digest(pdf), "number": ""})
        text = "\n".join(lines) + "\n"
        bundle.writestr("journal.jsonl", text)
        manifest.append({"name": "journal.jsonl", "sha256": digest(text), "number": ""})
        content = {"case": case.matter.number, "item": case.matter.title, "files": manifest}
        bundle.writestr("manifest.json", json.dumps(content, ensure_ascii=False, indent=1))
    return target.getvalue()


def _told(case: Case) -> str:
    """The situation the applicant told, and what was verified instead of handed in."""
    situation, looks = queries.told_of(case), list(queries.verifications_of(case))
    if situation is None and not looks:
        return ""
    content = {
        "situation": {
            "said": situation.said,
            "follows": list(situation.follows),
            "not_needed": [[one.name, one.why] for one in situation.dropped],
            "digest": situation.row.digest,
            "changed": situation.changed,
        }
        if situation
        else None,
        "verified": [
            {
                "material": one.name, "outcome": one.words, "title": one.title,
                "number": one.number, "source": one.source, "digest": one.digest,
                "at": one.looked_at.isoformat(), "consent": one.consent,
            }
            for one in looks
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1)


@action
def keep_archive(case: Case, *, built: Built, by: Actor, at: datetime) -> Archive:
    """Keep both files beside the case; made again, the newer one counts."""
    matter = matters.lock(case.matter_id)
    pdf = keep(built.pdf, purpose="archive", by=by, at=at)
    bundle = keep(built.bundle, purpose="archive", by=by, at=at)
    archive, _ = Archive.objects.update_or_create(
        case=case, defaults={"pdf": pdf, "bundle": bundle, "built_at": at}
    )
    record(matter, CaseArchived(pdf=pdf.digest, bundle=bundle.digest), by=by, at=at)
    return archive
