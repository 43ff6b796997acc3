"""Public address of the figures."""

from __future__ import annotations

from django.urls import path

from zhengwu.statistics.web.citizen.views import statistics

app_name = "statistics_citizen"
urlpatterns = [path("statistics/", statistics, name="statistics")]
