"""Finding things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from zhengwu.search.models import Document, Facet
from zhengwu.search.registry import kind
from zhengwu.search.rules import (
    Alternatives,
    alternatives,
    folded,
    fts5,
    loose,
    spelled,
    tsquery,
)

Filters = Mapping[str, str | Iterable[str]]


# Marks the cursor of a page that was found by single words only.
_STEP = "~"


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `tier`: 0 the title itself, another name or the initials of one, 1 the title
    begins so, 2 it contains it, 3 elsewhere."""

    object_id: str
    title: str
    tier: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results; `after` is the cursor of the next one, empty at the end.

    `loose` says that nothing matched as typed and single words were looked for instead.
    """

    hits: list[Hit]
    after: str = ""
    loose: bool = False


def search(
    code: str,
    text: str,
    *,
    filters: Filters | None = None,
    limit: int = 20,
    after: str = "",
) -> Page:
    """Find things of a kind by words, everyday words, initials or a part of a code.

    An empty text browses everything the filters leave, heaviest first. One SQL statement, and up
    to three more where nothing matches as typed.
    """
    if not text.strip():
        return _page(_base(code, filters), "", limit, after, False)
    if after.startswith(_STEP):
        return _loose(code, text, filters, limit, after)
    query = alternatives(text, kind(code).synonyms)
    page = _page(_matching(code, query, filters), text, limit, after, False)
    if page.hits or after:
        return page
    return _loose(code, text, filters, limit, "")


def _loose(code: str, text: str, filters: Filters | None, limit: int, after: str) -> Page:
    import rjieba  # when first needed: its dictionary is loaded with it

    steps = loose(rjieba.cut(folded(text)[:100]))
    cursor = after.lstrip(_STEP)
    # The cursor carries the step that found something: one sign for the first, two for the second.
    first = max(len(after) - len(cursor) - 1, 0)
    for place, words in list(enumerate(steps))[first:]:
        page = _page(_matching(code, words, filters), text, limit, cursor, True)
        if page.hits or cursor:
            signs = _STEP * (place + 1)
            return Page(page.hits, f"{signs}{page.after}" if page.after else "", True)
    return Page([])


def syllables(text: str) -> list[str]:
    """How a name sounds, in pinyin without tones."""
    return spelled(text)


def facet_counts(
    code: str, name: str, text: str = "", filters: Filters | None = None
) -> dict[str, int]:
    """How many things carry each value of a facet, under the same words and other filters."""
    query = alternatives(text, kind(code).synonyms) if text.strip() else ()
    documents = _matching(code, query, filters) if query else _base(code, filters)
    counted = (
        Facet.objects.filter(name=name, document__in=documents.values("id"))
        .values("value")
        .annotate(n=Count("id"))
    )
    return {row["value"]: row["n"] for row in counted.order_by("-n", "value")}


def _base(code: str, filters: Filters | None) -> QuerySet[Document]:
    found = Document.objects.filter(kind=code)
    for name, values in (filters or {}).items():
        wanted = [values] if isinstance(values, str) else list(values)
        if any(wanted):
            facet = Facet.objects.filter(document=OuterRef("pk"), name=name, value__in=wanted)
            found = found.filter(Exists(facet))
    return found


def _matching(code: str, query: Alternatives, filters: Filters | None) -> QuerySet[Document]:
    if not query:
        return Document.objects.none()
    if connection.vendor == "postgresql":
        ids = RawSQL(
            "SELECT document_id FROM search_index WHERE words @@ %s::tsquery",
            [tsquery(query)],
        )
    else:
        ids = RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", [fts5(query)])
    return _base(code, filters).filter(id__in=ids)


def _page(found: QuerySet[Document], text: str, limit: int, after: str, is_loose: bool) -> Page:
    rows = found.annotate(tier=_tier(text), heavy=-F("weight"))
    if place := _place(after):
        tier, heavy, length, key = place
        rows = rows.filter(
            Q(tier__gt=tier)
            | Q(tier=tier, heavy__gt=heavy)
            | Q(tier=tier, heavy=heavy, length__gt=length)
            | Q(tier=tier, heavy=heavy, length=length, id__gt=key)
        )
    taken = list(
        rows.order_by("tier", "heavy", "length", "id").values_list(
            "object_id", "title", "tier", "heavy", "length", "id"
        )[: limit + 1]
    )
    hits = [Hit(row[0], row[1], row[2]) for row in taken[:limit]]
    last = taken[limit - 1] if len(taken) > limit else None
    cursor = ".".join(str(part) for part in last[2:]) if last else ""
    return Page(hits, cursor, is_loose)


def _tier(text: str) -> Case | Value:
    words = folded(text).strip()
    if not words:
        return Value(0, output_field=IntegerField())
    return Case(
        When(folded_title=words, then=0),
        When(keys__contains=f"|{words.replace('|', '')}|", then=0),
        When(folded_title__startswith=words, then=1),
        When(folded_title__contains=words, then=2),
        default=3,
        output_field=IntegerField(),
    )


def _place(after: str) -> tuple[int, int, int, int] | None:
    parts = after.split(".")
    try:
        tier, heavy, length, key = (int(part) for part in parts)
    except ValueError:
        return None
    return tier, heavy, length, key
