"""Addresses of the desk itself and of the pages of the lowest rooms, below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.desks.web.staff.views import home

app_name = "desks_staff"
urlpatterns = [
    path("", home.home, name="home"),
]
