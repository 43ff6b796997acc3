"""The public board."""

from __future__ import annotations

from django.urls import path

from zhengwu.assessment.web.citizen.views import board

app_name = "assessment_citizen"
urlpatterns = [
    path("assessment/", board.board, name="board"),
    path("assessment/<str:number>/", board.period, name="period"),
]
