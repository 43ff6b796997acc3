"""Addresses of web's own pages."""

from __future__ import annotations

from django.urls import path, re_path

from zhengwu.web import views

app_name = "web"

urlpatterns = [
    path("elder/", views.elder, name="elder"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("style/", views.style, name="style"),
    re_path(
        r"^style/(?P<face>citizen|desk|list|wall|print)/$", views.style_face, name="style_face"
    ),
]
