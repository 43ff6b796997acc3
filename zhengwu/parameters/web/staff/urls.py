"""Addresses of parameters and templates below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.parameters.web.staff.views import changes, shelves

app_name = "parameters_staff"
urlpatterns = [
    path("rulebook/", shelves.home, name="home"),
    path("rulebook/changes/<uuid:pk>/", changes.change, name="change"),
    path("rulebook/changes/<uuid:pk>/act/", changes.act, name="act"),
    path("rulebook/changes/<uuid:pk>/sample/", changes.sample, name="sample"),
    path("rulebook/changes/<uuid:pk>/sample/state/", changes.sample_state, name="sample_state"),
    path("rulebook/<slug:kind>/", shelves.listing, name="list"),
    path("rulebook/<slug:kind>/<str:key>/", shelves.subject, name="subject"),
    path("rulebook/<slug:kind>/<str:key>/begin/", shelves.begin, name="begin"),
]
