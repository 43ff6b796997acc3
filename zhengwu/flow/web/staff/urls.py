"""Addresses of the flows below /desk/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "flow_staff"
urlpatterns = [
    path("flows/", views.flows, name="flows"),
    path("flows/new/", views.new, name="new"),
    path("flows/versions/<uuid:pk>/", views.version, name="version"),
    path("flows/<str:code>/", views.definition, name="definition"),
]
