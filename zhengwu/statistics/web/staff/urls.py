"""Addresses of statistics below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.statistics.web.staff.views import behind, figures, reports, services

app_name = "statistics_staff"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/definitions/", figures.definitions, name="definitions"),
    path("figures/behind/", behind.behind, name="behind"),
    path("figures/late/", behind.late, name="late"),
    path("figures/reports/", reports.reports, name="reports"),
    path("figures/reports/<slug:period>/<str:first>/", reports.draft, name="draft"),
    path("figures/issues/<uuid:issue>/", reports.issued, name="issue"),
    path("figures/issues/<uuid:issue>/print/", reports.printed_page, name="print"),
    path("figures/issues/<uuid:issue>/xlsx/", reports.xlsx, name="xlsx"),
    path("figures/issues/<uuid:issue>/pdf/", reports.pdf, name="pdf"),
    path("services/", services.services, name="services"),
    path("services/<uuid:line>/strike/", services.strike, name="strike_service"),
    path("figures/matter/<str:number>/", behind.matter, name="matter"),
]
