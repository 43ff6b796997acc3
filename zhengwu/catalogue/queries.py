"""Reading the catalogue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhengwu.catalogue.enums import ItemState, Kind, Level, Verb
from zhengwu.catalogue.models import Edition, Item, Owed
from zhengwu.catalogue.registry import SEARCH, standards
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.elements import NAMES, missing
from zhengwu.catalogue.rules.levels import above, against
from zhengwu.flow.models import Version
from zhengwu.flow.queries import dead_ends
from zhengwu.forms.models import FormVersion
from zhengwu.forms.queries import by_digest, latest
from zhengwu.search.queries import Filters, search

FLOW_UNPUBLISHED = "flow_unpublished"
FORM_UNPUBLISHED = "form_unpublished"
ELEMENT_NAMES = NAMES | {FLOW_UNPUBLISHED: "流程尚未发布", FORM_UNPUBLISHED: "表单尚未发布"}


@dataclass(frozen=True, slots=True)
class Published:
    """Which flows and forms stand, as (code, digest); asked once for any number of items."""

    flows: frozenset[tuple[str, str]]
    forms: frozenset[tuple[str, str]]

    @classmethod
    def now(cls) -> Published:
        """Two statements."""
        flows = Version.objects.values_list("definition__code", "digest")
        forms = FormVersion.objects.values_list("code", "digest")
        return cls(frozenset(flows), frozenset(forms))


def flow_dead_ends(document: EditionDocument) -> list[str]:
    """Why cases could not be brought to an end by the flows this edition names, in Chinese; what
    is not published yet keeps the item closed by itself."""
    codes = [document.flow.code, *(one.target for one in document.effects if one.verb is Verb.FLOW)]
    found = []
    for code in dict.fromkeys(codes):
        rows = Version.objects.select_related("definition")
        newest = rows.filter(definition__code=code).order_by("-number").first()
        if newest is not None:
            found += [f"流程“{newest.definition.name}”{why}" for why in dead_ends(newest)]
    return found


def latest_flow_digest(code: str) -> str:
    """The digest of the newest version of a flow; empty when it is not published."""
    found = Version.objects.filter(definition__code=code).order_by("-number")
    return found.values_list("digest", flat=True).first() or ""


def bare_document(item: Item) -> EditionDocument:
    """What is known of an item that has no edition yet."""
    return EditionDocument(
        code=item.code,
        name=item.name,
        kind=Kind(item.kind),
        organ_code=item.organ_code,
        organ_name=item.organ_name,
        main_name=item.main_name,
        area_code=item.area_code,
        level=Level.COUNTY,
        everyday_names=tuple(item.everyday_names),
    )


def owed(document: EditionDocument, published: Published) -> list[str]:
    """Codes of what keeps an item closed: missing elements, flow or form not published."""
    codes = missing(document)
    if "flow" not in codes and (document.flow.code, document.flow.digest) not in published.flows:
        codes.append(FLOW_UNPUBLISHED)
    if "form" not in codes and (document.form.code, document.form.digest) not in published.forms:
        codes.append(FORM_UNPUBLISHED)
    for one in document.effects:  # what a situation leads to must stand as well
        if one.verb is Verb.FLOW and (one.target, one.digest) not in published.flows:
            codes.append(FLOW_UNPUBLISHED)
        if one.verb is Verb.FORM and (one.target, one.digest) not in published.forms:
            codes.append(FORM_UNPUBLISHED)
    return list(dict.fromkeys(codes))


def open_for_application(edition: Edition) -> list[str]:
    """Chinese names of what is missing before anyone can apply; empty: open."""
    if edition.item.state != ItemState.ACTIVE:
        return [f"事项{ItemState(edition.item.state).label}"]
    return [ELEMENT_NAMES[code] for code in owed(edition.document, Published.now())]


def item_by_code(code: str) -> Item | None:
    """The item with its live edition."""
    return Item.objects.select_related("live").filter(code=code).first()


def live_edition(code: str) -> Edition | None:
    """The edition under which a new application is taken; None when nothing is published."""
    return Edition.objects.select_related("item").filter(item__code=code, state="published").first()


def uppers(document: EditionDocument) -> list[EditionDocument]:
    """Live editions above this one: who decides it, and the same code at higher levels."""
    wanted = Q(item__code=document.upward.item) if document.upward.item else Q()
    if document.basic_code:
        wanted |= Q(canonical__contains=f'"{document.basic_code}"')
    if not wanted:
        return []
    live = Edition.objects.select_related("item").filter(wanted, state="published")
    return [one.document for one in live if above(document, one.document)]


def deviations(document: EditionDocument) -> list[str]:
    """What an edition says otherwise than those above it that bind it, each with the standard."""
    found, form = [], _schema(document)
    for upper in uppers(document):
        for one in against(document, upper, form, _schema(upper)):
            found.append(f"{one.text}（标准：{standards()[one.standard]['name']}）")
    return found


def _schema(document: EditionDocument) -> dict[str, Any] | None:
    code = document.form.code
    form = by_digest(code, document.form.digest) if document.form.digest else latest(code)
    return form.schema if form else None


def edition_by_digest(code: str, digest: str) -> Edition | None:
    """Exactly that edition: what a running case was accepted under."""
    return Edition.objects.select_related("item").filter(item__code=code, digest=digest).first()


def open_items() -> QuerySet[Item]:
    """Items one can apply for now."""
    return Item.objects.filter(open_for_application=True).select_related("live").order_by("name")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of found items with the cursor of the next."""

    items: list[Item]
    after: str
    loose: bool


