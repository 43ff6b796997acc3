"""Addresses of the citizens' home and of what explains the site."""

from __future__ import annotations

from django.urls import path

from zhengwu.desks.web.citizen import views
from zhengwu.desks.web.staff.views import demo

app_name = "desks_citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("about/", views.about, name="about"),
    path("api/docs", views.interface, name="interface"),
    path("demo/", demo.demo, name="demo"),
]
