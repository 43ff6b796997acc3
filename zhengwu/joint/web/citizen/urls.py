"""Addresses of joint services: find, apply once for all organs, follow them in one picture."""

from __future__ import annotations

from django.urls import path

from zhengwu.joint.web.citizen.views import attaching, guide, mine, situation, writing

app_name = "joint_citizen"
urlpatterns = [
    path("together/", guide.services, name="services"),
    path("together/mine/", mine.mine, name="mine"),
    path("together/draft/<uuid:draft_id>/", writing.resume, name="resume"),
    path("together/draft/<uuid:draft_id>/situation/", situation.situation, name="situation"),
    path("together/draft/<uuid:draft_id>/form/<int:part>/", writing.form, name="form"),
    path("together/draft/<uuid:draft_id>/materials/", writing.materials, name="materials"),
    path(
        "together/draft/<uuid:draft_id>/papers/<int:paper_id>/",
        attaching.draft_paper,
        name="draft_paper",
    ),
    path("together/draft/<uuid:draft_id>/send/", writing.send, name="send"),
    path("together/draft/<uuid:draft_id>/discard/", writing.discard, name="discard"),
    path("together/matter/<str:number>/", mine.matter, name="matter"),
    path("together/matter/<str:number>/withdraw/", mine.withdraw, name="withdraw"),
    path("together/matter/<str:number>/supplement/", mine.supplement, name="supplement"),
    path("together/<slug:code>/", guide.guide, name="guide"),
    path("together/<slug:code>/begin/", guide.begin, name="begin"),
]
