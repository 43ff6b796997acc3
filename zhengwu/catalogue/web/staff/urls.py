"""Addresses of the staff catalogue below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.catalogue.web.staff.views import (
    board,
    clean_up,
    editions,
    imports,
    items,
    outlets,
    situation,
)

app_name = "catalogue_staff"
urlpatterns = [
    path("catalogue/", items.listing, name="list"),
    path("catalogue/board/", board.board, name="board"),
    path("catalogue/board/owed/", board.owed, name="owed"),
    path("catalogue/import/", imports.begin, name="import_new"),
    path("catalogue/import/<uuid:pk>/", imports.report, name="import"),
    path("catalogue/import/<uuid:pk>/columns/", imports.columns, name="import_columns"),
    path("catalogue/import/<uuid:pk>/apply/", imports.take, name="import_apply"),
    path("catalogue/import/<uuid:pk>/report.xlsx", imports.sheet, name="import_sheet"),
    path("catalogue/clean-up/", clean_up.listing, name="clean_ups"),
    path("catalogue/clean-up/<int:year>/", clean_up.one, name="clean_up"),
    path("catalogue/clean-up/<int:year>/report/", clean_up.report, name="clean_up_report"),
    path("catalogue/clean-up/<int:year>/approve/", clean_up.approve, name="clean_up_approve"),
    path("catalogue/clean-up/<int:year>/publish/", clean_up.publish, name="clean_up_publish"),
    path("catalogue/outlets/", outlets.listing, name="outlets"),
    path("catalogue/outlets/<uuid:pk>/", outlets.one, name="outlet"),
    path("catalogue/outlets/<uuid:pk>/act/", outlets.act, name="outlet_act"),
    path("catalogue/items/<str:code>/", items.item, name="item"),
    path("catalogue/items/<str:code>/state/", items.state, name="state"),
    path("catalogue/items/<str:code>/draft/", editions.begin, name="draft"),
    path("catalogue/editions/<uuid:pk>/", editions.show, name="edition"),
    path("catalogue/editions/<uuid:pk>/act/", editions.act, name="act"),
    path("catalogue/editions/<uuid:pk>/situation/", situation.overview, name="situation"),
    path("catalogue/editions/<uuid:pk>/situation/rows/", situation.rows, name="situation_rows"),
    path(
        "catalogue/editions/<uuid:pk>/situation/question/<str:code>/",
        situation.question,
        name="situation_question",
    ),
    path(
        "catalogue/editions/<uuid:pk>/situation/effect/<str:code>/",
        situation.effect,
        name="situation_effect",
    ),
    path("catalogue/editions/<uuid:pk>/<str:section>/", editions.section, name="section"),
]
