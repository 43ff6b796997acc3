"""Public address of supervision."""

from __future__ import annotations

from django.urls import path

from zhengwu.supervision.web.citizen import views

app_name = "supervision_citizen"
urlpatterns = [path("supervision/", views.public, name="public")]
