"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from zhengwu.notices.web.citizen import views

app_name = "notices_citizen"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:message_id>/", views.message, name="message"),
]
