"""Addresses of the hall below /desk/."""

from __future__ import annotations

from django.urls import path

from zhengwu.hall.web.staff.views import call, desk, manage, roster

app_name = "hall_staff"
urlpatterns = [
    path("call/", call.call, name="call"),
    path("call/<str:code>/bar/", call.bar, name="bar"),
    path("call/<str:code>/<slug:verb>/", call.act, name="act"),
    path("hall/", desk.home, name="home"),
    path("hall/register/", desk.register, name="register"),
    path("hall/register/new/", desk.book, name="book"),
    path("hall/register/arrive/", desk.arrive, name="arrive"),
    path("hall/register/<uuid:pk>/cancel/", desk.cancel, name="cancel"),
    path("hall/take/", desk.take, name="take"),
    path("hall/figures/", desk.figures, name="figures"),
    path("hall/parameters/", desk.parameters, name="parameters"),
    path("hall/settings/", manage.settings, name="settings"),
    path("hall/settings/queue/", manage.queue, name="queue"),
    path("hall/settings/seat/<uuid:pk>/", manage.seat, name="seat"),
    path("hall/settings/hours/", manage.hours, name="hours"),
    path("hall/settings/hours/<uuid:pk>/end/", manage.end_hours, name="end_hours"),
    path("hall/settings/priority/<slug:code>/", manage.priority, name="priority"),
    path("hall/settings/terminal/", manage.terminal, name="terminal"),
    path("hall/settings/terminal/<uuid:pk>/close/", manage.close_terminal, name="close_terminal"),
    path("hall/settings/notice/", manage.notice, name="notice"),
    path("hall/settings/notice/<uuid:pk>/down/", manage.take_down, name="take_down"),
    path("hall/roster/", roster.roster, name="roster"),
    path("hall/roster/draw/", roster.draw, name="draw"),
    path("hall/roster/<uuid:pk>/", roster.swap, name="swap"),
]
