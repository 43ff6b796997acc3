"""Regimes of law and everyday words: the catalogue's own data files, read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Q
from django.urls import reverse

from zhengwu.catalogue.enums import EditionState, Kind
from zhengwu.documents import queries as documents
from zhengwu.flow import registry as flow_registry
from zhengwu.kernel import yaml
from zhengwu.parameters.registry import Use, use_of
from zhengwu.search.registry import Kind as SearchKind
from zhengwu.search.registry import register

DATA = Path(__file__).resolve().parent / "data"
SEARCH = "item"


@dataclass(frozen=True, slots=True)
class Regime:
    """法律类别: which general law governs a kind of item, and the clock rules it brings."""

    code: str
    name: str
    kinds: tuple[Kind, ...]
    statute: bool
    law: str = ""
    articles: str = ""
    decision_rule: str = ""
    joint_rule: str = ""
    supplement_rule: str = ""
    delivery_rule: str = ""
    refusal_delivery_rule: str = ""
    suspensions: tuple[str, ...] = ()
    region: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""


@lru_cache(maxsize=1)
def regimes() -> dict[str, Regime]:
    """All regimes by code."""
    rows = yaml.safe_load((DATA / "regimes.yaml").read_text(encoding="utf-8"))
    found = {}
    for row in rows:
        kinds = tuple(Kind(code) for code in row.pop("kinds"))
        suspensions = tuple(row.pop("suspensions", ()))
        found[row["code"]] = Regime(kinds=kinds, suspensions=suspensions, **row)
    return found


@lru_cache(maxsize=1)
def standards() -> dict[str, dict[str, str]]:
    """What province and city have unified, by code: name, what, where it stands here."""
    found: dict[str, dict[str, str]] = yaml.safe_load(
        (DATA / "standards.yaml").read_text(encoding="utf-8")
    )["standards"]
    return found


def regime_of(kind: Kind, region: str) -> Regime:
    """The regime of a kind of item in a region: a province's overlay only where it is in force."""
    fitting = [one for one in regimes().values() if kind in one.kinds]
    local = [one for one in fitting if one.region and region.startswith(one.region)]
    return (local or [one for one in fitting if not one.region])[0]


@lru_cache(maxsize=1)
def everyday_words() -> dict[str, list[str]]:
    """What people say → official terms."""
    words: dict[str, list[str]] = yaml.safe_load(
        (DATA / "everyday_words.yaml").read_text(encoding="utf-8")
    )
    return words


def register_search() -> None:
    """Make items a searchable kind."""
    register(SearchKind(SEARCH, "事项", everyday_words()))


@flow_registry.user
def items_following(code: str) -> list[flow_registry.Use]:
    """Published editions that follow a flow, for the flow's own page."""
    from zhengwu.catalogue.models import Edition

    rows = Edition.objects.filter(
        state=EditionState.PUBLISHED, canonical__contains=f'"code":"{code}"'
    ).select_related("item")
    return [
        flow_registry.Use(
            name=one.item.name,
            url=reverse("catalogue_staff:item", args=[one.item.code]),
            digest=one.document.flow.digest,
            note=f"清单第{one.number}版",
        )
        for one in rows
        if one.document.flow.code == code
    ]


_NAMED = 3


@use_of("clock")
def items_on_a_clock(key: str) -> list[Use]:
    """Items whose edition in force counts by a row of the table of limits."""
    return [_items("事项实施清单引用", "", f'"{key}"')]


@use_of("wording")
def items_with_a_paper(key: str) -> list[Use]:
    """Items whose law may lead to a paper, of one organ or of all."""
    organ, _, code = key.partition(":")
    laws = documents.laws_of(code)
    return [_items("适用的事项", "" if organ == documents.ALL else organ, *laws)]


def _items(label: str, organ: str, *texts: str) -> Use:
    from zhengwu.catalogue.models import Edition

    told = Q()
    for text in texts:
        told |= Q(canonical__contains=text)
    rows = Edition.objects.filter(told, state=EditionState.PUBLISHED)
    if organ:
        rows = rows.filter(item__organ_code=organ)
    names = list(rows.order_by("item__name").values_list("item__name", flat=True)[: _NAMED + 1])
    some = "、".join(name[:20] for name in names[:_NAMED])
    more = " 等" if len(names) > _NAMED else ""
    note = f"项（{some}{more}）" if names else "项"
    return Use(label, rows.count(), url=reverse("catalogue_staff:list"), note=note)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that a higher room writes on the guide of an item, with a page behind it."""

    text: str
    url: str


_remarks: list[Callable[[str], Remark | None]] = []


def register_remark(write: Callable[[str], Remark | None]) -> None:
    """Let a higher room say something on the guide of an item, by its code."""
    if write not in _remarks:
        _remarks.append(write)


def remarks_on(item_code: str) -> list[Remark]:
    """What higher rooms say of an item."""
    return [found for write in _remarks if (found := write(item_code)) is not None]
