"""Addresses of papers for the public and for parties."""

from __future__ import annotations

from django.urls import path

from zhengwu.documents.web.citizen import views

app_name = "documents_citizen"
urlpatterns = [
    path("verify/", views.verify_any, name="verify_any"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("papers/<uuid:document_id>/", views.download, name="download"),
]
