"""Verbs of search: put entries into the index, take them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.search.models import Document, Facet
from zhengwu.search.registry import Kind, kind
from zhengwu.search.rules import folded, initials, spelled, tokens

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found: `body` is searched too, `facets` narrow, `weight` lifts.

    `also` are other names of the thing: found by their words and by their initials.
    """

    object_id: str
    title: str
    body: str = ""
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    weight: int = 0
    also: Sequence[str] = ()


@action
def put(code: str, entries: Iterable[Entry], *, by: Actor, at: datetime) -> int:
    """Put entries of kind `code` into the index, replacing those that stand; returns how many.

    Nothing is recorded: an index is derived. `by` and `at` are those of the act that caused it.
    """
    known = kind(code)
    count = 0
    for batch in _batches(entries):
        _put_batch(known, batch)
        count += len(batch)
    if count >= _BATCH:
        _let_planner_know()
    return count


def _let_planner_know() -> None:
    """After a whole catalogue came in, the planner must not go on with figures of an empty index:
    it would join each facet with every document until its own statistics run some minutes later.
    """
    if connection.vendor == "postgresql":
        tables = f"{Document._meta.db_table}, {Facet._meta.db_table}, search_index"
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _batches(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _put_batch(known: Kind, batch: Sequence[Entry]) -> None:
    Document.objects.bulk_create(
        [_document(known, entry) for entry in batch],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "folded_title", "keys", "length", "weight"],
    )
    ids = [entry.object_id for entry in batch]
    found = Document.objects.filter(kind=known.code, object_id__in=ids)
    keys = dict(found.values_list("object_id", "id"))
    Facet.objects.filter(document_id__in=list(keys.values())).delete()
    Facet.objects.bulk_create(
        Facet(document_id=keys[entry.object_id], name=name, value=value)
        for entry in batch
        for name, values in entry.facets.items()
        for value in dict.fromkeys(values)
        if value
    )
    _write_index([(keys[entry.object_id], *_texts(known, entry)) for entry in batch])


def _document(known: Kind, entry: Entry) -> Document:
    return Document(
        kind=known.code,
        object_id=entry.object_id,
        title=entry.title,
        folded_title=folded(entry.title),
        keys=_keys(known, entry),
        length=len(entry.title),
        weight=entry.weight,
    )


def _keys(known: Kind, entry: Entry) -> str:
    """Names and their initials: the title with and without brackets, other names, everyday words
    for a term that stands in the title."""
    title = folded(entry.title)
    everyday = [
        word
        for word, terms in known.synonyms.items()
        if any(folded(term) in title for term in terms)
    ]
    names = dict.fromkeys([entry.title, "".join(tokens_free(entry.title)), *entry.also, *everyday])
    found: dict[str, None] = {}
    for name in names:
        if name:
            short = initials(name, surname=known.surname and name == entry.title)
            found |= dict.fromkeys([folded(name).strip(), short.lower()])
    return f"|{'|'.join(key.replace('|', '') for key in found if key)}|"


def _texts(known: Kind, entry: Entry) -> tuple[str, str]:
    bare = "".join(tokens_free(entry.title))
    title = " ".join(tokens(f"{entry.title}　{bare}" if bare != entry.title else entry.title))
    syllables = spelled(entry.title, surname=known.surname)
    short = initials(entry.title, surname=known.surname)
    names = " ".join(f"{name} {initials(name)}" for name in dict.fromkeys(entry.also))
    return title, " ".join(tokens(f"{short} {''.join(syllables)} {names} {entry.body}"))


def tokens_free(title: str) -> Iterable[str]:
    """The title without what stands in brackets: 食品(含保健食品)经营许可 is also 食品经营许可."""
    depth = 0
    for char in title:
        if char in "(（[【《〔":
            depth += 1
        elif char in ")）]】》〕":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield char


def _write_index(rows: Sequence[tuple[int, str, str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO search_index (document_id, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (document_id) DO UPDATE SET words = EXCLUDED.words",
                [(key, _vector(title, body)) for key, title, body in rows],
            )
            return
        cursor.executemany("DELETE FROM search_index WHERE rowid = %s", [(row[0],) for row in rows])
        cursor.executemany(
            "INSERT INTO search_index (rowid, title, body) VALUES (%s, %s, %s)", list(rows)
        )


def _vector(title: str, body: str) -> str:
    """Positions by hand: PostgreSQL's own parser never sees the tokens. The body starts with a gap
    so that no phrase reaches over from the title."""
    first = title.split()
    placed = [f"'{token}':{place}" for place, token in enumerate(first, 1)]
    start = len(first) + 2
    placed += [f"'{token}':{place}" for place, token in enumerate(body.split(), start)][:16_000]
    return " ".join(placed)


@action
def remove(code: str, ids: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Take things out of the index."""
    keys = list(Document.objects.filter(kind=code, object_id__in=ids).values_list("id", flat=True))
    column = "document_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM search_index WHERE {column} = %s", [(k,) for k in keys])  # noqa: S608
    Document.objects.filter(id__in=keys).delete()
