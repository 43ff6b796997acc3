"""Addresses of the register of letters below /desk/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "authority_staff"
urlpatterns = [
    path("authority/", views.letters, name="letters"),
    path("authority/new/", views.letter_new, name="letter_new"),
    path("authority/warnings/", views.warnings, name="warnings"),
    path("authority/board/", views.board, name="board"),
    path("authority/<uuid:pk>/", views.letter, name="letter"),
    path("authority/<uuid:pk>/renew/", views.letter_renew, name="letter_renew"),
    path("authority/<uuid:pk>/scan/", views.letter_scan, name="letter_scan"),
    path("authority/<uuid:pk>/scan/new/", views.letter_scan_new, name="letter_scan_new"),
    path("authority/<uuid:pk>/revoke/", views.letter_revoke, name="letter_revoke"),
]
