"""Addresses of evaluation below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.evaluation.web.staff.views import calls, files, followups, home, ratings, surveys

app_name = "evaluation_staff"
urlpatterns = [
    path("evaluation/", home.home, name="home"),
    path("evaluation/rules/", home.rules, name="rules"),
    path("evaluation/terminals/", home.terminals, name="terminals"),
    path("evaluation/ratings/", ratings.ratings, name="ratings"),
    path("evaluation/ratings/<uuid:pk>/", ratings.rating, name="rating"),
    path("evaluation/phone/", ratings.phone, name="phone"),
    path("evaluation/followups/", followups.followups, name="followups"),
    path("evaluation/followups/<str:number>/", followups.followup, name="followup"),
    path("evaluation/calls/", calls.samples, name="samples"),
    path("evaluation/calls/<uuid:pk>/", calls.sample, name="sample"),
    path("evaluation/calls/<uuid:sample>/<uuid:pk>/", calls.call, name="call"),
    path("evaluation/files/", files.reviews, name="file_reviews"),
    path("evaluation/files/<uuid:pk>/", files.review, name="file_review"),
    path("evaluation/files/<uuid:review>/<uuid:pk>/", files.one, name="file"),
    path("evaluation/surveys/", surveys.surveys, name="surveys"),
    path("evaluation/surveys/new/", surveys.new, name="survey_new"),
    path("evaluation/surveys/<str:number>/", surveys.survey, name="survey"),
    path("evaluation/surveys/<str:number>/result/", surveys.sheet, name="survey_sheet"),
    path("evaluation/surveys/<str:number>/links/", surveys.links, name="links"),
]
