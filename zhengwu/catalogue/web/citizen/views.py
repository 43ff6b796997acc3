"""The public catalogue: search, browse, the guide of one item, and what is printed of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from zhengwu.catalogue.enums import FROZEN_STATES, CleanUpState, ItemState, Kind, Proposal, Subject
from zhengwu.catalogue.models import CleanUp, Edition, Item
from zhengwu.catalogue.policy import may_be_led_to_apply
from zhengwu.catalogue.queries import bare_document, counts_by_kind, find, missing_names
from zhengwu.catalogue.registry import SEARCH, remarks_on
from zhengwu.catalogue.rules.guide import eight
from zhengwu.catalogue.rules.situation import GuideQuestion, Walk
from zhengwu.catalogue.rules.situation_form import asked, from_lists, pairs
from zhengwu.catalogue.rules.situations import dropped, reduced, walked
from zhengwu.search.queries import facet_counts
from zhengwu.web.access import access, actor_of, anyone

_FACETS = ("who", "theme", "class", "kind", "organ", "open")
_TITLES = {
    "who": "谁来办", "theme": "主题", "class": "办件类型", "kind": "事项类型", "organ": "部门",
    "open": "能否网上申请",
}  # fmt: skip
_WORDS = {
    "who": {"person": "个人", "firm": "企业和单位"},
    "open": {"1": "可以申请", "0": "暂不可申请"},
    "kind": {str(kind): kind.label for kind in Kind},
}
_SHOWN = 12


@access(anyone)
def search(request: HttpRequest) -> HttpResponse:
    """Search and browse: words in the address, so a result can be bookmarked."""
    text = request.GET.get("q", "").strip()[:100]
    chosen = {name: request.GET.get(name, "")[:120] for name in _FACETS}
    filters = {name: value for name, value in chosen.items() if value}
    after = request.GET.get("after", "")
    found = find(text, filters=filters, after=after)
    context = {
        "text": text,
        "found": found,
        "groups": [_group(name, text, filters) for name in _FACETS],
        "next": _address(text, filters, after=found.after) if found.after else "",
        "first": _address(text, filters) if after else "",
        "filters": [
            (_TITLES[n], _word(n, v), _without(text, filters, n)) for n, v in filters.items()
        ],
        "kinds": counts_by_kind() if not text and not filters and not after else [],
    }
    return render(request, "catalogue/citizen/search.html", context)


def _group(name: str, text: str, filters: dict[str, str]) -> dict[str, Any]:
    others = {key: value for key, value in filters.items() if key != name}
    counts = facet_counts(SEARCH, name, text, others)
    links = [
        {
            "label": _word(name, value),
            "count": count,
            "url": _address(text, {**others, name: value}),
            "current": filters.get(name) == value,
        }
        for value, count in counts.items()
    ]
    return {"name": _TITLES[name], "links": links[:_SHOWN], "more": links[_SHOWN:]}


def _word(name: str, value: str) -> str:
    return _WORDS.get(name, {}).get(value, value)


def _without(text: str, filters: dict[str, str], name: str) -> str:
    return _address(text, {key: value for key, value in filters.items() if key != name})


def _address(text: str, filters: dict[str, str], **more: str) -> str:
    query = {**({"q": text} if text else {}), **filters, **more}
    return f"?{urlencode(query)}" if query else "?"


def _item(code: str) -> Item:
    item = get_object_or_404(Item.objects.select_related("live"), code=code)
    if item.state == ItemState.CANCELLED and not item.live:
        raise Http404
    return item


def _context(item: Item, edition: Edition | None) -> dict[str, Any]:
    document = edition.document if edition else bare_document(item)
    return {
        "item": item,
        "edition": edition,
        "document": document,
        "eight": eight(document),
        "missing": missing_names(item) if edition == item.live else [],
        "current": edition == item.live,
        "kind": document.kind.label,
        "subjects": "、".join(Subject(one).label for one in document.subjects),
        "cancelled": item.state == ItemState.CANCELLED,
        "suspended": item.state == ItemState.SUSPENDED,
        "days": sum(step.days or 0 for step in document.steps),
    }


@access(anyone)
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The service guide of an item: how to get it, before anything else."""
    item = _item(code)
    context = _context(item, item.live)
    context["applies"] = may_be_led_to_apply(actor_of(request))
    context["remarks"] = remarks_on(item.code)
    context["older"] = item.editions.filter(
        state__in=[str(state) for state in FROZEN_STATES]
    ).order_by("-number")
    return render(request, "catalogue/citizen/guide.html", context)


@access(anyone)
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An edition as it was published: running cases are handled under theirs."""
    item = _item(code)
    frozen = item.editions.filter(state__in=[str(state) for state in FROZEN_STATES])
    one = get_object_or_404(frozen, number=number)
    return render(request, "catalogue/citizen/guide.html", _context(item, one))


@access(anyone)
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The guide on paper, for the window and for people without a screen."""
    item = _item(code)
    return render(request, "catalogue/citizen/guide_print.html", _context(item, item.live))


