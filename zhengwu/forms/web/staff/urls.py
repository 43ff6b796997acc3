"""Addresses of the form editor below /desk/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "forms_staff"
urlpatterns = [
    path("forms/", views.forms, name="forms"),
    path("forms/new/", views.new, name="new"),
    path("forms/versions/<uuid:pk>/", views.version, name="version"),
    path("forms/drafts/<uuid:pk>/", views.draft, name="draft"),
    path("forms/drafts/<uuid:pk>/act/", views.act, name="act"),
    path("forms/drafts/<uuid:pk>/preview/", views.preview, name="preview"),
    path("forms/drafts/<uuid:pk>/<slug:path>/", views.field, name="field"),
]
