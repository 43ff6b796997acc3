"""Public addresses of evaluation: rate by a link or at a window's terminal, read the figures."""

from __future__ import annotations

from django.urls import path

from zhengwu.evaluation.web.citizen.views import public, rating, terminal

app_name = "evaluation_citizen"
urlpatterns = [
    path("ratings/", public.figures, name="figures"),
    path("ratings/appraisals/<str:number>/", public.appraisal, name="appraisal"),
    path("my-ratings/", public.mine, name="mine"),
    path("appraise/<str:token>/", public.survey, name="survey"),
    path("rate/at/<str:window>/<str:key>/", terminal.terminal, name="terminal"),
    path("rate/at/<str:window>/<str:key>/waiting/", terminal.waiting, name="waiting"),
    path("rate/at/<str:window>/<str:key>/<str:token>/", terminal.rate_here, name="rate_here"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("rate/<str:token>/qr/", rating.code, name="code"),
]
