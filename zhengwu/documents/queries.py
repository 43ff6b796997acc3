"""Reading papers, their templates, registers and service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.urls import reverse

from zhengwu.documents.enums import Check, Way
from zhengwu.documents.models import Document, Paper, Parameter, Register, Service
from zhengwu.documents.rules.numbering import gaps
from zhengwu.documents.rules.remedies import decider_of, remedy_text
from zhengwu.documents.rules.service import judged_on
from zhengwu.documents.rules.templates import ANY, Template, load_templates
from zhengwu.files.models import StoredFile
from zhengwu.kernel import yaml
from zhengwu.org.models import Organ
from zhengwu.parameters.models import Version
from zhengwu.parameters.queries import in_force

ALL = "all"  # a wording of every organ of the county
_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def shelf() -> dict[str, tuple[Template, ...]]:
    """All templates by code, versions oldest first."""
    return load_templates(_DATA / "templates")


def laws_of(template_code: str) -> list[str]:
    """How the laws a paper may be used under stand in an item's document; none: under any."""
    versions = shelf().get(template_code)
    laws = versions[-1].laws if versions else frozenset()
    return [] if ANY in laws else sorted(f'"regime":"{law}"' for law in laws)


def wording_for(template: Template, organ_code: str, day: date) -> Version | None:
    """The local wording of a paper: the organ's own, else the county's; for this version only."""
    for key in (f"{organ_code}:{template.code}", f"{ALL}:{template.code}"):
        found = in_force("wording", key, day)
        if found is not None and found.content["template_version"] == template.version:
            return found
    return None


@lru_cache(maxsize=8)
def _rows(name: str) -> Any:
    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))


def service_ways() -> Mapping[str, Any]:
    """The table of ways of service."""
    return dict(_rows("service_ways.yaml"))


def parameter_rows() -> list[dict[str, Any]]:
    """Shipped proposals for local names."""
    return list(_rows("parameters.yaml"))


def parameters() -> dict[str, str]:
    """Local names by key: what the county confirmed, else the shipped proposal."""
    names = {row["key"]: str(row["value"]) for row in parameter_rows()}
    return names | dict(Parameter.objects.values_list("key", "value"))


def choices_of(key: str) -> dict[str, str]:
    """What may be chosen for a parameter, value by label; empty where words are written freely."""
    rows = (row.get("choices") for row in parameter_rows() if row["key"] == key)
    return dict(next(rows, None) or {})


def remedy_for(organ: Organ, act: str = "normal", names: Mapping[str, str] | None = None) -> str:
    """The remedy paragraph for an organ's act; the online channel is always named (复议法 22)."""
    table = _rows("remedies.yaml")
    decider = decider_of(table, kind=organ.kind, name=organ.name)
    return remedy_text(table, decider=decider, act=act, names=names or parameters(), online=True)


def on_its_way(documents: Iterable[Document], detail: Mapping[str, Any]) -> bool:
    """Whether these papers were posted under this very number and their receipt is awaited: the
    same act a second time. Another number is another posting, the first having come back."""
    rows = Service.objects.filter(document__in=list(documents), way=Way.POST, served_on=None)
    number = str(detail.get("tracking_no") or "").strip()
    return any(str(one.facts.get("tracking_no", "")).strip() == number for one in rows)


def judged_day(service: Service) -> date | None:
    """The day by which the limit for delivering is judged; None while service awaits its proof."""
    if service.served_on is None:
        return None
    return judged_on(service_ways(), service.way, service.served_on, service.facts)


def remedy_of(document: Document) -> str:
    """What this paper says about remedies, word for word; empty where it says nothing of them."""
    known = tuple(act["text"].partition("{")[0] for act in _rows("remedies.yaml")["acts"].values())
    blocks = document.content["blocks"]
    texts = (str(block["text"]) for block in blocks if block["kind"] == "p")
    return next((text for text in texts if text.startswith(known)), "")


def of_matter(matter_id: UUID | str) -> QuerySet[Document]:
    """Papers of a matter, oldest first, with their service."""
    return (
        Document.objects.filter(matter_id=matter_id)
        .prefetch_related("services")
        .order_by("issued_at", "id")
    )


@lru_cache(maxsize=1)
def internal_templates() -> frozenset[str]:
    """Codes of the papers an office makes for itself (过程性信息, 政府信息公开条例 16)."""
    return frozenset(code for code, versions in shelf().items() if versions[-1].internal)


def for_party(papers: QuerySet[Document]) -> QuerySet[Document]:
    """Of these papers, those a party to the matter may see and take home."""
    return papers.exclude(template_code__in=internal_templates())


def newest_paper(document: Document) -> Paper | None:
    """The newest PDF of a paper."""
    return (
        Paper.objects.filter(document=document).select_related("file").order_by("-edition").first()
    )


def paper_file(document: Document) -> StoredFile | None:
    """The stored PDF of a paper, if it has been produced."""
    paper = newest_paper(document)
    return paper.file if paper else None


def verify_address(document: Document) -> str:
    """Where anybody can check a paper: goes into its QR code."""
    path = reverse("documents_citizen:verify", args=[document.verify_code])
    return f"{settings.SITE_URL}{path}"


def by_verify_code(code: str) -> Document | None:
    """The paper of a verification code as typed: case, blanks and dashes do not matter."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return Document.objects.select_related("matter").filter(verify_code=plain).first()


def compare(document: Document | None, digest: str) -> tuple[Check, Document | None]:
    """Is a file with this digest what was issued? Without a document, whose file is it?"""
    paper = Paper.objects.filter(digest=digest).select_related("document").first()
    if paper is None:
        return (Check.UNKNOWN if document is None else Check.DIFFERENT), document
    if document is not None and paper.document_id != document.pk:
        return Check.DIFFERENT, paper.document
    return Check.SAME, paper.document


def registers(organ_codes: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Registers with the count of their papers and their gaps (there must be none)."""
    rows = Register.objects.order_by("-year", "organ_code", "kind")
    if organ_codes is not None:
        rows = rows.filter(organ_code__in=organ_codes)
    counted = {
        (organ, kind, year): count
        for organ, kind, year, count in Document.objects.values_list(
            "organ_code", "register_kind", "year"
        ).annotate(Count("id"))
    }
    names = dict(Organ.objects.values_list("code", "name"))
    return [_register(row, counted, names) for row in rows]


def _register(
    row: Register, counted: Mapping[tuple[str, str, int], int], names: Mapping[str, str]
) -> dict[str, Any]:
    papers = counted.get((row.organ_code, row.kind, row.year), 0)
    missing: list[int] = []
    if papers != row.last:
        numbered = of_register(row).values_list("serial", flat=True)
        missing = gaps(numbered, row.last)
    return {
        "register": row,
        "organ": names.get(row.organ_code, row.organ_code),
        "papers": papers,
        "gaps": missing,
    }


def of_register(register: Register) -> QuerySet[Document]:
    """Papers of one register by serial."""
    return Document.objects.filter(
        organ_code=register.organ_code, register_kind=register.kind, year=register.year
    ).order_by(F("serial"))
