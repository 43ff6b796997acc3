"""Addresses of the hall below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.hall.web.staff.views import call

app_name = "hall_staff"
urlpatterns = [
    path("call/", call.call, name="call"),
    path("call/<str:code>/bar/", call.bar, name="bar"),
    path("call/<str:code>/<slug:verb>/", call.act, name="act"),
]
