"""What is announced of papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    """A paper came into being: complete and numbered; its PDF follows."""

    code: ClassVar[str] = "documents.document.issued"
    document: str
    template: str
    template_version: int
    wording: str
    wording_version: int
    number: str
    digest: str
    organ: str
    seal: str
    sealed_by: str
    corrects: str
    on_demand: bool


@dataclass(frozen=True, kw_only=True)
class PaperProduced(Event):
    """The PDF of a paper was typeset and sealed."""

    code: ClassVar[str] = "documents.paper.produced"
    document: str
    number: str
    edition: int
    digest: str
    certificate: str


@dataclass(frozen=True, kw_only=True)
class ServiceRecorded(Event):
    """A paper was served, or given to the post: then `served_on` is still empty."""

    code: ClassVar[str] = "documents.document.served"
    service: str
    document: str
    template: str
    number: str
    way: str
    given_on: str
    served_on: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class ReceiptConfirmed(Event):
    """The receipt of a posted paper came back: now the day of service is known."""

    code: ClassVar[str] = "documents.service.confirmed"
    service: str
    document: str
    template: str
    number: str
    served_on: str


@dataclass(frozen=True, kw_only=True)
class ParameterConfirmed(Event):
    """Somebody answers for a local name that papers print."""

    code: ClassVar[str] = "documents.parameter.confirmed"
    key: str
    value: str
