"""Public addresses: who sits at the windows, leaders' reception days."""

from __future__ import annotations

from django.urls import path

from zhengwu.personnel.web.citizen import views

app_name = "personnel_citizen"
urlpatterns = [
    path("window-staff/", views.column, name="column"),
    path("reception/", views.receptions, name="receptions"),
    path("reception/<uuid:pk>/", views.book, name="book"),
]