def find(text: str, *, filters: Filters | None = None, limit: int = 20, after: str = "") -> Found:
    """Items by words, everyday words, initials or code. Facets: organ, kind, class, who, theme,
    open. Three statements at most."""
    page = search(SEARCH, text, filters=filters, limit=limit, after=after)
    keys = [hit.object_id for hit in page.hits]
    by_key = {str(item.pk): item for item in Item.objects.filter(pk__in=keys)}
    return Found([by_key[key] for key in keys if key in by_key], page.after, page.loose)


def missing_names(item: Item) -> list[str]:
    """What an item owes, in Chinese."""
    owing = set(item.owed.values_list("element", flat=True))
    return [name for code, name in ELEMENT_NAMES.items() if code in owing]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """完整度看板: one department: items, open ones, and how many lack each element."""

    organ: str
    items: int
    open: int
    licences: int
    lacking: dict[str, int]

    @property
    def total(self) -> int:
        """All missing elements together."""
        return sum(self.lacking.values())


def board() -> list[BoardRow]:
    """Which department owes what; two grouped statements for any number of items."""
    items = (
        Item.objects.exclude(state=ItemState.CANCELLED)
        .values("organ_name")
        .annotate(
            n=Count("id"),
            opened=Count("id", filter=Q(open_for_application=True)),
            licences=Count("id", filter=Q(kind=Kind.LICENCE)),
        )
    )
    lacking: dict[str, dict[str, int]] = defaultdict(dict)
    counted = Owed.objects.values("organ_name", "element").annotate(n=Count("id"))
    for row in counted:
        lacking[row["organ_name"]][row["element"]] = row["n"]
    rows = [
        BoardRow(
            row["organ_name"], row["n"], row["opened"], row["licences"], lacking[row["organ_name"]]
        )
        for row in items
    ]
    return sorted(rows, key=lambda one: (-one.total, one.organ))


def counts_by_kind() -> list[dict[str, Any]]:
    """How many items of each kind, how many of them open."""
    rows = (
        Item.objects.exclude(state=ItemState.CANCELLED)
        .values("kind")
        .annotate(n=Count("id"), opened=Count("id", filter=Q(open_for_application=True)))
        .order_by("kind")
    )
    return [
        {
            "kind": row["kind"],
            "label": Kind(row["kind"]).label,
            "n": row["n"],
            "open": row["opened"],
        }
        for row in rows
    ]
