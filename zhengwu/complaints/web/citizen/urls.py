"""Addresses of complaints for citizens."""

from __future__ import annotations

from django.urls import path

from zhengwu.complaints.web.citizen.views import channels, own, write

app_name = "complaints_citizen"
urlpatterns = [
    path("complaints/", channels.channels, name="channels"),
    path("complaints/new/", write.new, name="new"),
    path("complaints/track/", own.track, name="track"),
    path("complaints/mine/", own.mine, name="mine"),
    path("complaints/<str:number>/", own.complaint, name="complaint"),
    path("complaints/<str:number>/papers/<uuid:paper_id>/", own.paper, name="paper"),
]
