"""Addresses of the staff's inbox and of what did not go out."""

from __future__ import annotations

from django.urls import path

from zhengwu.notices.web.staff import views

app_name = "notices_staff"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/bell/", views.bell, name="bell"),
    path("inbox/<uuid:message_id>/", views.message, name="message"),
    path("notices/unsent/", views.unsent, name="unsent"),
    path("notices/unsent/<int:dispatch_id>/retry/", views.retry, name="retry"),
]
