"""Addresses of the citizens' home and of what explains the site."""

from __future__ import annotations

from django.urls import path

from zhengwu.desks.web.citizen import views

app_name = "desks_citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("about/", views.about, name="about"),
]
