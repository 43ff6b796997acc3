"""Public addresses of evaluation: rate by a link or at a window's terminal, read the figures."""

from __future__ import annotations

from django.urls import path

from zhengwu.evaluation.web.citizen.views import rating, terminal

app_name = "evaluation_citizen"
urlpatterns = [
    path("rate/at/<str:window>/<str:key>/", terminal.terminal, name="terminal"),
    path("rate/at/<str:window>/<str:key>/waiting/", terminal.waiting, name="waiting"),
    path("rate/at/<str:window>/<str:key>/<str:token>/", terminal.rate_here, name="rate_here"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("rate/<str:token>/qr/", rating.code, name="code"),
]
