"""Addresses of papers for staff."""

from __future__ import annotations

from django.urls import path

from zhengwu.documents.web.staff import views

app_name = "documents_staff"
urlpatterns = [
    path("papers/registers/", views.registers, name="registers"),
    path("papers/registers/<int:register_id>/", views.register, name="register"),
    path("papers/parameters/", views.parameters, name="parameters"),
    path("papers/templates/", views.templates, name="templates"),
    path("papers/<uuid:document_id>/", views.document, name="document"),
    path("papers/services/<uuid:service_id>/receipt/", views.confirm, name="confirm"),
]
