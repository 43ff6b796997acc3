"""Addresses of the joint desk, of joint services, of projects and meetings."""

from __future__ import annotations

from django.urls import path

from zhengwu.joint.web.staff.views import acts, counter, desk, meetings, projects, services

app_name = "joint_staff"
urlpatterns = [
    path("joint/", desk.desk, name="desk"),
    path("joint/statistics/", projects.statistics, name="statistics"),
    path("joint/services/", services.services, name="services"),
    path("joint/services/<slug:code>/", services.service, name="service"),
    path("joint/services/<slug:code>/do/", services.act, name="service_act"),
    path("joint/window/", counter.choose, name="counter_choose"),
    path("joint/window/<slug:code>/", counter.counter, name="counter"),
    path("joint/silence/", services.silence, name="silence"),
    path("joint/matter/<str:number>/", desk.matter, name="matter"),
    path("joint/matter/<str:number>/papers/<uuid:paper_id>/", desk.paper, name="paper"),
    path("joint/matter/<str:number>/<slug:name>/", acts.act, name="act"),
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.new, name="new_project"),
    path("projects/<str:number>/", projects.project, name="project"),
    path("projects/<str:number>/<slug:name>/", projects.act, name="project_act"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/minutes/", meetings.minutes, name="minutes"),
    path("meetings/<uuid:meeting_id>/sign/", meetings.sign, name="sign"),
]
