"""Addresses of screens, terminals and touch guides in the halls, below /wall/."""

from __future__ import annotations

from django.urls import path

from zhengwu.hall.web.wall.views import guide, screen, terminal

app_name = "hall_wall"
urlpatterns = [
    path("hall/<str:code>/", screen.screen, name="screen"),
    path("hall/<str:code>/now/", screen.now_fragment, name="now"),
    path("hall/<str:code>/windows/", screen.windows, name="windows"),
    path("hall/<str:code>/windows/now/", screen.windows_fragment, name="windows_now"),
    path("hall/<str:code>/guide/", guide.guide, name="guide"),
    path("hall/<str:code>/reading/", guide.reading, name="reading"),
    path("hall/<str:code>/terminal/", terminal.terminal, name="terminal"),
    path("hall/<str:code>/terminal/admit/<str:key>/", terminal.admit, name="admit"),
    path("hall/<str:code>/terminal/arrive/", terminal.arrive, name="arrive"),
    path("hall/<str:code>/terminal/<str:secret>/", terminal.slip, name="slip"),
]