@access(anyone)
def departments(request: HttpRequest) -> HttpResponse:
    """All departments with how many items each has."""
    counts = facet_counts(SEARCH, "organ")
    opened = facet_counts(SEARCH, "organ", filters={"open": "1"})
    rows = [(organ, count, opened.get(organ, 0)) for organ, count in counts.items()]
    return render(request, "catalogue/citizen/departments.html", {"rows": rows})


@access(anyone)
def wall(request: HttpRequest) -> HttpResponse:
    """The list for the wall of the hall: every item in use by department."""
    items = Item.objects.exclude(state=ItemState.CANCELLED).select_related("live")
    organ = request.GET.get("organ", "")
    rows = items.filter(organ_name=organ) if organ else items
    context = {"rows": rows.order_by("organ_name", "kind", "name"), "organ": organ}
    return render(request, "catalogue/citizen/wall_print.html", context)


@access(anyone)
def handbook(request: HttpRequest) -> HttpResponse:
    """政务服务一本通: the guides of all items one can apply for, bound as one print."""
    items = Item.objects.filter(open_for_application=True).select_related("live")
    guides = [
        {"item": item, "document": item.live.document, "eight": eight(item.live.document)}
        for item in items.order_by("organ_name", "name")
        if item.live
    ]
    return render(request, "catalogue/citizen/handbook_print.html", {"guides": guides})


@access(anyone)
def retained(request: HttpRequest, year: int) -> HttpResponse:
    """The retained list of a year's clean-up, as the centre approved and published it."""
    clean_up = get_object_or_404(CleanUp, year=year, state=str(CleanUpState.PUBLISHED))
    lines = clean_up.lines.exclude(proposal=str(Proposal.CANCEL)).select_related("item")
    context = {"clean_up": clean_up, "lines": lines.order_by("organ_name", "kind", "item_name")}
    return render(request, "catalogue/citizen/retained_print.html", context)


@access(anyone)
def situation(request: HttpRequest, code: str) -> HttpResponse:
    """The situation guide: one question at a time, every answer in the address.

    Nothing is kept: going back shows the question with its answer, a copied address the result.
    """
    item = _item(code)
    if item.live is None or not item.live.document.questions:
        raise Http404
    document = item.live.document
    raw = from_lists(dict(request.GET.lists()))
    walk = walked(document, raw)
    context = {
        "item": item,
        "document": document,
        "trail": [("首页", "/"), (item.name, reverse("catalogue_citizen:guide", args=[code]))],
    }
    question = _asked_now(request, walk)
    if question is not None:
        context |= _question(request, item, walk, question, raw)
        return render(request, "catalogue/citizen/situation.html", context)
    context |= _result(request, item, walk)
    return render(request, "catalogue/citizen/situation.html", context)


def _asked_now(request: HttpRequest, walk: Walk) -> GuideQuestion | None:
    """The question asked for once more, or the next open one."""
    again = request.GET.get("ask", "")
    said = next((one.question for one in walk.said if one.question.code == again), None)
    return said or walk.next


def _question(
    request: HttpRequest, item: Item, walk: Walk, question: GuideQuestion, raw: dict[str, list[str]]
) -> dict[str, Any]:
    said = [one.question.code for one in walk.said]
    place = said.index(question.code) if question.code in said else len(said)
    tried = request.GET.get("from") == question.code and request.GET.get("ask") is None
    field = asked(question, raw.get(question.code), tried=tried)
    return {
        "asked": field,
        "errors": {f"s_{question.code}": field.error} if field.error else {},
        "place": place + 1,
        "carried": pairs(walk.answers, without=question.code),
        "back": _guide_address(item, walk, ask=said[place - 1]) if place else "",
    }


def _guide_address(item: Item, walk: Walk, *, ask: str) -> str:
    query = urlencode([*pairs(walk.answers), ("ask", ask)])
    return f"{reverse('catalogue_citizen:situation', args=[item.code])}?{query}"


def _result(request: HttpRequest, item: Item, walk: Walk) -> dict[str, Any]:
    assert item.live is not None
    document = item.live.document
    return {
        "away": walk.away,
        "needed": [m for m in reduced(document, walk.codes).materials if m.to_bring],
        "dropped": dropped(document, walk.codes),
        "answered": [
            {
                "text": one.question.text,
                "words": one.words,
                "url": _guide_address(item, walk, ask=one.question.code),
            }
            for one in walk.said
        ],
        "open": item.open_for_application,
        "applies": may_be_led_to_apply(actor_of(request)),
        "apply": f"/apply/{quote(item.code, safe='')}/?{urlencode(pairs(walk.answers))}",
    }
