"""Addresses of the assessment below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.assessment.web.staff.views import periods

app_name = "assessment_staff"
urlpatterns = [
    path("assessment/", periods.home, name="home"),
    path("assessment/compute/", periods.compute, name="compute"),
    path("assessment/periods/<str:number>/", periods.period, name="period"),
    path("assessment/scores/<uuid:pk>/", periods.score, name="score"),
]
