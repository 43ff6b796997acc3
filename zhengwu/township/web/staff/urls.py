"""Addresses of a town's centre below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.township.web.staff.views import home, network, places, registers, reports, sent, visits

app_name = "township_staff"
urlpatterns = [
    path("town/", home.home, name="home"),
    path("town/network/", network.network, name="network"),
    path("town/systems/", network.systems, name="systems"),
    path("town/powers/", network.powers, name="powers"),
    path("town/places/", places.places, name="places"),
    path("town/occasions/", places.occasions, name="occasions"),
    path("town/leaflets/", sent.leaflets, name="leaflets"),
    path("copies/", sent.copies, name="copies"),
    path("levels/", sent.codes, name="codes"),
    path("town/visits/", visits.visits, name="visits"),
    path("town/visits/<str:number>/", visits.visit, name="visit"),
    path("town/registers/<slug:kind>/", registers.register, name="register"),
    path("town/registers/line/<uuid:pk>/", registers.line, name="line"),
    path("town/reports/", reports.reports, name="reports"),
]
