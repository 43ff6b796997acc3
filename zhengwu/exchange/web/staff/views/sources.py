"""数据源: what this node offers, what other nodes delivered, down to one record."""

from __future__ import annotations

import json
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.exchange import policy, queries, registry
from zhengwu.exchange.models import Held, Node, Subscription
from zhengwu.exchange.registry import Feed
from zhengwu.web.access import access
from zhengwu.web.tables import Column, Table


def feed_or_404(code: str) -> Feed:
    """A registered feed."""
    feed = registry.feed_named(code)
    if feed is None:
        raise Http404
    return feed


@access(policy.may_see)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every feed: own records, those of other nodes, who gets them."""
    rows = Subscription.objects.select_related("channel__node")
    lines = [
        {
            "feed": feed,
            "own": queries.own_count(feed) if feed.contents else None,
            "delivered": queries.delivered(feed),
            "to": [row for row in rows if row.feed == feed.code],
        }
        for feed in registry.all_feeds()
    ]
    return render(request, "exchange/staff/sources.html", {"lines": lines})


@access(policy.may_see)
@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    """The records of a feed that other nodes delivered, one line a thing."""
    feed = feed_or_404(code)
    names = dict(Node.objects.values_list("code", "name"))
    node, kind = request.GET.get("node", ""), request.GET.get("kind", "")
    table = Table(
        request, queries.held_records(feed, node=node, kind=kind),
        columns=[
            Column("key", feed.words[feed.key],
                   url=lambda row: reverse("exchange_staff:record", args=[code, row.pk])),
            Column("node", "节点", value=lambda row: names.get(row.node, row.node)),
            Column("kind", feed.words[feed.kind], kind="short",
                   value=lambda row: feed.kinds.get(row.kind, row.kind)),
            Column("occurred_at", feed.words[feed.at], kind="instant"),
            Column("received_at", "收到时间", kind="instant"),
        ],
        order="-serial",
        empty_title="还没有收到记录",
        empty_text="下级节点登记并订阅以后，记录会出现在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export(feed.title))
    schema = json.dumps(feed.record, ensure_ascii=False, indent=1)
    context = {"feed": feed, "table": table, "node": names.get(node, node), "schema": schema}
    return render(request, "exchange/staff/source.html", context)


@access(policy.may_see)
@require_safe
def record(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One thing as its node delivered it, with everything before."""
    feed = feed_or_404(code)
    row = get_object_or_404(Held, feed=code, pk=pk)
    context = {
        "feed": feed,
        "row": row,
        "fields": queries.shown(feed, row.content),
        "history": [(one, queries.shown(feed, one.content)) for one in queries.history(row)],
        "node": Node.objects.filter(code=row.node).first(),
    }
    return render(request, "exchange/staff/record.html", context)
