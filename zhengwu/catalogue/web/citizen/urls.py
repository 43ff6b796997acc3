"""Addresses of the public catalogue."""

from __future__ import annotations

from django.urls import path

from zhengwu.catalogue.web.citizen import views

app_name = "catalogue_citizen"
urlpatterns = [
    path("services/", views.search, name="search"),
    path("services/departments/", views.departments, name="departments"),
    path("services/wall/", views.wall, name="wall"),
    path("services/handbook/", views.handbook, name="handbook"),
    path("services/retained/<int:year>/", views.retained, name="retained"),
    path("services/<str:code>/", views.guide, name="guide"),
    path("services/<str:code>/situation/", views.situation, name="situation"),
    path("services/<str:code>/print/", views.printed, name="print"),
    path("services/<str:code>/edition/<int:number>/", views.edition, name="edition"),
]
