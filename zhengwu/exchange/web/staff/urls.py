"""Addresses of exchange below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.exchange.web.staff.views import bundles, keys, nodes, sources

app_name = "exchange_staff"
urlpatterns = [
    path("exchange/", nodes.home, name="home"),
    path("exchange/new/", nodes.new, name="new"),
    path("exchange/own-key/", keys.own, name="own_key"),
    path("exchange/import/", bundles.bring, name="import"),
    path("exchange/sources/", sources.sources, name="sources"),
    path("exchange/sources/<str:code>/", sources.source, name="source"),
    path("exchange/sources/<str:code>/<int:pk>/", sources.record, name="record"),
    path("exchange/nodes/<str:code>/", nodes.node, name="node"),
    path("exchange/nodes/<str:code>/change/", nodes.change, name="change"),
    path("exchange/nodes/<str:code>/key/", keys.new, name="key"),
    path("exchange/nodes/<str:code>/channel/", nodes.channel, name="channel"),
    path("exchange/nodes/<str:code>/export/", bundles.export, name="export"),
    path("exchange/keys/<int:pk>/confirm/", keys.confirm, name="confirm"),
    path("exchange/keys/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("exchange/faults/<int:pk>/settle/", nodes.settle, name="settle"),
    path("exchange/messages/<uuid:pk>/free/", bundles.free, name="free"),
    path("exchange/channels/<uuid:pk>/continue/", bundles.go_on, name="continue"),
]
