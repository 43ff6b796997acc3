"""Addresses of supervision below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.supervision.web.staff.views import (
    camera_sheets,
    cameras,
    cards,
    entry,
    late,
    live,
    lower,
    orders,
    probes,
)

app_name = "supervision_staff"
urlpatterns = [
    path("supervision/", live.live, name="live"),
    path("supervision/now/", live.now_fragment, name="now"),
    path("supervision/findings/", cards.findings, name="findings"),
    path("supervision/findings/<uuid:pk>/", cards.finding, name="finding"),
    path("supervision/cameras/", cameras.cameras, name="cameras"),
    path("supervision/cameras/new/", cameras.new, name="camera_new"),
    path("supervision/cameras/import/", camera_sheets.upload, name="camera_sheet_new"),
    path("supervision/cameras/import/template/", camera_sheets.blank, name="camera_sheet_blank"),
    path("supervision/cameras/import/<uuid:pk>/", camera_sheets.sheet, name="camera_sheet"),
    path("supervision/cameras/<str:code>/", cameras.camera, name="camera"),
    path("supervision/cameras/<str:code>/stream/", cameras.stream, name="stream"),
    path("supervision/cameras/<str:code>/try/", cameras.try_out, name="camera_try"),
    path("supervision/stills/<uuid:pk>/", cameras.still, name="still"),
    path("supervision/entry/", entry.entry, name="entry"),
    path("supervision/late/", late.late, name="late"),
    path("supervision/late/<str:number>/", late.cause, name="cause"),
    path("supervision/lower/", lower.lower, name="lower"),
    path("supervision/lower/<int:pk>/", lower.record, name="lower_record"),
    path("supervision/waits/", late.waits, name="waits"),
    path("supervision/cards/", cards.cards, name="cards"),
    path("supervision/cards/<str:number>/", cards.card, name="card"),
    path("supervision/orders/", orders.orders, name="orders"),
    path("supervision/orders/new/", orders.new, name="order_new"),
    path("supervision/orders/<str:number>/", orders.order, name="order"),
    path("supervision/probes/", probes.probes, name="probes"),
    path("supervision/probes/new/", probes.new, name="probe_new"),
    path("supervision/probes/<slug:code>/", probes.probe, name="probe"),
    path("supervision/probes/<slug:code>/draft/", probes.draft, name="draft"),
]
