"""Papers are typeset and sealed after the act that issued them has been committed."""

from __future__ import annotations

from zhengwu.documents.actions import produce
from zhengwu.documents.events import DocumentIssued
from zhengwu.documents.models import Document
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.time import now


@reaction(DocumentIssued, name="documents.render")
def render(entry: Entry) -> None:
    """Produce the PDF; one that is there is left alone."""
    if not entry.payload["on_demand"]:
        produce(Document.objects.get(pk=entry.payload["document"]), at=now())
