"""Public addresses of the towns: where a matter is taken nearby, and a page for every town."""

from __future__ import annotations

from django.urls import path

from zhengwu.township.web.citizen.views import near, towns

app_name = "township_citizen"
urlpatterns = [
    path("near/", near.near, name="near"),
    path("towns/", towns.towns, name="towns"),
    path("towns/<str:code>/", towns.town, name="town"),
    path("towns/<str:code>/systems/", towns.systems, name="systems"),
]
